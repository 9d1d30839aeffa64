using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation.Auditing;

/// <summary>The lists of a score for single items, each computed once, on first use.</summary>
internal sealed class ScoreLists
{
    private readonly ItemVectors vectors;
    private readonly AuditOptions options;
    private readonly (int Row, float Score)[]?[] lists;

    public ScoreLists(ItemVectors vectors, ScoreMode score, AuditOptions options)
    {
        this.vectors = vectors;
        this.options = options;
        Score = score;
        lists = new (int, float)[]?[vectors.Count];
    }

    public ScoreMode Score { get; }

    /// <summary>The list of a row, best first, without the row itself. <see cref="Ensure"/> must have computed it.</summary>
    public ReadOnlySpan<(int Row, float Score)> this[int row] => lists[row];

    /// <summary>Computes the missing lists of rows.</summary>
    /// <exception cref="Embeddings.Common.Item2VecException">The model lacks what the score needs.</exception>
    public void Ensure(IEnumerable<int> rows, CancellationToken cancellationToken)
    {
        // In row order, so that the blocks of the products, and with them the last digits of scores, depend on nothing else.
        int[][] batches = [.. rows.Where(row => lists[row] is null).Distinct().Order().Chunk(CaseRanker.Batch)];
        if (batches.Length == 0) return;
        using ScoringModel model = new(vectors);
        VectorScorer scorer = Score.Create(model, options.PopularityWeight, decay: 1);
        Parallel.ForEach(
            batches, InParallel(options, cancellationToken), () => new EmbeddingMatrix(CaseRanker.Batch, vectors.Count),
            (batch, _, scores) =>
        {
            Compute(scorer, batch, scores);
            return scores;
        }, scores => scores.Dispose());
    }

    public static ParallelOptions InParallel(AuditOptions options, CancellationToken cancellationToken)
        => new()
        {
            MaxDegreeOfParallelism = options.Threads > 0 ? options.Threads : Environment.ProcessorCount,
            CancellationToken = cancellationToken
        };

    private void Compute(VectorScorer scorer, int[] rows, EmbeddingMatrix scores)
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
