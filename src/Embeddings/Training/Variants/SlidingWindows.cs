using System.Runtime.CompilerServices;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Training.Variants;

/// <summary>
/// word2vec on sessions: for each event in turn, the events around it predict it, each by itself (skip-gram) or their mean (CBOW).
/// </summary>
/// <remarks>
/// Mikolov et al. 2013; prod2vec, Grbovic et al. 2015 eq. 3.1. Input is the context and output the centre, as in word2vec.c, so that one centre and its
/// negatives face the whole window (ALGORITHMS 1.3). A dynamic window draws its half-width evenly from 1..window.
/// </remarks>
internal sealed class SlidingWindows(TrainingOptions options) : WindowSource
{
    private readonly int widest = options.Window;
    private readonly bool dynamic = options.DynamicWindow;
    private readonly bool mean = options.Architecture == Architecture.Cbow;
    private readonly TimeFilter near = new(options);
    private TrainingSession session;
    private int centre;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Begin(in TrainingSession session, ref RandomSource random)
    {
        this.session = session;
        centre = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override bool Next(TrainingWindow window, ref RandomSource random)
    {
        ReadOnlySpan<int> rows = session.Rows.Span;
        if (rows.Length < 2 || centre == rows.Length) return false;
        int width = dynamic ? 1 + random.NextBelow(widest) : widest;
        int from = Math.Max(0, centre - width);
        int to = Math.Min(rows.Length - 1, centre + width);
        if (near.IsActive)
        {
            AddNear(window, rows, from, to, ref random);
        }
        else if (mean)
        {
            window.AddInputs(rows[from..centre]);
            window.AddInputs(rows[(centre + 1)..(to + 1)]);
            window.EndBundle();
        }
        else
        {
            window.AddBundles(rows[from..centre]);
            window.AddBundles(rows[(centre + 1)..(to + 1)]);
        }

        window.AddPositive(rows[centre]);
        if (session.Weights.Length > 0) window.Step = session.Weights.Span[centre];

        // The first centre meets all rows before its own reach, each further one a single new row.
        int reach = Math.Min(centre + widest, rows.Length - 1);
        for (int i = centre == 0 ? 0 : centre + widest; i <= reach; i++) window.AddComing(rows[i]);
        centre++;
        return true;
    }

    /// <summary>Adds what of the window is near enough in time, which may be nothing.</summary>
    private void AddNear(TrainingWindow window, ReadOnlySpan<int> rows, int from, int to, ref RandomSource random)
    {
        ReadOnlySpan<double> times = session.Times.Span;
        for (int i = from; i <= to; i++)
        {
            if (i == centre || !near.Keeps(times[i] - times[centre], ref random)) continue;
            window.AddInput(rows[i]);
            if (!mean) window.EndBundle();
        }

        if (mean && window.InputCount > 0) window.EndBundle();
    }
}
