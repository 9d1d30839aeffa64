using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Events;
using Item2Vec.Indexing.Live;
using Item2Vec.Service.Instrumentation;
using Item2Vec.Service.Options;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Item2Vec.Service.Models;

/// <summary>
/// Records events beside the model, and teaches them to the model that is served. Those that arrive while others are written are written
/// together next, so that the number of writes depends on the disk and not on the number of requests.
/// </summary>
/// <remarks>
/// Thread-safe. What is acknowledged has been written and learned, in this order: a process that dies in between learns it at its next
/// start, from the log. A new model reads the log without the lock first, and the rest of it under the lock, before it is served.
/// </remarks>
internal sealed class LiveLog : IDisposable
{
    private const int MaxWaiting = 100_000;
    private readonly Lock adding = new();
    private readonly Lock writing = new();
    private readonly Item2VecOptions options;
    private readonly ServiceMetrics metrics;
    private readonly ILogger<LiveLog> log;
    private List<Group> waiting = [];
    private int waitingChanges;
    private bool isWriting;
    private EventLogWriter? writer;

    // Written and used under the lock of writing; read by metrics without it.
    private volatile ServedModel? model;
    private volatile bool isDisposed;

    public LiveLog(IOptions<Item2VecOptions> options, ServiceMetrics metrics, ILogger<LiveLog> log)
    {
        this.options = options.Value;
        this.metrics = metrics;
        this.log = log;
        if (IsOn) metrics.ObserveLive(() => model?.Learning?.Sessions.Kept ?? 0, () => model?.Learning?.Joined ?? 0);
    }

    /// <summary>Whether the service learns.</summary>
    public bool IsOn => options.Live;

    /// <summary>Opens the log, before the first model.</summary>
    /// <exception cref="Item2VecException">It cannot be written, or another service writes it.</exception>
    public void Open()
    {
        lock (writing) writer ??= EventLogWriter.Open(options.Model, options.LiveFlush);
    }

    /// <summary>Teaches a model what has been recorded, then puts it in the place of the one before.</summary>
    /// <param name="next">The model.</param>
    /// <param name="put">Puts it there.</param>
    public void Attach(ServedModel next, Action put)
    {
        if (next.Learning is not LearningIndex learning)
        {
            put();
            return;
        }

        EventLog recorded = new(options.Model);
        Replay replay = new(learning, next.Trained);
        replay.Run(recorded);
        lock (writing)
        {
            replay.Run(recorded);
            if (learning.AreAttributesNew) next.ReadAttributes();
            model = next;
            put();
            log.Learned(replay.Events, replay.Known);
            Trim(next);
        }
    }

    /// <summary>Records changes and learns from them; ends when both is done.</summary>
    /// <returns>The number of items that have joined; null if too many changes are waiting.</returns>
    /// <exception cref="Item2VecException">They cannot be recorded.</exception>
    public async Task<int?> Add(IReadOnlyList<LiveChange> changes)
    {
        Group group = new(changes);
        lock (adding)
        {
            if (waitingChanges + changes.Count > MaxWaiting) return null;
            waiting.Add(group);
            waitingChanges += changes.Count;
            if (!isWriting)
            {
                isWriting = true;
                _ = Task.Run(WriteAll);
            }
        }

        return await group.Done.Task.ConfigureAwait(false);
    }

    public void Dispose()
    {
        isDisposed = true;
        lock (writing)
        {
            writer?.Dispose();
            writer = null;
            model = null;
        }
    }

    private void WriteAll()
    {
        while (true)
        {
            List<Group> groups;
            lock (adding)
            {
                isWriting = waiting.Count > 0;
                if (!isWriting) return;
                (groups, waiting, waitingChanges) = (waiting, [], 0);
            }

            try
            {
                int[] joined = Write(groups);
                for (int i = 0; i < groups.Count; i++) groups[i].Done.TrySetResult(joined[i]);
            }
            catch (Exception problem)
            {
                // Each request says what is wrong.
                foreach (Group group in groups) group.Done.TrySetException(problem);
            }
        }
    }

    private int[] Write(List<Group> groups)
    {
        lock (writing)
        {
            ServedModel served = model ?? throw new InvalidOperationException("There is no model yet.");
            ObjectDisposedException.ThrowIf(isDisposed | !served.TryAcquire(out Lease lease), this);
            using Lease held = lease;
            LearningIndex learning = served.Learning!;
            writer!.Append(groups.SelectMany(group => group.Changes));
            int[] joined = new int[groups.Count];
            long without = learning.WithoutRoom;
            int events = 0;
            for (int i = 0; i < joined.Length; i++)
            {
                int before = learning.Joined;
                foreach (LiveChange change in groups[i].Changes)
                {
                    learning.Apply(change);
                    events += change.Kind == LiveChangeKind.Event ? 1 : 0;
                }

                joined[i] = learning.Joined - before;
            }

            if (learning.AreAttributesNew) served.ReadAttributes();
            metrics.Learned(events, learning.WithoutRoom - without);
            return joined;
        }
    }

    /// <summary>Deletes what trainings no longer need.</summary>
    private void Trim(ServedModel next)
    {
        try
        {
            writer!.Rotate();
            if (next.Trained is EventLogSpan trained) writer.DeleteBefore(trained.From);
        }
        catch (Item2VecException problem)
        {
            log.LogNotTrimmed(problem.Message);
        }
    }

    /// <summary>Changes that are acknowledged together.</summary>
    private sealed record Group(IReadOnlyList<LiveChange> Changes)
    {
        public TaskCompletionSource<int> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Reads a log into a model, some of it now and the rest later.</summary>
    private sealed class Replay(LearningIndex learning, EventLogSpan? trained)
    {
        private EventLogPlace? at;

        /// <summary>Events learned.</summary>
        public long Events { get; private set; }

        /// <summary>Events that the model was trained on.</summary>
        public long Known { get; private set; }

        public void Run(EventLog recorded)
        {
            foreach ((LiveChange change, EventLogPlace end) in recorded.Changes(at))
            {
                at = end;
                bool isKnown = trained is not null && trained.Log == end.Log && !end.IsAfter(trained.Through);
                if (change.Kind == LiveChangeKind.Event)
                {
                    Events += isKnown ? 0 : 1;
                    Known += isKnown ? 1 : 0;

                    // Sessions that go on are in the last file: of earlier ones the model knows all that matters.
                    if (isKnown && end.Segment < trained!.Through.Segment) continue;
                }

                learning.Apply(change, isKnown);
            }
        }
    }
}
