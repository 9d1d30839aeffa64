using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Evaluation.Blending;

/// <summary>
/// Some sessions, held out of a training so that <see cref="BlendLearner"/> can learn how to weigh vectors and counts.
/// </summary>
public sealed class BlendSlice : IDisposable
{
    /// <summary>Minimum number of events of a session that is held out.</summary>
    private const int MinEvents = 2;

    /// <summary>The most prefixes of a session that become cases.</summary>
    private const int CasesOfSession = 3;

    /// <summary>The latest sessions are this share of all.</summary>
    private const double LatestShare = 0.2;

    /// <summary>Fewer sessions teach nothing, and a small log needs each of them.</summary>
    private const int MinSessions = 10;

    /// <summary>Items with fewer events are no targets.</summary>
    private const int MinCount = 3;

    private BlendSlice(SessionCorpus rest, IReadOnlyList<int>? restOrder, IReadOnlyList<BlendCase> cases)
    {
        Rest = rest;
        RestOrder = restOrder;
        Cases = cases;
    }

    /// <summary>The corpus without the held-out sessions; its vocabulary, with all counts, is that of the whole.</summary>
    public SessionCorpus Rest { get; }

    /// <summary>The number of cases: prefixes of held-out sessions, each with the item after it.</summary>
    public int Count => Cases.Count;

    internal IReadOnlyList<BlendCase> Cases { get; }

    /// <summary>The sessions of <see cref="Rest"/> in the order in which they began; null if it is in this order.</summary>
    public IReadOnlyList<int>? RestOrder { get; }

    /// <summary>Holds out random sessions, at most <paramref name="sessions"/> and at most one in twenty.</summary>
    /// <param name="corpus">The whole corpus, which must live as long as the slice.</param>
    /// <param name="sessions">Maximum number of sessions, at least 1.</param>
    /// <param name="seed">Random seed.</param>
    /// <param name="isLatest">Whether they are taken from the latest fifth of the sessions, so that what is learned holds for those to
    /// come; otherwise from all.</param>
    /// <param name="order">The sessions in the order in which they began; null if the corpus is in this order.</param>
    /// <exception cref="Item2VecException">The corpus has more than 2^31 sessions.</exception>
    public static BlendSlice HoldOut(SessionCorpus corpus, int sessions, long seed, bool isLatest = false, IReadOnlyList<int>? order = null)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        ArgumentOutOfRangeException.ThrowIfLessThan(sessions, 1);
        if (corpus.SessionCount > Array.MaxLength) 
            throw new Item2VecException($"a slice can be held out of {Array.MaxLength:N0} sessions at most",
                "leave BlendSlice.HoldOut out");
        double share = Math.Min(0.05, sessions / (double)Math.Max(1, corpus.SessionCount));
        if (share * corpus.SessionCount < MinSessions) share = 0;
        RandomSource random = new((ulong)seed);
        int[] kept = [.. Enumerable.Range(0, (int)corpus.SessionCount).Select(session => corpus.SessionLength(session))];
        List<BlendCase> cases = [];
        double part = isLatest ? LatestShare : 1;
        for (int place = kept.Length - (int)Math.Ceiling(part * kept.Length); place < kept.Length; place++)
        {
            int session = order?[place] ?? place;
            if (random.NextFloat() >= share / part || kept[session] < MinEvents) continue;
            int[] items = corpus.Session(session);
            kept[session] = 0;
            int[] places = [.. Enumerable.Range(1, items.Length - 1)];
            random.Shuffle(places);
            foreach (int target in places.Where(at => corpus.Vocabulary.CountOf(items[at]) >= MinCount).Take(CasesOfSession))
                cases.Add(new BlendCase(items[..target], items[target]));
        }

        return new BlendSlice(CorpusPart.Shorten(corpus, kept), order is null ? null : OrderOfRest(order, kept), cases);
    }

    /// <summary>The order in numbers of the rest, which has no session without events.</summary>
    private static int[] OrderOfRest(IReadOnlyList<int> order, int[] kept)
    {
        int[] number = new int[kept.Length];
        int next = 0;
        for (int session = 0; session < kept.Length; session++) number[session] = kept[session] > 0 ? next++ : -1;
        return [.. order.Select(session => number[session]).Where(session => session >= 0)];
    }

    /// <inheritdoc/>
    public void Dispose() => Rest.Dispose();
}
