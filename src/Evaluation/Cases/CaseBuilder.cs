using Item2Vec.Embeddings.Numerics;
using Item2Vec.Evaluation.Splits;

namespace Item2Vec.Evaluation.Cases;

/// <summary>Builds cases from held-out sessions, by protocol.</summary>
internal sealed class CaseBuilder(EvaluationOptions options)
{
    private readonly List<EvaluationCase> cases = [];
    private readonly List<int> found = [];
    private readonly HashSet<int> seen = [];

    /// <summary>Targets that were the item just used.</summary>
    public int SelfRepeats { get; private set; }

    /// <summary>Events that <see cref="Protocol.Published"/> left out of their sessions.</summary>
    public int UnknownEvents { get; private set; }

    public EvaluationCase[] Build(IReadOnlyList<HeldOutSession> sessions)
    {
        foreach (int session in Order(sessions.Count))
        {
            if (options.MaxCases > 0 && cases.Count >= options.MaxCases) break;
            if (options.Protocol == Protocol.ItemToItem) AddPairs(session, sessions[session]);
            else AddPositions(session, Asked(sessions[session]));
        }

        if (options.MaxCases > 0) cases.Sort((a, b) => a.Session.CompareTo(b.Session));
        return [.. cases];
    }

    /// <summary>The order of sessions: as they come, or shuffled if only some of them are used.</summary>
    private int[] Order(int sessions)
    {
        int[] order = [.. Enumerable.Range(0, sessions)];
        if (options.MaxCases == 0) return order;
        RandomSource random = new((ulong)options.Seed);
        for (int i = sessions - 1; i > 0; i--)
        {
            int other = random.NextBelow(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order;
    }

    /// <summary>The events of a session that the protocol asks about.</summary>
    private HeldOutSession Asked(HeldOutSession session)
    {
        if (options.Protocol != Protocol.Published) return session;
        HeldOutSession known = session.OfTrainedItems();
        UnknownEvents += session.Items.Length - known.Items.Length;
        return known;
    }

    /// <summary>A case per held-out event: the events before it, and the event or all from it on.</summary>
    private void AddPositions(int session, HeldOutSession events)
    {
        if (events.FirstTarget >= events.Items.Length) return;
        int[] known = Array.FindAll(events.Items, item => item >= 0);
        int knownBefore = events.Items.AsSpan(0, events.FirstTarget).Length - events.Items.AsSpan(0, events.FirstTarget).Count(-1);
        for (int at = events.FirstTarget; at < events.Items.Length; at++)
        {
            ReadOnlyMemory<int> history = options.Protocol == Protocol.LastItem
                ? known.AsMemory(Math.Max(0, knownBefore - 1), Math.Min(1, knownBefore))
                : known.AsMemory(0, knownBefore);
            int end = options.PredictRest ? events.Items.Length : at + 1;
            Add(session, history, events, at - 1, at, end);
            if (events.Items[at] >= 0) knownBefore++;
        }
    }

    /// <summary>A case per known item of the session: the others are its targets.</summary>
    private void AddPairs(int session, HeldOutSession events)
    {
        seen.Clear();
        int[] queries = [.. Enumerable.Range(0, events.Items.Length).Where(at => events.Items[at] >= 0 && seen.Add(events.Items[at]))];
        foreach (int at in queries) Add(session, events.Items.AsMemory(at, 1), events, at, 0, events.Items.Length, isPair: true);
    }

    private void Add(int session, ReadOnlyMemory<int> history, HeldOutSession events, int query, int from, int to, bool isPair = false)
    {
        found.Clear();
        seen.Clear();
        int unknown = 0;
        bool repeats = false;
        int lastRow = history.Length > 0 ? history.Span[^1] : -1;
        for (int at = from; at < to; at++)
        {
            int row = events.Items[at];
            bool isLast = events.Identities[at] == events.Identities[query] || (row >= 0 && row == lastRow);
            repeats |= isLast;
            if (isLast && (isPair || options.Repeats != RepeatRule.Rank)) continue;
            if (!seen.Add(events.Identities[at])) continue;
            if (row >= 0) found.Add(row);
            else unknown++;
        }

        if (repeats && !isPair) SelfRepeats++;
        bool isHit = repeats && !isPair && options is { Repeats: RepeatRule.Hit, PredictRest: false };
        if (found.Count + unknown > 0 || isHit) cases.Add(new EvaluationCase(session, history, found.ToArray(), unknown, isHit));
    }
}

/// <summary>One case: a history and the items to find.</summary>
/// <param name="Session">The held-out session it comes from; cases of one session are resampled together.</param>
/// <param name="History">The rows given to the model, oldest first.</param>
/// <param name="Targets">The distinct target rows that the training part knows.</param>
/// <param name="UnknownTargets">The number of further targets that the training part does not know: misses.</param>
/// <param name="IsRepeat">Whether the target is the item just used, and <see cref="RepeatRule.Hit"/> counts it as found.</param>
internal readonly record struct EvaluationCase(
    int Session, ReadOnlyMemory<int> History, ReadOnlyMemory<int> Targets, int UnknownTargets, bool IsRepeat)
{
    public int Relevant => Targets.Length + UnknownTargets;

    /// <summary>The item just used, or -1.</summary>
    public int LastItem => History.Length > 0 ? History.Span[^1] : -1;
}
