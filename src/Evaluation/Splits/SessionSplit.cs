using System.Globalization;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Evaluation.Splits;

/// <summary>Holds out random whole sessions.</summary>
internal sealed class SessionSplit(double fraction, long seed) : CorpusSplit
{
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"sessions:{fraction}");

    protected override int[] FirstTargets(SessionCorpus corpus, IReadOnlyList<int> order, out int[] kept)
    {
        int sessions = checked((int)corpus.SessionCount);
        RandomSource random = new((ulong)seed);
        bool[] heldOut = new bool[sessions];
        for (int session = 0; session < sessions; session++) heldOut[session] = random.NextFloat() < fraction;
        return Whole(corpus, heldOut, out kept);
    }

    /// <summary>Whole sessions: every event but the first is a target, and none is for training.</summary>
    public static int[] Whole(SessionCorpus corpus, bool[] heldOut, out int[] kept)
    {
        int[] firstTargets = new int[heldOut.Length];
        kept = new int[heldOut.Length];
        for (int session = 0; session < heldOut.Length; session++)
        {
            int length = corpus.SessionLength(session);
            if (heldOut[session]) firstTargets[session] = length > 1 ? 1 : 0;
            else kept[session] = length;
        }

        return firstTargets;
    }
}
