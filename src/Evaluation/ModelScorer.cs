using System.Collections.Concurrent;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Cooccurrences;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation;

/// <summary>A model as <see cref="Evaluator"/> measures it: with the scores that an index answers with.</summary>
/// <remarks>
/// Thread-safe, but for <see cref="Dispose"/>. The vectors stay the caller's and must outlive it. A model with other items than the
/// evaluation ranks those that it has.
/// </remarks>
public sealed class ModelScorer : IBatchScorer, IDisposable
{
    private readonly ScoringModel model;
    private readonly VectorScorer scorer;
    private readonly int items;
    private readonly ConcurrentBag<EmbeddingMatrix> idle = [];

    internal ModelScorer(
        ScoreMode score, ItemVectors vectors, double beta, double decay, CooccurrenceTable? cooccurrences, Vocabulary ranked)
    {
        Rows = ModelRows.Of(ranked, vectors.Vocabulary);
        items = vectors.Count;
        model = new ScoringModel(vectors, cooccurrences);
        try
        {
            scorer = score.Create(model, beta, decay);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>The model's rows, or null if they are those of the evaluation.</summary>
    internal ModelRows? Rows { get; }

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<int> history, Span<float> scores)
    {
        if (Rows is null)
        {
            scorer.Score(history, scores);
            return;
        }

        float[] own = new float[items];
        scorer.Score(Rows.InModel(history), own);
        Rows.Spread(own, scores);
    }

    void IBatchScorer.ScoreMany(ReadOnlySpan<ReadOnlyMemory<int>> histories, EmbeddingMatrix scores)
    {
        if (Rows is null)
        {
            scorer.ScoreMany(histories, scores);
            return;
        }

        ReadOnlyMemory<int>[] inModel = new ReadOnlyMemory<int>[histories.Length];
        for (int i = 0; i < histories.Length; i++) inModel[i] = Rows.InModel(histories[i].Span);
        if (!idle.TryTake(out EmbeddingMatrix? own)) own = new EmbeddingMatrix(scores.Rows, items);
        scorer.ScoreMany(inModel, own);
        for (int i = 0; i < histories.Length; i++) Rows.Spread(own.Row(i), scores.Row(i));
        idle.Add(own);
    }

    /// <summary>Frees what scoring needs besides the vectors; called when nothing is being scored.</summary>
    public void Dispose()
    {
        foreach (EmbeddingMatrix own in idle) own.Dispose();
        model.Dispose();
    }
}
