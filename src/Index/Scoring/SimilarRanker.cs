using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Indexing.Scoring;

/// <summary>What <c>similar</c> does: the cosine of input vectors, for several items that with the mean of their unit vectors.</summary>
internal sealed class SimilarRanker : VectorRanker
{
    private readonly double decay;

    /// <param name="vectors">The model; its rows are the training part's.</param>
    /// <param name="decay">The weight of an item of a history as a share of the one after it.</param>
    public SimilarRanker(ItemVectors vectors, double decay)
    {
        this.decay = decay;
        Items = UnitRows(vectors);
    }

    /// <inheritdoc/>
    protected override EmbeddingMatrix Items { get; }

    /// <summary>The input vectors at length 1; zero vectors stay.</summary>
    public static EmbeddingMatrix UnitRows(ItemVectors vectors)
    {
        EmbeddingMatrix unit = new(vectors.Count, vectors.Dimensions);
        for (int row = 0; row < vectors.Count; row++) VectorOperations.AddScaled(vectors.InverseNorms[row], vectors.Input.Row(row), unit.Row(row));
        GC.KeepAlive(vectors);
        return unit;
    }

    /// <summary>Writes the direction of a history over zeros: the mean of its items' unit vectors, made 1 long.</summary>
    public void SetDirection(ReadOnlySpan<int> history, Span<float> query)
    {
        SetMean(Items, history, decay, query);
        float length = (float)Norms.Length(query);
        for (int i = 0; i < query.Length && length > 0; i++) query[i] /= length;
    }

    protected override void SetQuery(ReadOnlySpan<int> history, Span<float> query) => SetDirection(history, query);
}
