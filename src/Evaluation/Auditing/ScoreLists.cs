using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation.Auditing;

/// <summary>The lists of a score for single items, each computed once, on first use.</summary>
internal sealed class ScoreLists
{
    private readonly ItemVectors vectors;
    private readonly VectorScorer scorer;
    private readonly AuditOptions options;
    private readonly (int Row, float Score)[]?[] lists;

    public ScoreLists(ItemVectors vectors, ScoreMode score, AuditOptions options)
    {
        this.vectors = vectors;
        this.options = options;
        Score = score;
        scorer = Scorer(vectors, score, options, decay: 1);
        lists = new (int, float)[]?[vectors.Count];
    }

    public ScoreMode Score { get; }

    /// <summary>The list of a row, best first, without the row itself. <see cref="Ensure"/> must have computed it.</summary>
    public ReadOnlySpan<(int Row, float Score)> this[int row] => lists[row];

    public static VectorScorer Scorer(ItemVectors vectors, ScoreMode score, AuditOptions options, double decay)
        => Scorers.Create(score, new ScoringModel(vectors), options.PopularityWeight, decay);

    /// <summary>Computes the missing lists of rows.</summary>
    public void Ensure(IEnumerable<int> rows, CancellationToken cancellationToken)
    {
        // In row order, so that the blocks of the products, and with them the last digits of scores, depend on nothing else.
        int[][] batches = [.. rows.Where(row => lists[row] is null).Distinct().Order().Chunk(CaseRanker.Batch)];
        Parallel.ForEach(
            batches, InParallel(options, cancellationToken), () => new EmbeddingMatrix(CaseRanker.Batch, vectors.Count),
            (batch, _, scores) =>
        {
            Compute(batch, scores);
            return scores;
        }, scores => scores.Dispose());
    }

    public static ParallelOptions InParallel(AuditOptions options, CancellationToken cancellationToken)
        => new()
        {
            MaxDegreeOfParallelism = options.Threads > 0 ? options.Threads : Environment.ProcessorCount,
            CancellationToken = cancellationToken
        };

    private void Compute(int[] rows, EmbeddingMatrix scores)
    {
        scorer.ScoreMany(Array.ConvertAll(rows, row => new ReadOnlyMemory<int>([row])), scores);
        TopK best = new(options.ListLength);
        for (int i = 0; i < rows.Length; i++)
        {
            scores.Row(i)[rows[i]] = float.NegativeInfinity;
            ScoreRanks.Offer(scores.Row(i), best);
            lists[rows[i]] = best.Take();
        }
    }
}
