using System.Globalization;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Embeddings.Events;

/// <summary>
/// The events that a service has recorded beside a model, in <c>MODEL.events</c>: a training reads them as further input. Reading takes no
/// lock: a service may write meanwhile.
/// </summary>
/// <remarks>
/// Files are numbered; records are only ever appended, and each ends in a place that stays. A model records up to which place it knows the
/// log (<see cref="ModelKey"/> in its data), so that an event is neither lost nor counted twice, whenever a training reads and a service
/// writes.
/// </remarks>
public sealed class EventLog
{
    /// <summary>The key of a model's data that says up to where it knows the log.</summary>
    public const string ModelKey = "events";

    /// <summary>Opens the log of a model; it may not exist yet.</summary>
    /// <param name="model">The model's directory.</param>
    public EventLog(string model) => Directory = DirectoryOf(model);

    /// <summary>The directory of the log.</summary>
    public string Directory { get; }

    /// <summary>Whether there is a log.</summary>
    public bool Exists => System.IO.Directory.Exists(Directory) && Segments().Count > 0;

    /// <summary>The directory of the log of a model.</summary>
    public static string DirectoryOf(string model) => DirectorySwap.Normalize(model) + ".events";

    /// <summary>How far the log reaches now, and what of it is already known to the model before.</summary>
    /// <param name="before">What that model says of the log (<see cref="ModelKey"/>), or null.</param>
    /// <param name="isCovered">Whether another input has all events so far: none of them is read, now and later.</param>
    /// <exception cref="Item2VecException">The log cannot be read.</exception>
    public EventLogSpan Now(string? before = null, bool isCovered = false)
    {
        EventLogPlace end = End();
        EventLogSpan? known = EventLogSpan.Parse(before);
        EventLogPlace from = isCovered ? end : known is not null && known.Log == end.Log ? known.From : new EventLogPlace(end.Log, 0, 0);
        return new EventLogSpan(end.Log, from, end);
    }

    /// <summary>The events between two places, in the order in which they were recorded.</summary>
    /// <exception cref="Item2VecException">The log cannot be read.</exception>
    public IEnumerable<LiveEvent> Read(EventLogSpan span)
    {
        ArgumentNullException.ThrowIfNull(span);
        return Changes(span.From, span.Through).Where(read => read.Change.Kind == LiveChangeKind.Event)
            .Select(read => read.Change.ToEvent());
    }

    /// <summary>All records after a place, each with the place where it ends.</summary>
    internal IEnumerable<(LiveChange Change, EventLogPlace End)> Changes(EventLogPlace? after, EventLogPlace? to = null)
    {
        foreach ((int number, string path) in Segments())
        {
            if (number < (after?.Segment ?? 0) || number > (to?.Segment ?? int.MaxValue)) continue;
            if (EventSegment.LogOf(path) is not Guid log || (after is EventLogPlace place && log != place.Log)) continue;
            long limit = to is EventLogPlace last && last.Segment == number ? last.Offset : long.MaxValue;
            foreach ((LiveChange change, long end) in EventSegment.Read(path, limit))
            {
                EventLogPlace at = new(log, number, end);
                if (after is not EventLogPlace start || at.IsAfter(start)) yield return (change, at);
            }
        }
    }

    /// <summary>The files in their order.</summary>
    /// <exception cref="Item2VecException">They cannot be listed.</exception>
    internal IReadOnlyList<(int Number, string Path)> Segments()
    {
        try
        {
            if (!System.IO.Directory.Exists(Directory)) return [];
            return
            [
                .. System.IO.Directory.EnumerateFiles(Directory, "*" + EventSegment.Extension)
                    .Select(path => (Number: NumberOf(path), Path: path)).Where(file => file.Number > 0).OrderBy(file => file.Number),
            ];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new Item2VecException(
                $"{Directory}: cannot be read: {error.Message}", code: ErrorCode.InputMissing, innerException: error);
        }
    }

    private static int NumberOf(string path)
        => int.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number : 0;

    /// <summary>Where the last whole record ends.</summary>
    private EventLogPlace End()
    {
        EventLogPlace end = default;
        foreach ((int number, string path) in Segments())
        {
            if (EventSegment.LogOf(path) is not Guid log) continue;
            long offset = EventSegment.HeaderBytes;
            foreach ((LiveChange _, long at) in EventSegment.Read(path)) offset = at;
            end = new EventLogPlace(log, number, offset);
        }

        return end;
    }
}

/// <summary>A place in an event log: the end of a record.</summary>
/// <param name="Log">The id of the log; another one begins where a log was deleted.</param>
/// <param name="Segment">The number of the file; 0 for the beginning.</param>
/// <param name="Offset">The bytes before it.</param>
public readonly record struct EventLogPlace(Guid Log, int Segment, long Offset)
{
    /// <summary>Whether it comes after another place of the same log.</summary>
    public bool IsAfter(EventLogPlace other) => Segment != other.Segment ? Segment > other.Segment : Offset > other.Offset;
}

/// <summary>A part of an event log that a training has read.</summary>
/// <param name="Log">The id of the log.</param>
/// <param name="From">Where the events that only the log has begin: a later training reads on from here.</param>
/// <param name="Through">Up to where the model knows the events.</param>
public sealed record EventLogSpan(Guid Log, EventLogPlace From, EventLogPlace Through)
{
    /// <summary>As a model keeps it.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Log:N} {From.Segment}:{From.Offset} {Through.Segment}:{Through.Offset}");

    /// <summary>Reads what a model keeps; null if it keeps none.</summary>
    public static EventLogSpan? Parse(string? text)
    {
        string[] parts = text?.Split(' ') ?? [];
        return parts.Length == 3 && Guid.TryParse(parts[0], out Guid log) && Place(log, parts[1]) is EventLogPlace from
            && Place(log, parts[2]) is EventLogPlace through
            ? new EventLogSpan(log, from, through)
            : null;
    }

    private static EventLogPlace? Place(Guid log, string text)
    {
        string[] numbers = text.Split(':');
        return numbers.Length == 2 && int.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out int segment)
            && long.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out long offset)
            ? new EventLogPlace(log, segment, offset)
            : null;
    }
}
