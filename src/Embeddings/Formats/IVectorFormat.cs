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
