using System.Diagnostics.CodeAnalysis;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Embeddings.Events;

/// <summary>
/// Appends to an event log. It never changes what is there: where a file ends in half a record, another file is begun. One writer at a
/// time, which holds the file <c>writer</c> open.
/// </summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class EventLogWriter : IDisposable
{
    private const long MaxSegmentBytes = 64L << 20;
    private const string LockFile = "writer";

    private readonly EventLog log;
    private readonly Guid id;
    private readonly bool isFlushed;
    private readonly FileStream writing;
    private FileStream? file;
    private int number;

    private EventLogWriter(EventLog log, FileStream writing, bool isFlushed)
    {
        this.log = log;
        this.writing = writing;
        this.isFlushed = isFlushed;
        IReadOnlyList<(int Number, string Path)> segments = log.Segments();
        Guid? known = segments.Select(segment => EventSegment.LogOf(segment.Path)).LastOrDefault(found => found is not null);
        id = known ?? NewId();
        number = segments.Count == 0 ? 0 : segments[^1].Number;
    }

    /// <summary>The place after the last record.</summary>
    public EventLogPlace Place => new(id, number, file?.Position ?? 0);

    /// <summary>Opens a log, and creates it where there is none.</summary>
    /// <param name="model">The model that it lies beside.</param>
    /// <param name="isFlushed">Whether records are on the disk when <see cref="Append"/> returns, not just with the system.</param>
    /// <exception cref="Item2VecException">It cannot be written, or another process writes it
    /// (<see cref="ErrorCode.CannotWrite"/>).</exception>
    public static EventLogWriter Open(string model, bool isFlushed)
    {
        EventLog log = new(model);
        FileStream? writing = null;
        try
        {
            Directory.CreateDirectory(log.Directory);
            writing = new FileStream(Path.Combine(log.Directory, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return new EventLogWriter(log, writing, isFlushed);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            writing?.Dispose();
            throw new Item2VecException(
                $"{log.Directory}: events cannot be recorded: {error.Message}", "one service at a time records events beside a model",
                ErrorCode.CannotWrite, error);
        }
    }

    /// <summary>Appends records; when it returns, a process that dies does not lose them.</summary>
    /// <returns>The place after them.</returns>
    /// <exception cref="Item2VecException">They cannot be written (<see cref="ErrorCode.CannotWrite"/>); what is there of them is
    /// ignored by readers, or followed by whole records in another file.</exception>
    public EventLogPlace Append(IEnumerable<LiveChange> changes)
    {
        List<byte> bytes = [];
        foreach (LiveChange change in changes) EventSegment.Append(bytes, change);
        try
        {
            if (file is null || file.Position >= MaxSegmentBytes) Begin();
            file!.Write(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes));
            file.Flush(isFlushed);
            return Place;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The file may end in half a record: the next ones go into another.
            Close();
            throw new Item2VecException(
                $"{log.Directory}: events cannot be recorded: {error.Message}", "make room, or give the service the right to write there",
                ErrorCode.CannotWrite, error);
        }
    }

    /// <summary>
    /// Deletes the files whose events another input of the trainings has: those before a place. What they say of items is written again.
    /// </summary>
    /// <exception cref="Item2VecException">The log cannot be read or written.</exception>
    public void DeleteBefore(EventLogPlace from)
    {
        if (from.Log != id || !log.Segments().Any(file => file.Number < from.Segment)) return;
        Dictionary<string, (LiveChange Change, int Segment)> latest = new(StringComparer.Ordinal);
        foreach ((LiveChange change, EventLogPlace end) in log.Changes(null))
            if (change.Kind != LiveChangeKind.Event) latest[change.Item] = (change, end.Segment);
        LiveChange[] old = [.. latest.Values.Where(one => one.Segment < from.Segment).Select(one => one.Change)];
        if (old.Length > 0) Append(old);
        foreach ((int segment, string path) in log.Segments())
        {
            try
            {
                if (segment < from.Segment) File.Delete(path);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new Item2VecException(
                    $"{path}: cannot be deleted: {error.Message}", code: ErrorCode.CannotWrite, innerException: error);
            }
        }
    }

    /// <summary>The next records go into another file.</summary>
    public void Rotate() => Close();

    public void Dispose()
    {
        Close();
        writing.Dispose();
    }

    private void Begin()
    {
        Close();
        string path = Path.Combine(log.Directory, EventSegment.NameOf(++number));
        file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        file.Write(EventSegment.Header(id));
        if (!isFlushed) return;
        file.Flush(flushToDisk: true);
        DirectorySync.Flush(log.Directory);
    }

    private void Close()
    {
        try
        {
            file?.Dispose();
        }
        finally
        {
            file = null;
        }
    }

    [SuppressMessage("ApiDesign", "RS0030", Justification = "The id only has to differ from that of a log that was deleted.")]
    private static Guid NewId() => Guid.NewGuid();
}
