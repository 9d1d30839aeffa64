using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Indexing.Scoring;

/// <summary>What <c>recommend</c> does: the history's mean input vector against output vectors, plus a prior of popularity.</summary>
internal sealed class NextRanker : VectorRanker
{
    private readonly ItemVectors vectors;
    private readonly double decay;
    private readonly float[] bias;

    /// <param name="vectors">The model, with output vectors; its rows are the training part's.</param>
    /// <param name="beta">The weight of <see cref="PopularityPrior"/>.</param>
    /// <param name="decay">The weight of an item of a history as a share of the one after it.</param>
    public NextRanker(ItemVectors vectors, double beta, double decay)
    {
        this.vectors = vectors;
        this.decay = decay;
        Items = vectors.Output ?? throw new ArgumentException("The vectors have no output side.", nameof(vectors));
        NativeBuffer<float>? prior = beta == 0 ? null : PopularityPrior.Of(vectors);
        bias = prior is null ? [] : Array.ConvertAll(prior.Slice(0, vectors.Count).ToArray(), log => (float)beta * log);
        GC.KeepAlive(prior);
    }

    /// <inheritdoc/>
    protected override EmbeddingMatrix Items { get; }

    protected override ReadOnlySpan<float> Bias => bias;

    protected override void SetQuery(ReadOnlySpan<int> history, Span<float> query) => SetMean(vectors.Input, history, decay, query);
}
