using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Vectors.Cooccurrences;

/// <summary>The latest sessions of a log and, for each item, those that have it: what finds the sessions most like another one.</summary>
/// <remarks>
/// An inverted index as in VMIS-kNN (Kersbergen et al. 2022). Sessions are numbered in the order in which they began, so a higher number is
/// a later one. Four bytes per event, and four per item and session that has it. The memory belongs to a <see cref="CooccurrenceTable"/>.
/// </remarks>
internal sealed class RecentSessions
{
    /// <summary>The most sessions of an item that are kept, the latest (2,500 to 5,000 in Ludewig et al. 2021).</summary>
    public const int MaxOfItem = 2500;

    /// <summary>The last events of a session that are kept.</summary>
    public const int MaxEvents = 50;

    /// <summary>The share of the sessions over which the weight of a session falls to 1/e.</summary>
    internal const double LateShare = 0.1;

    private readonly RecentSessionColumns columns;
    private float[]? trend;

    public RecentSessions(RecentSessionColumns columns) => this.columns = columns;

    public RecentSessionColumns Columns => columns;

    /// <summary>The number of sessions.</summary>
    public int Count => (int)columns.Starts.Length - 1;

    /// <summary>The number of kept events.</summary>
    public long Events => columns.Items.Length;

    /// <summary>The items of a session, in order; empty in a damaged file rather than out of range.</summary>
    public ReadOnlySpan<int> Session(int session)
    {
        if ((uint)session >= (uint)Count) return [];
        (int from, int to) = (columns.Starts[session], columns.Starts[session + 1]);
        return from >= 0 && to >= from && to <= columns.Items.Length ? columns.Items.Slice(from, to - from) : [];
    }

    /// <summary>The sessions that have an item, latest last.</summary>
    public ReadOnlySpan<int> SessionsOf(int item)
    {
        if ((uint)item >= (uint)(columns.ItemStarts.Length - 1)) return [];
        (int from, int to) = (columns.ItemStarts[item], columns.ItemStarts[item + 1]);
        return from >= 0 && to >= from && to <= columns.ItemSessions.Length ? columns.ItemSessions.Slice(from, to - from) : [];
    }

    /// <summary>Keeps the latest sessions of two or more events.</summary>
    /// <param name="index">The log.</param>
    /// <param name="max">How many of them, at most.</param>
    /// <param name="order">The sessions in the order in which they began; null if the log is in this order.</param>
    public static RecentSessions Of(CorpusIndex index, int max, IReadOnlyList<int>? order = null)
    {
        int first = index.Sessions;
        long events = 0;
        for (int kept = 0; first > 0 && kept < max; first--)
        {
            int length = Math.Min(MaxEvents, index.Session(Number(first - 1)).Length);
            if (events + length > Array.MaxLength) break;
            events += length >= 2 ? length : 0;
            kept += length >= 2 ? 1 : 0;
        }

        int[][] sessions =
        [
            .. Enumerable.Range(first, index.Sessions - first).Select(Number).Where(session => index.Session(session).Length >= 2)
                .Select(session => LastOf(index.Session(session))),
        ];
        NativeBuffer<int> starts = NativeBuffer<int>.Allocate(sessions.Length + 1L);
        NativeBuffer<int> all = NativeBuffer<int>.Allocate(events);
        int[] counts = new int[index.Items];
        int[] lastSession = new int[index.Items];
        int at = 0;
        for (int session = 0; session < sessions.Length; session++)
        {
            foreach (int item in sessions[session])
            {
                all[at++] = item;
                if (lastSession[item] == session + 1) continue;
                lastSession[item] = session + 1;
                counts[item]++;
            }

            starts[session + 1] = at;
        }

        NativeBuffer<int> itemStarts = NativeBuffer<int>.Allocate(index.Items + 1L);
        for (int item = 0; item < counts.Length; item++) itemStarts[item + 1] = itemStarts[item] + Math.Min(MaxOfItem, counts[item]);
        NativeBuffer<int> itemSessions = NativeBuffer<int>.Allocate(itemStarts[counts.Length]);

        // From the latest on, each item's room is filled from its end.
        int[] next = new int[counts.Length];
        for (int item = 0; item < next.Length; item++) next[item] = itemStarts[item + 1];
        Array.Fill(lastSession, -1);
        for (int session = sessions.Length - 1; session >= 0; session--)
        {
            foreach (int item in sessions[session])
            {
                if (lastSession[item] == session || next[item] == itemStarts[item]) continue;
                lastSession[item] = session;
                itemSessions[--next[item]] = session;
            }
        }

        return new RecentSessions(new RecentSessionColumns(starts, all, itemStarts, itemSessions));

        int Number(int place) => order is null ? place : order[place];
    }

    /// <summary>
    /// For each item the logarithm of how much more often it occurs in the latest sessions than in all of them, smoothed by an event.
    /// </summary>
    /// <param name="counts">The events of each item in the whole log.</param>
    public float[] Trend(Vocabulary counts) => trend ??= ComputeTrend(counts);

    /// <summary>The weight of a session by its age: falls to 1/e over a tenth of the sessions.</summary>
    public double Lateness(int session) => Math.Exp((session + 1 - Count) / (LateShare * Count));

    /// <summary>The events of each item, weighted by the lateness of their sessions.</summary>
    /// <param name="items">The number of items.</param>
    public double[] LateCounts(int items)
    {
        double[] late = new double[items];
        for (int session = 0; session < Count; session++)
        {
            double weight = Lateness(session);
            foreach (int item in Session(session))
                if ((uint)item < (uint)items) late[item] += weight;
        }

        return late;
    }

    private float[] ComputeTrend(Vocabulary counts)
    {
        double[] late = LateCounts((int)columns.ItemStarts.Length - 1);
        double total = late.Sum();
        return [.. late.Select((weight, item) => TrendOf(weight, total, counts.CountOf(item), counts.TotalCount))];
    }

    /// <summary>The trend of an item.</summary>
    /// <param name="late">Its events, weighted by the lateness of their sessions.</param>
    /// <param name="totalLate">Those of all items.</param>
    /// <param name="count">Its events in the whole log.</param>
    /// <param name="totalCount">Those of all items.</param>
    internal static float TrendOf(double late, double totalLate, long count, long totalCount)
        => (float)Math.Log(((late * (totalLate > 0 ? totalCount / totalLate : 0)) + 1) / (count + 1.0));

    private static int[] LastOf(ReadOnlySpan<int> items) => items[Math.Max(0, items.Length - MaxEvents)..].ToArray();
}

/// <summary>The arrays of <see cref="RecentSessions"/>, as stored in files.</summary>
/// <param name="Starts">For each session the start of its items, and after the last their end.</param>
/// <param name="Items">The rows of the items, session after session.</param>
/// <param name="ItemStarts">For each item the start of its sessions, and after the last their end.</param>
/// <param name="ItemSessions">The sessions of each item, ascending.</param>
internal readonly record struct RecentSessionColumns(
    NativeBuffer<int> Starts, NativeBuffer<int> Items, NativeBuffer<int> ItemStarts, NativeBuffer<int> ItemSessions)
{
    public void Free()
    {
        Starts.Dispose();
        Items.Dispose();
        ItemStarts.Dispose();
        ItemSessions.Dispose();
    }
}
