using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Vectors.Cooccurrences;

/// <summary>
/// A unit vector for each item in a space of its own, where the decayed mean of the vectors of a session points to the item that comes
/// next. They complement the vectors that windows teach: each prefix of each session taught them.
/// </summary>
/// <remarks>Immutable and thread-safe; outside the managed heap, or in a mapped file. Given to a table, they become its own.</remarks>
public sealed class SessionVectors : IDisposable
{
    /// <summary>The weight of an item of a history as a share of the one after it.</summary>
    public const double Decay = 0.7;

    /// <summary>What a cosine is multiplied by: <c>e</c> to the product is proportional to the probability of an item.</summary>
    public const double Scale = 10;

    private readonly Lease memory;

    internal SessionVectors(EmbeddingMatrix rows, Lease memory)
    {
        Rows = rows;
        this.memory = memory;
    }

    /// <summary>The number of items.</summary>
    public int Count => Rows.Rows;

    /// <summary>The dimensions of a vector.</summary>
    public int Dimensions => Rows.Dimensions;

    internal EmbeddingMatrix Rows { get; }

    /// <summary>A copy of an item's vector.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="row"/> is not in [0, <see cref="Count"/>).</exception>
    public float[] Vector(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Count);
        return Rows.Row(row).ToArray();
    }

    /// <summary>The same vectors for another owner: each is disposed by itself, and the last one frees them.</summary>
    public SessionVectors Share() => new(Rows, memory.Copy());

    /// <inheritdoc/>
    public void Dispose() => memory.Dispose();
}
