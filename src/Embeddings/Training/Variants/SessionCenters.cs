using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training.Windows;

namespace Item2Vec.Embeddings.Training.Variants;

/// <summary>
/// <see cref="SessionSets"/> one event at a time, which costs more: for CBOW, where the mean of the others predicts it, for events with
/// weights, and if only events near in time are context. An event of a longer session meets as many others as in a set, drawn in each
/// epoch.
/// </summary>
internal sealed class SessionCenters(TrainingOptions options) : WindowSource
{
    /// <summary>Maximum context events of a center.</summary>
    public const int MaxContext = SessionSets.MaxItems;

    private readonly bool mean = options.Architecture == Architecture.Cbow;
    private readonly TimeFilter near = new(options);
    private TrainingSession session;
    private int center;

    public override void Begin(in TrainingSession session, ref RandomSource random)
    {
        this.session = session;
        center = 0;
    }

    public override bool Next(TrainingWindow window, ref RandomSource random)
    {
        ReadOnlySpan<int> rows = session.Rows.Span;
        if (rows.Length < 2 || center == rows.Length) return false;
        (int from, int to) = near.IsActive ? Near(session.Times.Span) : (0, rows.Length);
        int others = to - from - 1;
        for (int i = 0; i < Math.Min(others, MaxContext); i++)
        {
            // Others are numbered from..from+others-1 without the center.
            int other = from + (others <= MaxContext ? i : random.NextBelow(others));
            if (other >= center) other++;
            if (near.IsActive && !near.Keeps(session.Times.Span[other] - session.Times.Span[center], ref random)) continue;
            window.AddInput(rows[other]);
            if (!mean) window.EndInputGroup();
        }

        if (mean && window.InputCount > 0) window.EndInputGroup();
        window.AddPositive(rows[center]);
        if (session.Weights.Length > 0) window.Step = session.Weights.Span[center];
        center++;
        return true;
    }

    /// <summary>The events [From, To) around the center that are near enough in time.</summary>
    private (int From, int To) Near(ReadOnlySpan<double> times)
    {
        int from = center;
        int to = center + 1;
        while (from > 0 && near.IsNear(times[from - 1] - times[center])) from--;
        while (to < times.Length && near.IsNear(times[to] - times[center])) to++;
        return (from, to);
    }
}
