using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Training.Variants;

/// <summary>
/// <see cref="SessionSets"/> one event at a time, which costs more: for CBOW, where the mean of the others predicts it, and for events with weights of
/// their own. An event of a longer session meets as many others as a set would have, drawn anew each epoch.
/// </summary>
internal sealed class SessionCentres(TrainingOptions options) : WindowSource
{
    /// <summary>The most context events of one centre.</summary>
    public const int MaxContext = SessionSets.MaxItems;

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
        int others = rows.Length - 1;
        for (int i = 0; i < Math.Min(others, MaxContext); i++)
        {
            // Others are numbered 0..others-1 with the centre left out.
            int other = others <= MaxContext ? i : random.NextBelow(others);
            window.AddInput(rows[other < centre ? other : other + 1]);
            if (!mean) window.EndBundle();
        }

        if (mean) window.EndBundle();
        window.AddPositive(rows[centre]);
        if (session.Weights.Length > 0) window.Step = session.Weights.Span[centre];
        centre++;
        return true;
    }
}
