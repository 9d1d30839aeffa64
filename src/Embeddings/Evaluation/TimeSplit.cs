using System.Globalization;

namespace Item2Vec.Embeddings.Evaluation;

/// <summary>Holds out the latest sessions: the last ones of the log, in its order of sessions.</summary>
internal sealed class TimeSplit(double fraction) : CorpusSplit
{
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"time:{fraction}");

    protected override int[] FirstTargets(SessionCorpus corpus, out int[] kept)
    {
        int sessions = checked((int)corpus.SessionCount);
        bool[] heldOut = new bool[sessions];
        heldOut.AsSpan(sessions - (int)Math.Round(sessions * fraction)).Fill(true);
        return SessionSplit.Whole(corpus, heldOut, out kept);
    }
}
