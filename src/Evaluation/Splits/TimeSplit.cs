using System.Globalization;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Evaluation.Splits;

/// <summary>Holds out the sessions that began last; no event of a session is in both parts.</summary>
internal sealed class TimeSplit(double fraction) : CorpusSplit
{
    internal override bool IsLater => true;

    public override string Name => string.Create(CultureInfo.InvariantCulture, $"time:{fraction}");

    protected override int[] FirstTargets(SessionCorpus corpus, IReadOnlyList<int> order, out int[] kept)
    {
        bool[] heldOut = new bool[order.Count];
        foreach (int session in order.Skip(order.Count - (int)Math.Round(order.Count * fraction))) heldOut[session] = true;
        return SessionSplit.Whole(corpus, heldOut, out kept);
    }
}
