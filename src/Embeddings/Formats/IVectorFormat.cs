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

    /// <summary>Writes a file.</summary>
    /// <exception cref="Item2VecException">The format cannot hold the vectors, or the file cannot be written.</exception>
    void Write(ItemVectors vectors, string path, VectorFormatOptions? options = null);

    /// <summary>Reads a file.</summary>
    /// <exception cref="Item2VecException">There is no such file, or its content is invalid; the message names the line or row.</exception>
    ItemVectors Read(string path, VectorFormatOptions? options = null);
}

/// <summary>Options for writing and reading a foreign format.</summary>
public sealed record VectorFormatOptions
{
    /// <summary>The vectors to write. Default the input vectors.</summary>
    public VectorSide Side { get; init; } = VectorSide.Input;

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
