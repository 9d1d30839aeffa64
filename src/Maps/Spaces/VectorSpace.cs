using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Hnsw;

namespace Item2Vec.Maps.Spaces;

/// <summary>The vectors of an index as a map sees them (see <see cref="VectorScale"/>), held while it is made.</summary>
internal sealed class VectorSpace : IDisposable
{
    private readonly ItemVectors vectors;

    public VectorSpace(ItemIndex index)
    {
        vectors = index.Vectors.Share();
        Scale = VectorScale.Of(vectors, index.Metric);
    }

    public int Count => vectors.Count;

    public int Dimensions => vectors.Dimensions;

    public VectorScale Scale { get; }

    /// <summary>Writes a row.</summary>
    public void Read(int row, Span<float> vector)
        => VectorScale.Multiply(vectors.Input.Row(row), Scale.IsUnit ? vectors.InverseNorms[row] : Scale.Factor, vector);

    public void Dispose() => vectors.Dispose();
}

/// <summary>
/// How vectors are scaled: to length 1 where an index compares by cosine, so that Euclidean distances have the same order; else by one
/// factor, so that no square overflows.
/// </summary>
/// <param name="IsUnit">Whether to length 1; zero vectors stay.</param>
/// <param name="Factor">The factor of all, if not.</param>
internal readonly record struct VectorScale(bool IsUnit, float Factor)
{
    /// <summary>The scale for some vectors and a metric.</summary>
    public static VectorScale Of(ItemVectors vectors, Metric metric)
    {
        if (metric == Metric.Cosine) return new VectorScale(true, 1);
        float max = 0;
        for (int row = 0; row < vectors.Count; row++)
            foreach (float value in vectors.Input.Row(row)) max = Math.Max(max, Math.Abs(value));
        return new VectorScale(false, max > 0 && float.IsFinite(1 / max) ? 1 / max : 1);
    }

    /// <summary>Writes a vector that need not be a row, as a row would be.</summary>
    public void Read(ReadOnlySpan<float> from, Span<float> vector)
    {
        double length = IsUnit ? Norms.Length(from) : 0;
        Multiply(from, length > 0 ? (float)Math.Min(1 / length, float.MaxValue) : IsUnit ? 0 : Factor, vector);
    }

    public static void Multiply(ReadOnlySpan<float> from, float factor, Span<float> vector)
    {
        for (int d = 0; d < vector.Length; d++) vector[d] = from[d] * factor;
    }
}
