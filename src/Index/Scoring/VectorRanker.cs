using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Indexing.Scoring;

/// <summary>Scores by a query vector against a vector of each item, plus a number of the item's own: many histories are one matrix product.</summary>
internal abstract class VectorRanker : IRanker
{
    /// <summary>The items' vectors.</summary>
    protected abstract EmbeddingMatrix Items { get; }

    /// <summary>A number for each item, or empty.</summary>
    protected virtual ReadOnlySpan<float> Bias => [];

    public void Score(ReadOnlySpan<int> history, Span<float> scores)
    {
        using EmbeddingMatrix query = new(1, Items.Dimensions);
        using EmbeddingMatrix result = new(1, Items.Rows);
        SetQuery(history, query.Row(0));
        ScoreProduct.Compute(Items, query, 1, Bias, result);
        Adjust(history, result.Row(0));
        result.Row(0).CopyTo(scores);
    }

    /// <summary>As <see cref="Score"/> for several histories.</summary>
    /// <param name="histories">The histories.</param>
    /// <param name="scores">Receives a row of scores for each.</param>
    public void ScoreMany(ReadOnlySpan<ReadOnlyMemory<int>> histories, EmbeddingMatrix scores)
    {
        using EmbeddingMatrix queries = new(histories.Length, Items.Dimensions);
        for (int i = 0; i < histories.Length; i++) SetQuery(histories[i].Span, queries.Row(i));
        ScoreProduct.Compute(Items, queries, histories.Length, Bias, scores);
        for (int i = 0; i < histories.Length; i++) Adjust(histories[i].Span, scores.Row(i));
    }

    /// <summary>Adds to a history's scores what does not come from vectors.</summary>
    protected virtual void Adjust(ReadOnlySpan<int> history, Span<float> scores)
    {
    }

    /// <summary>Writes the query vector of a history over zeros.</summary>
    protected abstract void SetQuery(ReadOnlySpan<int> history, Span<float> query);

    /// <summary>The sum of the history's rows, each weighing <paramref name="decay"/> of the one after it, divided by the sum of the weights.</summary>
    protected static void SetMean(EmbeddingMatrix rows, ReadOnlySpan<int> history, double decay, Span<float> query)
    {
        double weight = 1;
        double sum = 0;
        for (int i = history.Length - 1; i >= 0; i--, weight *= decay)
        {
            VectorOperations.AddScaled((float)weight, rows.Row(history[i]), query);
            sum += weight;
        }

        for (int i = 0; i < query.Length && sum > 0; i++) query[i] = (float)(query[i] / sum);
    }
}
