using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using Item2Vec.Data.Columns;
using Item2Vec.Data.DuckDb;

namespace Item2Vec.Data.Events;

/// <summary>Streams the encoded events out of DuckDB, session by session, into an assembler.</summary>
/// <remarks>
/// <para>Events that fit into memory come unsorted and are grouped by <see cref="EventPartitions"/>; more of them, or events with
/// baskets, goals or positions, are sorted by DuckDB, which spills. Both give the same sessions in the same order.</para>
/// <para>DuckDB sorts only by 32 bits of the session's hash: a short key makes its sort fast (64 bits take a third longer,
/// three columns more than twice as long), and the few events of a session are sorted here. Sessions of equal key arrive mixed; a second,
/// 64-bit hash, of the id with a letter appended, separates them. Any two of n sessions agree in both with a probability of n^2 / 2^97:
/// one in 10^16 for a million sessions.</para>
/// <para>Items arrive as hashes and are mapped to rows here, at a quarter of the cost of a join; this needs distinct hashes.
/// If they are not distinct, or if many events of rare items should not be sorted, DuckDB joins.</para>
/// <para>Rows arrive in no reliable order, so each carries its position in the files.</para>
/// </remarks>
/// <param name="plan">The columns.</param>
/// <param name="order">The order of events.</param>
/// <param name="table">Maps hashes of items to rows; null for DuckDB to join.</param>
/// <param name="memory">Bytes that unsorted events may take.</param>
/// <param name="threads">The number of threads that group them.</param>
internal sealed class SessionStream(ColumnPlan plan, EventOrder order, RowTable? table, long memory, int threads)
{
    private const int Session = 0, SessionHash = 1, FileRow = 2, Item = 3;
    private readonly List<string> columns =
        ["(hash(e.session) >> 32)::UINTEGER", "hash(e.session || '~')", "e.rn", table is null ? "v.row" : "hash(e.item)"];

    private int time, position, user, basket, weight, goal;

    /// <param name="database">The database with the events.</param>
    /// <param name="events">The number of events.</param>
    /// <param name="assembler">Takes the events, session by session.</param>
    /// <param name="cancellation">Cancels the streaming.</param>
    public void Run(DuckDatabase database, long events, SessionAssembler assembler, CancellationToken cancellation)
    {
        time = order.Time is null ? -1 : Add("e.t");
        position = order.Position is null ? -1 : Add("e.p");
        user = plan.User is null ? -1 : Add("coalesce(u.row, -1)");
        basket = plan.Basket is null ? -1 : Add("case when e.b <> '' then hash(e.b) else hash(e.rn, 1) end");
        weight = plan.Weight is null ? -1 : Add("e.w::FLOAT");
        goal = plan.Goal is null ? -1 : Add("e.g");
        string items = table is null ? " join vocabulary v on e.item = v.item" : string.Empty;
        string users = plan.User is null ? string.Empty : " left join users u on e.u = u.item";
        string query = $"select {string.Join(", ", columns)} from events e{items}{users}";
        bool isPlain = position < 0 && basket < 0 && goal < 0;
        if (isPlain && EventPartitions.Bytes(events) * 2 <= memory) Group(database, query, events, assembler, cancellation);
        else Sort(database, query, assembler);
    }

    /// <summary>DuckDB sorts.</summary>
    private void Sort(DuckDatabase database, string query, SessionAssembler assembler)
    {
        using DuckResult result = database.Query(query + " order by 1");
        int[] found = new int[DuckChunk.MaxRows];
        while (result.MoveNext())
        {
            EventChunk chunk = Chunk(result.Current, found);
            ReadOnlySpan<long> positions = position < 0 ? [] : result.Current[position].Values<long>();
            ReadOnlySpan<ulong> baskets = basket < 0 ? [] : result.Current[basket].Values<ulong>();
            ReadOnlySpan<bool> goals = goal < 0 ? [] : result.Current[goal].Values<bool>();
            for (int i = 0; i < chunk.Sessions.Length; i++)
            {
                if (chunk.Items[i] < 0) continue;
                EventRow row = default;
                chunk.Fill(ref row, i);
                ref SessionEvent next = ref assembler.Next(chunk.Sessions[i]);
                next = row.Event;
                next.Position = positions.IsEmpty ? 0 : positions[i];
                next.Basket = baskets.IsEmpty ? 0 : baskets[i];
                next.IsGoal = !goals.IsEmpty && goals[i];
            }
        }

        assembler.Flush();
    }

    /// <summary>The events are grouped here: each thread takes chunks and parts their events, then the parts are sorted.</summary>
    private void Group(DuckDatabase database, string query, long events, SessionAssembler assembler, CancellationToken cancellation)
    {
        // All rows at once: with less, DuckDB's threads wait for those that take the rows.
        string size = string.Create(CultureInfo.InvariantCulture, $"{(EventPartitions.Bytes(events) / 1024) + 1024}KiB");
        database.Execute($"set streaming_buffer_size = '{size}'");
        using DuckResult result = database.Query(query);
        EventPartitions[] parts = [.. Enumerable.Range(0, threads).Select(_ => new EventPartitions(events / threads))];
        Task[] others = [.. parts.Skip(1).Select(part => Task.Run(() => Take(result, part), CancellationToken.None))];
        try
        {
            Take(result, parts[0]);
        }
        finally
        {
            Task.WhenAll(others).GetAwaiter().GetResult();
        }

        EventPartitions.Emit(parts, assembler, cancellation);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Take(DuckResult result, EventPartitions parts)
    {
        int[] found = new int[DuckChunk.MaxRows];
        while (result.Take() is { } taken)
        {
            using (taken)
            {
                EventChunk chunk = Chunk(taken.Rows, found);
                for (int i = 0; i < chunk.Sessions.Length; i++)
                    if (chunk.Items[i] >= 0) chunk.Fill(ref parts.Next(chunk.Sessions[i]), i);
            }
        }
    }

    private EventChunk Chunk(DuckChunk chunk, int[] found) => new()
    {
        Sessions = chunk[Session].Values<uint>(),
        SessionHashes = chunk[SessionHash].Values<ulong>(),
        FileRows = chunk[FileRow].Values<long>(),
        Items = table is null ? chunk[Item].Values<int>() : table.Rows(chunk[Item].Values<ulong>(), found),
        Times = time < 0 || order.IsReal ? [] : chunk[time].Values<long>(),
        RealTimes = time >= 0 && order.IsReal ? chunk[time].Values<double>() : [],
        Nulls = order.HasGaps ? chunk[time] : default,
        HasGaps = order.HasGaps,
        Users = user < 0 ? [] : chunk[user].Values<int>(),
        Weights = weight < 0 ? [] : chunk[weight].Values<float>(),
    };

    private int Add(string expression)
    {
        columns.Add(expression);
        return columns.Count - 1;
    }
}

/// <summary>The columns of a chunk of events.</summary>
internal readonly ref struct EventChunk
{
    public ReadOnlySpan<uint> Sessions { get; init; }

    public ReadOnlySpan<ulong> SessionHashes { get; init; }

    public ReadOnlySpan<long> FileRows { get; init; }

    /// <summary>Rows of the vocabulary, -1 for none.</summary>
    public ReadOnlySpan<int> Items { get; init; }

    public ReadOnlySpan<long> Times { get; init; }

    public ReadOnlySpan<double> RealTimes { get; init; }

    /// <summary>The column of times, if some may be null.</summary>
    public DuckColumn Nulls { get; init; }

    public bool HasGaps { get; init; }

    public ReadOnlySpan<int> Users { get; init; }

    public ReadOnlySpan<float> Weights { get; init; }

    public void Fill(ref EventRow row, int i)
    {
        row.Item = Items[i];
        row.SessionHash = SessionHashes[i];
        row.FileRow = FileRows[i];
        row.Time = !Times.IsEmpty ? Times[i] : RealTimes.IsEmpty ? 0 : OrderedDouble.Key(RealTimes[i]);
        if (HasGaps && Nulls.IsNull(i)) row.Time = SessionEvent.NoTime;
        row.User = Users.IsEmpty ? -1 : Users[i];
        row.Weight = Weights.IsEmpty ? 1 : Weights[i];
    }
}

/// <summary>Maps DuckDB's hash of an item to its row; requires distinct hashes.</summary>
internal sealed class RowTable
{
    private readonly (ulong Hash, int Row)[] slots;
    private readonly int mask;

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

    /// <summary>The rows of many hashes, -1 for items that are not in the vocabulary. Safe to call from several threads.</summary>
    /// <param name="hashes">The hashes.</param>
    /// <param name="found">Where the rows are put; at least as long.</param>
    /// <remarks>A tight loop: the lookups miss the cache, and only independent ones overlap.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ReadOnlySpan<int> Rows(ReadOnlySpan<ulong> hashes, int[] found)
    {
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
