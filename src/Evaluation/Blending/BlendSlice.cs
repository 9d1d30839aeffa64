using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Evaluation.Blending;

/// <summary>
/// The last events of some sessions, held out of a training so that <see cref="BlendLearner"/> can learn how to weigh vectors and counts.
/// </summary>
public sealed class BlendSlice : IDisposable
{
    /// <summary>Minimum number of events of a session to hold one out.</summary>
    private const int MinEvents = 3;

    /// <summary>Items with fewer events keep them all.</summary>
    private const int MinCount = 3;

    private BlendSlice(SessionCorpus rest, IReadOnlyList<BlendCase> cases)
    {
        Rest = rest;
        Cases = cases;
    }

    /// <summary>The corpus without the held-out events; its vocabulary, with all counts, is that of the whole.</summary>
    public SessionCorpus Rest { get; }

    /// <summary>The number of events held out.</summary>
    public int Count => Cases.Count;

    internal IReadOnlyList<BlendCase> Cases { get; }

    /// <summary>Holds out the last event of random sessions, at most <paramref name="sessions"/> and at most one in twenty.</summary>
    /// <param name="corpus">The whole corpus, which must live as long as the slice.</param>
    /// <param name="sessions">Maximum number of sessions, at least 1.</param>
    /// <param name="seed">Random seed.</param>
    /// <exception cref="Item2VecException">The corpus has more than 2^31 sessions.</exception>
    public static BlendSlice HoldOut(SessionCorpus corpus, int sessions, long seed)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        ArgumentOutOfRangeException.ThrowIfLessThan(sessions, 1);
        if (corpus.SessionCount > Array.MaxLength) 
            throw new Item2VecException($"a slice can be held out of {Array.MaxLength:N0} sessions at most",
                "leave BlendSlice.HoldOut out");
        double share = Math.Min(0.05, sessions / (double)Math.Max(1, corpus.SessionCount));
        RandomSource random = new((ulong)seed);
        int[] kept = new int[corpus.SessionCount];
        List<BlendCase> cases = [];
        for (int session = 0; session < kept.Length; session++)
        {
            int[] items = corpus.Session(session);
            kept[session] = items.Length;
            bool drawn = random.NextFloat() < share;
            if (!drawn || items.Length < MinEvents || items[^1] == items[^2] || corpus.Vocabulary.CountOf(items[^1]) < MinCount) continue;
            kept[session]--;
            cases.Add(new BlendCase(items[..^1], items[^1]));
        }

        return new BlendSlice(CorpusPart.Shorten(corpus, kept), cases);
    }

    /// <inheritdoc/>
    public void Dispose() => Rest.Dispose();
}
