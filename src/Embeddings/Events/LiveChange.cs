using System.Buffers.Binary;
using System.Text;

namespace Item2Vec.Embeddings.Events;

/// <summary>An event that a service recorded: an item of a session.</summary>
/// <param name="Session">The session's id.</param>
/// <param name="Item">The item's id.</param>
/// <param name="Time">When it happened.</param>
public readonly record struct LiveEvent(string Session, string Item, DateTimeOffset Time);

/// <summary>What a record of an event log says.</summary>
internal enum LiveChangeKind
{
    /// <summary>A session had an item.</summary>
    Event = 1,

    /// <summary>An item has been added, or what was said of it has changed.</summary>
    Set = 2,

    /// <summary>An item has been deleted.</summary>
    Delete = 3,
}

/// <summary>A record of an event log.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Item">The item's id.</param>
internal sealed record LiveChange(LiveChangeKind Kind, string Item)
{
    /// <summary>The session of an event.</summary>
    public string Session { get; init; } = string.Empty;

    /// <summary>When it happened.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>The vector that an item has been given, or null.</summary>
    public float[]? Vector { get; init; }

    /// <summary>The attributes that an item has been given.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();

    public static LiveChange Of(LiveEvent one) => new(LiveChangeKind.Event, one.Item) { Session = one.Session, Time = one.Time };

    public LiveEvent ToEvent() => new(Session, Item, Time);

    /// <summary>Appends the bytes of the record without its frame.</summary>
    public void WriteTo(List<byte> bytes)
    {
        bytes.Add((byte)Kind);
        Number(bytes, Time.UtcTicks);
        Text(bytes, Item);
        Text(bytes, Session);
        Number(bytes, Vector?.Length ?? -1);
        foreach (float value in Vector ?? []) Number(bytes, BitConverter.SingleToInt32Bits(value));
        Number(bytes, Attributes.Count);
        foreach ((string name, string value) in Attributes.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            Text(bytes, name);
            Text(bytes, value);
        }
    }

    /// <summary>Reads a record; null if the bytes are not one.</summary>
    public static LiveChange? Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            LiveChangeKind kind = (LiveChangeKind)bytes[0];
            bytes = bytes[1..];
            long ticks = Number(ref bytes);
            string item = Text(ref bytes);
            string session = Text(ref bytes);
            long length = Number(ref bytes);
            if (length > bytes.Length / sizeof(long)) return null;
            float[]? vector = length < 0 ? null : new float[length];
            for (int i = 0; i < length; i++) vector![i] = BitConverter.Int32BitsToSingle((int)Number(ref bytes));
            Dictionary<string, string> attributes = new(StringComparer.Ordinal);
            for (long left = Number(ref bytes); left > 0; left--) attributes[Text(ref bytes)] = Text(ref bytes);
            return bytes.IsEmpty && Enum.IsDefined(kind)
                ? new LiveChange(kind, item)
                {
                    Session = session, Time = new DateTimeOffset(ticks, TimeSpan.Zero), Vector = vector, Attributes = attributes,
                }
                : null;
        }
        catch (Exception problem) when (problem is ArgumentException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private static void Number(List<byte> bytes, long value)
    {
        Span<byte> number = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(number, value);
        bytes.AddRange(number);
    }

    private static void Text(List<byte> bytes, string text)
    {
        Number(bytes, Encoding.UTF8.GetByteCount(text));
        bytes.AddRange(Encoding.UTF8.GetBytes(text));
    }

    private static long Number(ref ReadOnlySpan<byte> bytes)
    {
        long value = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        bytes = bytes[sizeof(long)..];
        return value;
    }

    private static string Text(ref ReadOnlySpan<byte> bytes)
    {
        long length = Number(ref bytes);
        if (length < 0 || length > bytes.Length) throw new ArgumentException("The text is longer than the record.");
        string text = Encoding.UTF8.GetString(bytes[..(int)length]);
        bytes = bytes[(int)length..];
        return text;
    }
}
