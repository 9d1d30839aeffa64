using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings;

/// <summary>
/// Trained vectors: for each item of the vocabulary its input vector (what <c>similar</c> compares) and its output vector
/// (what <c>recommend</c> scores), with the items' attributes and how the training went.
/// </summary>
/// <remarks>Immutable and thread-safe. Vectors lie outside the managed heap, or in a mapped file; <see cref="Dispose"/> frees them at once.</remarks>
public sealed class ItemVectors : IDisposable
{
    internal ItemVectors(Vocabulary vocabulary, EmbeddingMatrix input, EmbeddingMatrix? output, ItemAttributes? attributes = null, TrainingSummary? training = null)
    {
        Vocabulary = vocabulary;
        Input = input;
        Output = output;
        Attributes = attributes ?? ItemAttributes.None;
        Training = training;
    }

    /// <summary>The items, row by row.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>The number of items.</summary>
    public int Count => Vocabulary.Count;

    /// <summary>The length of a vector.</summary>
    public int Dimensions => Input.Dimensions;

    /// <summary>Whether output vectors are there: imported models may lack them.</summary>
    public bool HasOutput => Output is not null;

    /// <summary>Titles and other columns of the items.</summary>
    public ItemAttributes Attributes { get; }

    /// <summary>How the training went, or null for vectors that were not trained here.</summary>
    public TrainingSummary? Training { get; }

    internal EmbeddingMatrix Input { get; }

    internal EmbeddingMatrix? Output { get; }

    /// <summary>Opens an <c>.i2v</c> file. It is mapped, not read: a million items open in milliseconds.</summary>
    /// <param name="path">The file.</param>
    /// <param name="verify">Whether to read all data and compare it with its checksums; without it the file's structure is checked.</param>
    /// <exception cref="Item2VecException">There is no such file, or it is broken, or a newer version wrote it.</exception>
    public static ItemVectors Open(string path, bool verify = false) => throw new NotImplementedException();

    /// <summary>Writes an <c>.i2v</c> file: beside its target, flushed to disk, then renamed into place. The same vectors give the same bytes.</summary>
    /// <exception cref="Item2VecException">The file cannot be written (<see cref="ErrorCode.CannotWrite"/>).</exception>
    public void Save(string path) => throw new NotImplementedException();

    /// <summary>A copy of a row's input vector, <see cref="Dimensions"/> numbers.</summary>
    public float[] Vector(int row) => Input.Row(row).ToArray();

    /// <summary>A copy of a row's output vector, <see cref="Dimensions"/> numbers.</summary>
    /// <exception cref="InvalidOperationException">There are no output vectors.</exception>
    public float[] OutputVector(int row)
        => (Output ?? throw new InvalidOperationException("These vectors have no output side.")).Row(row).ToArray();

    /// <summary>The same vectors with other attributes.</summary>
    public ItemVectors With(ItemAttributes attributes) => new(Vocabulary, Input, Output, attributes, Training);

    /// <inheritdoc/>
    public void Dispose()
    {
        Input.Dispose();
        Output?.Dispose();
    }
}
