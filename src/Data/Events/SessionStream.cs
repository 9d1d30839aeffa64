using System.Numerics;
using Item2Vec.Data.Columns;
using Item2Vec.Data.DuckDb;

namespace Item2Vec.Data.Events;

/// <summary>Streams the encoded events out of DuckDB, session by session, into an assembler.</summary>
/// <remarks>
/// <para>DuckDB sorts only by 32 bits of the session's hash: a short key makes its sort fast (64 bits take a third longer,
/// three columns more than twice as long), and the few events of a session are sorted here. Sessions of equal key arrive mixed; a second,
/// 64-bit hash, of the id with a letter appended, separates them. Any two of n sessions agree in both with a probability of n^2 / 2^97:
/// one in 10^16 for a million sessions.</para>
/// <para>Items arrive as hashes and are mapped to rows here, at a quarter of the cost of a join; this needs distinct hashes.
/// If they are not distinct, or if many events of rare items should not be sorted, DuckDB joins.</para>
/// <para>Rows arrive in no reliable order, so each carries its position in the files.</para>
/// </remarks>
internal sealed class SessionStream(ColumnPlan plan, EventOrder order, RowTable? table)
{
    private const int Session = 0, SessionHash = 1, FileRow = 2, Item = 3;
    private readonly List<string> columns =
        ["(hash(e.session) >> 32)::UINTEGER", "hash(e.session || '~')", "e.rn", table is null ? "v.row" : "hash(e.item)"];

    public void Run(DuckDatabase database, SessionAssembler assembler)
    {
        int time = order.Time is null ? -1 : Add("e.t");
        int position = order.Position is null ? -1 : Add("e.p");
        int user = plan.User is null ? -1 : Add("coalesce(u.row, -1)");
        int basket = plan.Basket is null ? -1 : Add("case when e.b <> '' then hash(e.b) else hash(e.rn, 1) end");
        int weight = plan.Weight is null ? -1 : Add("e.w::FLOAT");
        int goal = plan.Goal is null ? -1 : Add("e.g");
        string items = table is null ? " join vocabulary v on e.item = v.item" : string.Empty;
        string users = plan.User is null ? string.Empty : " left join users u on e.u = u.item";
        using DuckResult result = database.Query($"select {string.Join(", ", columns)} from events e{items}{users} order by 1");
        while (result.MoveNext())
        {
            DuckChunk chunk = result.Current;
            ReadOnlySpan<uint> sessions = chunk[Session].Values<uint>();
            ReadOnlySpan<ulong> sessionHashes = chunk[SessionHash].Values<ulong>();
            ReadOnlySpan<long> fileRows = chunk[FileRow].Values<long>();
            ReadOnlySpan<int> rows = table is null ? chunk[Item].Values<int>() : table.Rows(chunk[Item].Values<ulong>());
            ReadOnlySpan<long> times = time < 0 || order.IsReal ? [] : chunk[time].Values<long>();
            ReadOnlySpan<double> realTimes = time >= 0 && order.IsReal ? chunk[time].Values<double>() : [];
            ReadOnlySpan<long> positions = position < 0 ? [] : chunk[position].Values<long>();
            ReadOnlySpan<int> userRows = user < 0 ? [] : chunk[user].Values<int>();
            ReadOnlySpan<ulong> baskets = basket < 0 ? [] : chunk[basket].Values<ulong>();
            ReadOnlySpan<float> weights = weight < 0 ? [] : chunk[weight].Values<float>();
            ReadOnlySpan<bool> goals = goal < 0 ? [] : chunk[goal].Values<bool>();
            for (int i = 0; i < sessions.Length; i++)
            {
                if (rows[i] < 0) continue;
                ref SessionEvent next = ref assembler.Next(sessions[i]);
                next.Item = rows[i];
                next.SessionHash = sessionHashes[i];
                next.FileRow = fileRows[i];
                next.Time = !times.IsEmpty ? times[i] : realTimes.IsEmpty ? 0 : OrderedDouble.Key(realTimes[i]);
                if (order.HasGaps && chunk[time].IsNull(i)) next.Time = SessionEvent.NoTime;
                next.Position = positions.IsEmpty ? 0 : positions[i];
                next.User = userRows.IsEmpty ? -1 : userRows[i];
                next.Basket = baskets.IsEmpty ? 0 : baskets[i];
                next.Weight = weights.IsEmpty ? 1 : weights[i];
                next.IsGoal = !goals.IsEmpty && goals[i];
            }
        }

        assembler.Flush();
    }

    private int Add(string expression)
    {
        columns.Add(expression);
        return columns.Count - 1;
    }
}

/// <summary>Maps DuckDB's hash of an item to its row; requires distinct hashes.</summary>
internal sealed class RowTable
{
    private readonly (ulong Hash, int Row)[] slots;
    private readonly int mask;
    private int[] found = [];

    private RowTable(int items)
    {
        slots = new (ulong, int)[BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, items * 2))];
        mask = slots.Length - 1;
        Array.Fill(slots, (0UL, -1));
    }

    public static RowTable Load(DuckDatabase database, int items)
    {
        RowTable table = new(items);
        using DuckResult result = database.Query("select hash(item), row from vocabulary");
        while (result.MoveNext())
        {
            ReadOnlySpan<ulong> hashes = result.Current[0].Values<ulong>();
            ReadOnlySpan<int> rows = result.Current[1].Values<int>();
            for (int i = 0; i < hashes.Length; i++) table.Add(hashes[i], rows[i]);
        }

        return table;
    }

    /// <summary>The rows of many hashes, -1 for items that are not in the vocabulary; valid until the next call.</summary>
    /// <remarks>A tight loop: the lookups miss the cache, and only independent ones overlap.</remarks>
    public ReadOnlySpan<int> Rows(ReadOnlySpan<ulong> hashes)
    {
        if (found.Length < hashes.Length) found = new int[hashes.Length];
        Span<int> rows = found.AsSpan(0, hashes.Length);
        for (int i = 0; i < hashes.Length; i++)
        {
            int slot = (int)hashes[i] & mask;
            while (slots[slot].Hash != hashes[i] && slots[slot].Row >= 0) slot = (slot + 1) & mask;
            rows[i] = slots[slot].Row;
        }

        return rows;
    }

    private void Add(ulong hash, int row)
    {
        int slot = (int)hash & mask;
        while (slots[slot].Row >= 0) slot = (slot + 1) & mask;
        slots[slot] = (hash, row);
    }
}
