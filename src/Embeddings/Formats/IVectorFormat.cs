using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Embeddings.Formats;

/// <summary>A foreign file format of vectors. One class per format, found by its name in <see cref="VectorFormats"/>.</summary>
/// <remarks>Implementations are stateless and thread-safe. Files are written next to their target and renamed into place.</remarks>
public interface IVectorFormat
{
    /// <summary>The name on the command line, such as "word2vec".</summary>
    string Name { get; }

    /// <summary>One line for the help: the format, and what it loses.</summary>
    string Description { get; }

    /// <summary>Whether it is several files: a path is then their directory.</summary>
    bool IsDirectory => false;

    /// <summary>Whether it is read as well as written.</summary>
    bool CanRead => true;

    /// <summary>Writes a file, or a directory.</summary>
    /// <exception cref="Item2VecException">The format cannot hold the vectors, or the file cannot be written.</exception>
    void Write(ItemVectors vectors, string path, VectorFormatOptions? options = null);

    /// <summary>Reads a file, or a directory.</summary>
    /// <exception cref="Item2VecException">There is no such file, or its content is invalid; the message names the line or row.</exception>
    ItemVectors Read(string path, VectorFormatOptions? options = null);
}

/// <summary>Options for writing and reading a foreign format.</summary>
public sealed record VectorFormatOptions
{
    /// <summary>The vectors to write. Default the input vectors.</summary>
    public VectorSide Side { get; init; } = VectorSide.Input;

    /// <summary>The type of the numbers that are written. Default float32.</summary>
    public NumberType NumberType { get; init; } = NumberType.Float32;

    /// <summary>Whether vectors are written with length 1; those of zeros stay as they are. Default false.</summary>
    public bool Normalize { get; init; }

    /// <summary>
    /// Whether ids are percent-encoded if the format cannot represent them (blanks, control characters, and the percent sign itself),
    /// and decoded when read. Default false: such ids are rejected.
    /// </summary>
    public bool EscapeItems { get; init; }

    /// <summary>
    /// Whether vectors whose squared length overflows a float32 are rejected when read: they have no cosine. Default false.
    /// </summary>
    public bool RejectOverflow { get; init; }
}

/// <summary>Selects one of an item's two vectors.</summary>
public enum VectorSide
{
    /// <summary>The input vector, which <c>similar</c> compares.</summary>
    Input,

    /// <summary>The output vector, which <c>recommend</c> scores (gensim's <c>syn1neg</c>).</summary>
    Output,

    /// <summary>Both, if the format supports it.</summary>
    Both,
}

/// <summary>The type of a number in a file.</summary>
public enum NumberType
{
#pragma warning disable CA1720 // The names of these types in every format that has them.
    /// <summary>Four bytes, as in a model: exact.</summary>
    Float32,

    /// <summary>Two bytes: rounded to 11 significant bits, at most 65,504.</summary>
    Float16,
#pragma warning restore CA1720
}
