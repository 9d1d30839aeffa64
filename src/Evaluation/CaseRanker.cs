using System.Runtime.InteropServices;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Evaluation.Cases;
using Item2Vec.Evaluation.Metrics;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation;

/// <summary>One thread's part of an evaluation: scores all items for a few histories at a time and measures their cases.</summary>
internal sealed class CaseRanker : IDisposable
{
    /// <summary>Histories scored at once: the items' vectors are read once for all of them.</summary>
    public const int Batch = 24;

    /// <summary>The position of a repeat that counts as found.</summary>
    private static readonly TieBlock[] Top = [new(0, 1, 0)];

    private readonly EvaluationRun run;
    private readonly IScorer scorer;
    private readonly ModelRows? rows;
    private readonly List<int> known = [];
    private readonly EmbeddingMatrix scores;
    private readonly TopK best;
    private readonly float[] sum;
    private readonly int ranked;
    private readonly ReadOnlyMemory<int>[] histories = new ReadOnlyMemory<int>[Batch];
    private TieBlock[] blocks = new TieBlock[16];

    public CaseRanker(EvaluationRun run, IScorer scorer)
    {
        this.run = run;
        this.scorer = scorer;
        rows = (scorer as ModelScorer)?.Rows;
        ranked = rows?.Known ?? run.Items.Count;
        scores = new EmbeddingMatrix(Batch, run.Items.Count);
        best = new TopK(Math.Min(run.Options.MaxListLength, run.Items.Count));
        sum = new float[run.Likeness?.Dimensions ?? 0];
        Listed = new long[run.Items.Count];
    }

    /// <summary>How often each item was in a list.</summary>
    public long[] Listed { get; }

    /// <summary>
    /// Measures the cases of groups [<paramref name="from"/>, <paramref name="to"/>), at most <see cref="Batch"/> of them.
    /// </summary>
    /// <param name="from">The first group.</param>
    /// <param name="to">The group behind the last.</param>
    /// <param name="values">Receives each case's metrics, one row per case.</param>
    public void Measure(int from, int to, double[][] values)
    {
        for (int group = from; group < to; group++) histories[group - from] = run.Groups.History(group);
        if (scorer is IBatchScorer batch) batch.ScoreMany(histories.AsSpan(0, to - from), scores);
        for (int group = from; group < to; group++)
        {
            Span<float> all = scores.Row(group - from);
            if (scorer is not IBatchScorer) scorer.Score(run.Groups.History(group).Span, all);
            MeasureGroup(run.Groups[group], all, values);
        }
    }

    public void Dispose() => scores.Dispose();

    private void MeasureGroup(ReadOnlySpan<int> group, Span<float> all, double[][] values)
    {
        int candidates = ranked;
        int last = run.Cases[group[0]].LastItem;
        if (run.Options.Repeats != RepeatRule.Rank && last >= 0 && rows?.Has(last) != false)
        {
            all[last] = float.NegativeInfinity;
            candidates--;
        }

        ScoreRanks.Offer(all, best);
        ReadOnlySpan<(int Row, float Score)> list = best.Take().AsSpan();
        if (list.Length > candidates) list = list[..candidates];
        double popularity = ListStatistics.Popularity(list, run.Items);
        double diversity = run.Likeness is null ? double.NaN : ListStatistics.Diversity(list, run.Likeness, sum);
        foreach ((int row, _) in list) Listed[row] += group.Length;
        foreach (int one in group)
        {
            double[] row = values[one];
            run.Metrics.Compute(Places(run.Cases[one], all), run.Cases[one].IsRepeat ? 1 : run.Cases[one].Relevant, candidates, row);
            row[run.Metrics.Popularity] = popularity;
            row[run.Metrics.Diversity] = diversity;
        }
    }

    private ReadOnlySpan<TieBlock> Places(in EvaluationCase one, ReadOnlySpan<float> all)
    {
        if (one.IsRepeat) return Top;
        ReadOnlySpan<int> targets = Known(one.Targets.Span);
        if (targets.Length > blocks.Length) blocks = new TieBlock[targets.Length * 2];
        return blocks.AsSpan(0, TieBlock.Find(all, targets, blocks));
    }

    /// <summary>The targets that the model has; the others are misses.</summary>
    private ReadOnlySpan<int> Known(ReadOnlySpan<int> targets)
    {
        if (rows is null) return targets;
        known.Clear();
        foreach (int target in targets)
            if (rows.Has(target)) known.Add(target);
        return CollectionsMarshal.AsSpan(known);
    }
}
