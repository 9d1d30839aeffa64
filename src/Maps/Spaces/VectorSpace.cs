using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Hnsw;

namespace Item2Vec.Maps.Spaces;

/// <summary>
/// The vectors as a map sees them: unit vectors where the index compares by cosine, whose Euclidean distances have the same order; else
/// scaled by one factor, so that no square overflows.
/// </summary>
internal sealed class VectorSpace : IDisposable
{
    private readonly ItemVectors vectors;
    private readonly bool isUnit;
    private readonly float scale = 1;

    public VectorSpace(ItemIndex index)
    {
        vectors = index.Vectors.Share();
        isUnit = index.Metric == Metric.Cosine;
        if (isUnit) return;
        float max = 0;
        for (int row = 0; row < Count; row++)
            foreach (float value in vectors.Input.Row(row)) max = Math.Max(max, Math.Abs(value));
        if (max > 0 && float.IsFinite(1 / max)) scale = 1 / max;
    }

    public int Count => vectors.Count;

    public int Dimensions => vectors.Dimensions;

    /// <summary>Writes a row.</summary>
    public void Read(int row, Span<float> vector)
        => Scale(vectors.Input.Row(row), isUnit ? vectors.InverseNorms[row] : scale, vector);

    /// <summary>Writes a vector that need not be a row, as a row would be.</summary>
    public void Read(ReadOnlySpan<float> from, Span<float> vector)
    {
        double length = isUnit ? Norms.Length(from) : 0;
        Scale(from, length > 0 ? (float)Math.Min(1 / length, float.MaxValue) : isUnit ? 0 : scale, vector);
    }

    public void Dispose() => vectors.Dispose();

    private static void Scale(ReadOnlySpan<float> from, float factor, Span<float> vector)
    {
        for (int d = 0; d < vector.Length; d++) vector[d] = from[d] * factor;
    }
}
