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
    private TrainingSession session;
    private int centre;

    public override void Begin(in TrainingSession session, ref RandomSource random)
    {
        this.session = session;
        centre = 0;
    }

    public override bool Next(TrainingWindow window, ref RandomSource random)
    {
        ReadOnlySpan<int> rows = session.Rows.Span;
        if (rows.Length < 2 || centre == rows.Length) return false;
        int width = dynamic ? 1 + random.NextBelow(widest) : widest;
        int from = Math.Max(0, centre - width);
        int to = Math.Min(rows.Length - 1, centre + width);
        for (int i = from; i <= to; i++)
        {
            if (i == centre) continue;
            window.AddInput(rows[i]);
            if (!mean) window.EndBundle();
        }

        if (mean) window.EndBundle();
        window.AddPositive(rows[centre]);
        if (session.Weights.Length > 0) window.Step = session.Weights.Span[centre];
        int upcoming = centre + widest + 2;
        window.Upcoming = upcoming < rows.Length ? rows[upcoming] : -1;
        centre++;
        return true;
    }
}
