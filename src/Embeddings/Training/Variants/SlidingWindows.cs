using System.Runtime.CompilerServices;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training.Windows;

namespace Item2Vec.Embeddings.Training.Variants;

/// <summary>
/// word2vec on sessions: for each event in turn, the events around it predict it, individually (skip-gram) or by their mean (CBOW).
/// </summary>
/// <remarks>
/// Mikolov et al. 2013; prod2vec, Grbovic et al. 2015 eq. 3.1. Input is the context and output the center, as in word2vec.c, so that one
/// center and its negatives are shared by the whole window. A dynamic window draws its half-width uniformly from 1..window.
/// </remarks>
internal sealed class SlidingWindows(TrainingOptions options) : WindowSource
{
    private readonly int widest = options.Window;
    private readonly bool dynamic = options.DynamicWindow;
    private readonly bool mean = options.Architecture == Architecture.Cbow;
    private readonly TimeFilter near = new(options);
    private TrainingSession session;
    private int center;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Begin(in TrainingSession session, ref RandomSource random)
    {
        this.session = session;
        center = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override bool Next(TrainingWindow window, ref RandomSource random)
    {
        ReadOnlySpan<int> rows = session.Rows.Span;
        if (rows.Length < 2 || center == rows.Length) return false;
        int width = dynamic ? 1 + random.NextBelow(widest) : widest;
        int from = Math.Max(0, center - width);
        int to = Math.Min(rows.Length - 1, center + width);
        if (near.IsActive)
        {
            AddNear(window, rows, from, to, ref random);
        }
        else if (mean)
        {
            window.AddInputs(rows[from..center]);
            window.AddInputs(rows[(center + 1)..(to + 1)]);
            window.EndInputGroup();
        }
        else
        {
            window.AddInputGroups(rows[from..center]);
            window.AddInputGroups(rows[(center + 1)..(to + 1)]);
        }

        window.AddPositive(rows[center]);
        if (session.Weights.Length > 0) window.Step = session.Weights.Span[center];

        // The first center meets all rows within its reach, each further one a single new row.
        int reach = Math.Min(center + widest, rows.Length - 1);
        for (int i = center == 0 ? 0 : center + widest; i <= reach; i++) window.AddPrefetch(rows[i]);
        center++;
        return true;
    }

    /// <summary>Adds the part of the window that is near enough in time, which may be empty.</summary>
    private void AddNear(TrainingWindow window, ReadOnlySpan<int> rows, int from, int to, ref RandomSource random)
    {
        ReadOnlySpan<double> times = session.Times.Span;
        for (int i = from; i <= to; i++)
        {
            if (i == center || !near.Keeps(times[i] - times[center], ref random)) continue;
            window.AddInput(rows[i]);
            if (!mean) window.EndInputGroup();
        }

        if (mean && window.InputCount > 0) window.EndInputGroup();
    }
}

/// <summary>Selects context by time: at most the longest gap away, and with probability <c>exp(-t / decay)</c>.</summary>
/// <remarks>
/// A probability instead of a weight: correct on average, with less to compute and to train. The decay is prod2vec's (Grbovic et al. 2015).
/// </remarks>
internal sealed class TimeFilter(TrainingOptions options)
{
    private readonly double maxGap = options.MaxGap?.TotalSeconds ?? double.PositiveInfinity;
    private readonly double decay = options.Decay?.TotalSeconds ?? double.PositiveInfinity;

    /// <summary>Whether any context could be excluded.</summary>
    public bool IsActive => !double.IsPositiveInfinity(maxGap) || !double.IsPositiveInfinity(decay);

    /// <summary>Whether events this many seconds apart may be context of each other.</summary>
    public bool IsNear(double apart) => Math.Abs(apart) <= maxGap;

    /// <summary>Draws whether these two are.</summary>
    public bool Keeps(double apart, ref RandomSource random)
        => IsNear(apart) && (double.IsPositiveInfinity(decay) || random.NextFloat() < Math.Exp(-Math.Abs(apart) / decay));
}
