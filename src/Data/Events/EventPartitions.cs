using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Item2Vec.Data.Events;

/// <summary>An event on its way from the query engine to its session.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct EventRow
{
    /// <summary>32 bits of the session's hash, by which sessions are ordered.</summary>
    public uint Key;
    public int Item;
    public ulong SessionHash;
    public long Time;
    public long FileRow;
    public int User;
    public float Weight;

    public readonly SessionEvent Event => new()
    {
        Item = Item, SessionHash = SessionHash, Time = Time, FileRow = FileRow, User = User, Weight = Weight,
    };
}

/// <summary>
/// Groups events by their sessions' keys in memory: parted by the highest bits as they come, then each part by a radix sort.
/// </summary>
/// <remarks>
/// Half the time of the query engine's sort, which compares and moves whole rows. The parts are sorted ahead by other threads while
/// one emits the sessions in order. Filled by one thread, beside which others fill their own.
/// </remarks>
/// <param name="events">The number of events to expect.</param>
internal sealed class EventPartitions(long events)
{
    private const int PartBits = 9, LowBits = 12, HighBits = 32 - PartBits - LowBits;
    private const int Ahead = 4;
    private const int RowBytes = 40;
    private readonly EventRow[]?[] parts = new EventRow[1 << PartBits][];
    private readonly int[] counts = new int[1 << PartBits];
    private readonly int startLength = (int)Math.Min(1 << 24, (events >> PartBits) + (events >> (PartBits + 4)) + 64);

    /// <summary>Bytes that the events take, with what the parts have to spare.</summary>
    public static long Bytes(long events) => events * RowBytes * 5 / 4;

    /// <summary>A slot for the next event, to be filled in.</summary>
    public ref EventRow Next(uint key)
    {
        uint part = key >> (32 - PartBits);
        ref int count = ref counts[part];
        EventRow[]? rows = parts[part];
        if (rows is null || count == rows.Length) rows = Enlarge(part);
        ref EventRow row = ref rows[count++];
        row.Key = key;
        return ref row;
    }

    /// <summary>Passes all events to an assembler, grouped by key in ascending order, and forgets them.</summary>
    /// <param name="all">The events of each thread.</param>
    /// <param name="assembler">Takes the events.</param>
    /// <param name="cancellation">Cancels it.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Emit(EventPartitions[] all, SessionAssembler assembler, CancellationToken cancellation)
    {
        const int count = 1 << PartBits;
        Task<(EventRow[] Rows, int Count)>[] sorted = new Task<(EventRow[] Rows, int Count)>[count];
        for (int part = 0; part < count; part++)
        {
            for (int next = part == 0 ? 0 : part + Ahead; next <= part + Ahead && next < count; next++) sorted[next] = Start(next);
            cancellation.ThrowIfCancellationRequested();
            (EventRow[] rows, int events) = sorted[part].GetAwaiter().GetResult();
            foreach (ref EventRow row in rows.AsSpan(0, events)) assembler.Next(row.Key) = row.Event;
            ArrayPool<EventRow>.Shared.Return(rows);
            sorted[part] = null!;
        }

        assembler.Flush();

        Task<(EventRow[] Rows, int Count)> Start(int part) => Task.Run(() => Sorted(all, part), CancellationToken.None);
    }

    /// <summary>The events of a part in the order of their keys.</summary>
    private static (EventRow[] Rows, int Count) Sorted(EventPartitions[] all, int part)
    {
        int count = all.Sum(one => one.counts[part]);
        EventRow[] rows = ArrayPool<EventRow>.Shared.Rent(count);
        int at = 0;
        foreach (EventPartitions one in all)
        {
            one.parts[part].AsSpan(0, one.counts[part]).CopyTo(rows.AsSpan(at));
            at += one.counts[part];
            one.parts[part] = null;
        }

        EventRow[] other = ArrayPool<EventRow>.Shared.Rent(count);
        Scatter(rows.AsSpan(0, count), other, 0, LowBits);
        Scatter(other.AsSpan(0, count), rows, LowBits, HighBits);
        ArrayPool<EventRow>.Shared.Return(other);
        return (rows, count);
    }

    /// <summary>Sorts by some bits of the keys; rows of equal bits keep their order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scatter(ReadOnlySpan<EventRow> from, Span<EventRow> to, int shift, int bits)
    {
        uint mask = (1u << bits) - 1;
        Span<int> starts = new int[1 << bits];
        foreach (ref readonly EventRow row in from) starts[(int)((row.Key >> shift) & mask)]++;
        Accumulate(starts);
        foreach (ref readonly EventRow row in from) to[starts[(int)((row.Key >> shift) & mask)]++] = row;
    }

    private static void Accumulate(Span<int> counts)
    {
        int before = 0;
        foreach (ref int count in counts) (count, before) = (before, before + count);
    }

    private EventRow[] Enlarge(uint part)
    {
        EventRow[]? rows = parts[part];
        int length = rows is null ? startLength : (int)Math.Min(Array.MaxLength, rows.Length * 3L / 2);
        EventRow[] larger = GC.AllocateUninitializedArray<EventRow>(length);
        rows?.CopyTo(larger, 0);
        return parts[part] = larger;
    }
}
