using System.Collections.Concurrent;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Cooccurrences;

namespace Item2Vec.Indexing.Scoring;

/// <summary>What <c>recommend --score blend</c> does: both scores of the vectors as one product, and what pairs say of the few items they speak of.</summary>
internal sealed class BlendRanker : VectorRanker
{
    private readonly ItemVectors vectors;
    private readonly CooccurrenceTable cooccurrences;
    private readonly SimilarRanker similar;
    private readonly double decay;
    private readonly float[] bias;
    private readonly ConcurrentBag<BlendFeatures> idle = [];

    /// <param name="vectors">The model, with output vectors; its rows are the training part's.</param>
    /// <param name="evidence">The pairs of its items, and what they weigh.</param>
    /// <param name="decay">The weight of an item of a history as a share of the one after it.</param>
    public BlendRanker(ItemVectors vectors, CooccurrenceTable evidence, double decay)
    {
        this.vectors = vectors;
        this.cooccurrences = evidence;
        this.decay = decay;
        similar = new SimilarRanker(vectors, decay);
        BlendWeights weights = evidence.Info.Blend;
        EmbeddingMatrix output = vectors.Output ?? throw new ArgumentException("The vectors have no output side.", nameof(vectors));
        Items = new EmbeddingMatrix(vectors.Count, 2 * vectors.Dimensions);
        for (int row = 0; row < vectors.Count; row++)
        {
            Span<float> both = Items.Row(row);
            VectorOperations.AddScaled((float)weights.Next, output.Row(row), both[..vectors.Dimensions]);
            VectorOperations.AddScaled((float)(weights.Similar * vectors.InverseNorms[row]), vectors.Input.Row(row), both[vectors.Dimensions..]);
        }

        bias = Array.ConvertAll(PopularityPrior.LogShares(vectors), log => (float)weights.Popularity * log);
        GC.KeepAlive(vectors);
    }

    /// <inheritdoc/>
    protected override EmbeddingMatrix Items { get; }

    protected override ReadOnlySpan<float> Bias => bias;

    protected override void SetQuery(ReadOnlySpan<int> history, Span<float> query)
    {
        SetMean(vectors.Input, history, decay, query[..vectors.Dimensions]);
        similar.SetDirection(history, query[vectors.Dimensions..]);
    }

    protected override void Adjust(ReadOnlySpan<int> history, Span<float> scores)
    {
        if (history.IsEmpty) return;
        if (!idle.TryTake(out BlendFeatures? signs)) signs = new BlendFeatures(cooccurrences, vectors.Vocabulary);
        signs.Gather(history, decay);
        for (int candidate = 0; candidate < signs.Candidates.Count; candidate++)
            scores[signs.Candidates[candidate]] += (float)signs.Score(candidate, cooccurrences.Info.Blend);
        idle.Add(signs);
    }
}
