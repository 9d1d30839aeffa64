using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Vectors.Cooccurrences;

namespace Item2Vec.Indexing.Learning;

/// <summary>
/// What events have shown since the training, to be added to what the model keeps: pairs of items, the latest sessions, and what is popular
/// now. It is what a training would count of the sessions that are kept; when there are too many, the oldest goes with what it counted.
/// </summary>
/// <remarks>
/// One thread writes; any number read meanwhile, without a lock. A reader that starts after <see cref="Add"/> has returned sees the event.
/// </remarks>
internal sealed class LearnedSessions
{
    private const double MaxExponent = 200;
    private readonly CooccurrenceTable table;
    private readonly VocabularyRoom room;
    private readonly LearnedItem?[] items;
    private readonly LearnedSession?[] ring;
    private readonly Dictionary<string, LearnedSession> open = new(StringComparer.Ordinal);
    private readonly double[] byDistance;
    private readonly double[] closely;
    private readonly int first;
    private readonly double lateScale;
    private volatile LateCounts? late;
    private volatile int next;
    private int oldest;

    /// <param name="table">What the model keeps.</param>
    /// <param name="items">Its items.</param>
    /// <param name="maxSessions">How many sessions are kept.</param>
    public LearnedSessions(CooccurrenceTable table, Vocabulary items, int maxSessions)
    {
        this.table = table;
        room = items.Room!;
        this.items = new LearnedItem?[room.Capacity];
        ring = new LearnedSession?[maxSessions];
        int reach = table.Info.Reach;
        byDistance = [.. Enumerable.Range(0, reach + 1).Select(distance => 1.0 / distance)];
        closely = [.. Enumerable.Range(0, reach + 1).Select(distance => Math.Exp(-distance / CooccurrenceCounter.VoteScale))];
        first = next = oldest = table.Recent?.Count ?? 0;
        lateScale = RecentSessions.LateShare * Math.Max(1, first);
        if (table.Recent is { Count: > 0 } recent) late = LateCounts.Of(recent.LateCounts(room.Capacity));
    }

    /// <summary>The number of sessions that there have been: those of the model, and then these.</summary>
    public int Count => next;

    /// <summary>The number of these sessions that are kept.</summary>
    public int Kept => next - Volatile.Read(ref oldest);

    /// <summary>How many are kept at most.</summary>
    public int Capacity => ring.Length;

    /// <summary>What has been learned of an item, or null.</summary>
    public LearnedItem? Of(int row) => (uint)row < (uint)items.Length ? Volatile.Read(ref items[row]) : null;

    /// <summary>The place of a session among <see cref="Capacity"/>.</summary>
    public int PlaceOf(int session) => (session - first) % ring.Length;

    /// <summary>The last items of a session, in order; empty if it is no longer kept.</summary>
    public ReadOnlySpan<int> Session(int session)
    {
        if (session < first || Volatile.Read(ref ring[PlaceOf(session)]) is not { } found || found.Number != session) return [];
        ReadOnlySpan<int> all = found.Items;
        return all[Math.Max(0, all.Length - RecentSessions.MaxEvents)..];
    }

    /// <summary>The weight of a session by its age, as in the model.</summary>
    public double Lateness(int session) => Math.Exp((session + 1 - next) / lateScale);

    /// <summary>How much more often an item occurs lately than in all; see <see cref="RecentSessions.Trend"/>.</summary>
    public float Trend(int row, Vocabulary counts)
        => late is { Total: > 0 } now ? RecentSessions.TrendOf(now.Weights[row], now.Total, counts.CountOf(row), counts.TotalCount) : 0;

    /// <summary>The share of an item of what is used now; null if the model keeps no sessions.</summary>
    public float? Popularity(int row) => late is { Total: > 0 } now ? (float)(now.Weights[row] / now.Total) : null;

    /// <summary>The rows before an event within reach, the next before it last.</summary>
    /// <param name="key">The id of the session.</param>
    public ReadOnlySpan<int> Before(string key)
    {
        if (!open.TryGetValue(key, out LearnedSession? session) || session.IsFull) return [];
        ReadOnlySpan<int> all = session.Items;
        return all[Math.Max(0, all.Length - table.Info.Reach)..];
    }

    /// <summary>Counts an event.</summary>
    /// <param name="key">The id of its session.</param>
    /// <param name="row">Its item.</param>
    /// <param name="isKnown">Whether the model has counted it: it is only what later events come after.</param>
    public void Add(string key, int row, bool isKnown = false)
    {
        LearnedSession session = Open(key);
        ReadOnlySpan<int> before = session.Items;
        if (!isKnown)
        {
            // The votes of earlier pairs weigh less the longer the session is.
            double share = 1 / Math.Sqrt(before.Length + 1.0);
            for (int at = Math.Max(1, session.Known); at < before.Length; at++)
                CountEvent(before[..(at + 1)], 0, share - (1 / Math.Sqrt(before.Length)));
        }

        session.Add(row);
        if (isKnown) session.Known = session.Items.Length;
        if (!before.Contains(row))
        {
            Item(row).Add(session.Number, RecentSessions.MaxOfItem);
            if (!isKnown) Item(row).CountSession(1);
        }

        if (isKnown) return;
        CountEvent(session.Items, 1, 1 / Math.Sqrt(session.Items.Length));
        room.CountEvent(row, 1);
        late = late?.With(row, (session.Number + 1 - first) / lateScale);
    }

    private LearnedItem Item(int row)
    {
        LearnedItem? item = items[row];
        if (item is null) Volatile.Write(ref items[row], item = new LearnedItem());
        return item;
    }

    private LearnedSession Open(string key)
    {
        if (open.TryGetValue(key, out LearnedSession? session) && !session.IsFull) return session;
        if (next - oldest == ring.Length) Forget(ring[PlaceOf(oldest)]!);
        session = new LearnedSession(next, key);
        open[key] = session;
        Volatile.Write(ref ring[PlaceOf(next)], session);
        next++;
        return session;
    }

    /// <summary>Takes back what a session has counted.</summary>
    private void Forget(LearnedSession session)
    {
        ReadOnlySpan<int> all = session.Items;
        double share = 1 / Math.Sqrt(all.Length);
        for (int at = session.Known; at < all.Length; at++)
        {
            CountEvent(all[..(at + 1)], -1, -share);
            room.CountEvent(all[at], -1);
            if (!all[..at].Contains(all[at])) Item(all[at]).CountSession(-1);
        }

        if (open.TryGetValue(session.Key, out LearnedSession? last) && last == session) open.Remove(session.Key);
        Volatile.Write(ref oldest, session.Number + 1);
    }

    /// <summary>Counts the pairs of the last of some events with those before it.</summary>
    /// <param name="events">The events up to it.</param>
    /// <param name="by">1 to count it, -1 to take it back, 0 to change its votes alone.</param>
    /// <param name="share">What is added to the weight of a vote.</param>
    private void CountEvent(ReadOnlySpan<int> events, int by, double share)
    {
        int last = events[^1];
        int reach = Math.Min(byDistance.Length - 1, events.Length - 1);
        for (int distance = 1; distance <= reach; distance++)
        {
            int other = events[^(distance + 1)];
            if (other == last) continue;
            int sessions = by != 0 && IsFirst(events, distance, byDistance.Length - 1) ? by : 0;
            float vote = (float)(closely[distance] * share);
            float near = (float)(byDistance[distance] * by);
            int isNew = by > 0 ? distance : 0;
            Item(other).Pairs.Add(last, new PairChange(sessions, isNew, near, 0, vote, 0));
            Item(last).Pairs.Add(other, new PairChange(sessions, isNew, 0, near, 0, vote));
        }
    }

    /// <summary>Whether the pair of the last event and that at a distance is the first of both items in the session.</summary>
    private static bool IsFirst(ReadOnlySpan<int> events, int distance, int reach)
    {
        (int last, int other) = (events[^1], events[^(distance + 1)]);
        for (int nearer = 1; nearer < distance; nearer++)
            if (events[^(nearer + 1)] == other) return false;
        ReadOnlySpan<int> earlier = events[..^1];
        for (int at = earlier.LastIndexOf(last); at >= 0; at = earlier[..at].LastIndexOf(last))
            if (earlier[Math.Max(0, at - reach)..Math.Min(earlier.Length, at + reach + 1)].Contains(other)) return false;
        return true;
    }

    /// <summary>The events of each item, weighted by the lateness of their sessions; only proportions matter.</summary>
    private sealed class LateCounts(double[] weights, double total, double shift)
    {
        private double sum = total;

        public double[] Weights => weights;

        public double Total => Volatile.Read(ref sum);

        public static LateCounts Of(double[] weights) => new(weights, weights.Sum(), 0);

        /// <summary>Adds an event whose weight is e to an exponent, which grows from session to session.</summary>
        public LateCounts With(int row, double exponent)
        {
            if (exponent - shift > MaxExponent)
            {
                double factor = Math.Exp(shift - exponent);
                return new LateCounts(Array.ConvertAll(weights, weight => weight * factor), sum * factor, exponent).With(row, exponent);
            }

            double added = Math.Exp(exponent - shift);
            Volatile.Write(ref weights[row], weights[row] + added);
            Volatile.Write(ref sum, sum + added);
            return this;
        }
    }
}
