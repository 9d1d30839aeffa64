using System.Diagnostics.CodeAnalysis;
using Item2Vec.Embeddings.Common;
using Item2Vec.Indexing;
using Item2Vec.Service.Instrumentation;
using Item2Vec.Service.Options;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Item2Vec.Service.Models;

/// <summary>The model that a service answers from at this moment, and the way to the next one.</summary>
/// <remarks>Thread-safe. A query that is under way keeps its model: the one before is unmapped when its last query has ended.</remarks>
public sealed class ModelHost : IDisposable
{
    private readonly Lock reloading = new();
    private readonly Item2VecOptions options;
    private readonly ServiceMetrics metrics;
    private readonly ILogger<ModelHost> log;
    private readonly TimeProvider time;
    private readonly BesideModel beside;
    private readonly LiveLog? live;

    // Written by Start, Reload and Dispose under the lock of reloading; read by queries without it.
    private volatile ServedModel? current;

    // Written by Start and Reload under the lock, and by the watcher in Wants without it; read by anyone.
    private volatile ModelRejection? rejection;

    // Written once, by Dispose under the lock; read by anyone.
    private volatile bool isDisposed;

    internal ModelHost(
        IOptions<Item2VecOptions> options, ServiceMetrics metrics, ILogger<ModelHost> log, TimeProvider time, LiveLog? live = null)
    {
        this.options = options.Value;
        this.live = options.Value.Live ? live : null;
        this.metrics = metrics;
        this.log = log;
        this.time = time;
        beside = new BesideModel(options.Value.Model, log);
        metrics.Observe(() => Count, () => IsReady, () => Rejection is not null, () => Loaded);
    }

    /// <summary>Raised when a model has taken the place of another or is the first, on the thread that loads models.</summary>
    internal event Action? Replaced;

    /// <summary>Whether there is a model to ask.</summary>
    public bool IsReady => current is not null;

    /// <summary>The number of items of the current model; 0 when there is none.</summary>
    public int Count => current?.Index.Count ?? 0;

    /// <summary>The last model that was not taken, and why; null when the newest one on disk is served.</summary>
    public ModelRejection? Rejection => rejection;

    /// <summary>When the current model was opened.</summary>
    internal DateTimeOffset? Loaded => current?.Loaded;

    /// <summary>The current model; it stays open until the lease is disposed, whatever happens on disk.</summary>
    /// <example><code>
    /// using ModelLease lease = models.Acquire();
    /// Neighbor[] found = lease.Index.Similar(item);
    /// </code></example>
    /// <exception cref="InvalidOperationException">There is no model yet (<see cref="Item2VecOptions.WaitForModel"/>).</exception>
    /// <exception cref="ObjectDisposedException">The host has stopped.</exception>
    public ModelLease Acquire()
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        if (!TryAcquire(out ServedModel? model, out Lease lease))
            throw new InvalidOperationException($"There is no model at {options.Model} yet.");
        return new ModelLease(model.Index, lease);
    }

    /// <summary>
    /// Opens what is on disk, compares it with its checksums, warms it and puts it in the place of the current model; a bad one is rejected
    /// and changes nothing.
    /// </summary>
    /// <returns>Whether it was taken; <see cref="Rejection"/> says why not.</returns>
    public bool Reload()
    {
        lock (reloading)
        {
            ObjectDisposedException.ThrowIf(isDisposed, this);
            ModelSignature? seen = ModelSignature.Of(options.Model);
            try
            {
                Put(ModelLoader.Open(options, verify: true, time.GetUtcNow()));
            }
            catch (Exception problem)
            {
                // Whatever is wrong with it, even that memory does not hold two models: the old one goes on.
                Reject(problem, seen);
                metrics.Reloaded(taken: false);
                return false;
            }

            metrics.Reloaded(taken: true);
            return true;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (reloading)
        {
            isDisposed = true;
            Interlocked.Exchange(ref current, null)?.Close();
        }
    }

    /// <summary>Whether what is on disk is worth opening: it is not what is served, nor what was rejected a short while ago.</summary>
    internal bool Wants(ModelSignature? found)
    {
        if (found is null) return false;
        if (found == current?.Signature)
        {
            bool isBack = rejection is not null;
            rejection = null;
            if (isBack) log.ServedAgain(NameOf(options.Model));
            return false;
        }

        return rejection is not ModelRejection last || found != last.Signature || time.GetUtcNow() >= last.NextTry;
    }

    /// <summary>Reads attributes and named filters again if another process has changed them.</summary>
    internal void ReadBeside()
    {
        lock (reloading)
        {
            if (current is ServedModel model) beside.ReadChanged(model);
        }
    }

    /// <inheritdoc cref="BesideModel.PutFilter"/>
    internal NamedFilter? PutFilter(string name, IdList ids)
    {
        lock (reloading)
        {
            ObjectDisposedException.ThrowIf(isDisposed, this);
            return beside.PutFilter(current ?? throw new InvalidOperationException("There is no model yet."), name, ids);
        }
    }

    /// <inheritdoc cref="BesideModel.DeleteFilter"/>
    internal NamedFilter? DeleteFilter(string name)
    {
        lock (reloading)
        {
            ObjectDisposedException.ThrowIf(isDisposed, this);
            return current is ServedModel model ? beside.DeleteFilter(model, name) : null;
        }
    }

    /// <inheritdoc cref="BesideModel.ChangeAttributes"/>
    internal HashSet<string> ChangeAttributes(IReadOnlyList<(string Item, IReadOnlyDictionary<string, string?> Values)> changes)
    {
        HashSet<string> unknown = beside.ChangeAttributes(changes);
        ReadBeside();
        return unknown;
    }

    /// <summary>Opens the first model.</summary>
    /// <exception cref="Item2VecException">There is none, or it is bad, and the options do not say to wait for one.</exception>
    internal void Start()
    {
        lock (reloading)
        {
            live?.Open();
            try
            {
                Put(ModelLoader.Open(options, options.VerifyAtStart, time.GetUtcNow()));
            }
            catch (Item2VecException problem) when (options.WaitForModel)
            {
                Reject(problem, ModelSignature.Of(options.Model));
            }
        }
    }

    /// <summary>The current model, kept open until the lease is returned; false when there is none. Allocates nothing.</summary>
    internal bool TryAcquire([NotNullWhen(true)] out ServedModel? model, out Lease lease)
    {
        do
        {
            model = current;
            lease = default;
            if (model is null) return false;
        }
        while (!model.TryAcquire(out lease));
        return true;
    }

    private void Reject(Exception problem, ModelSignature? seen)
    {
        ModelRejection? last = rejection;
        ModelRejection now = new(WithoutPath(problem.Message), time.GetUtcNow()) { Signature = seen };
        bool isKnown = last is not null && last.Signature == seen && last.Reason == now.Reason;
        rejection = isKnown ? now with { Times = last!.Times + 1 } : now;
        if (isKnown) return;
        if (current is null) log.Waiting(problem.Message);
        else log.Rejected(problem.Message, (problem as Item2VecException)?.Hint ?? "copy the model again, or train it again");
    }

    /// <summary>Paths are for the operator, who has the log; messages to others name only the model.</summary>
    private string WithoutPath(string message)
    {
        string name = NameOf(options.Model);
        return message.Replace(Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Model)), name, StringComparison.Ordinal)
            .Replace(options.Model, name, StringComparison.Ordinal);
    }

    private static string NameOf(string model) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(model)));

    private void Put(ServedModel next)
    {
        beside.ReadNamed(next);
        ServedModel? before = null;
        if (live is null) before = Interlocked.Exchange(ref current, next);
        else live.Attach(next, () => before = Interlocked.Exchange(ref current, next));
        rejection = null;
        log.Serving(next.Index.Count, next.Index.Dimensions, next.Path);
        before?.Close();
        Replaced?.Invoke();
    }
}

/// <summary>Keeps a model open that may be replaced meanwhile: the index is there until this is disposed.</summary>
/// <remarks>
/// May be held across <c>await</c>; each one that is held keeps the memory of its model. Disposing it again does nothing.
/// </remarks>
public sealed class ModelLease : IDisposable
{
    private readonly Lease lease;
    private int isReturned;

    internal ModelLease(ItemIndex index, Lease lease)
    {
        Index = index;
        this.lease = lease;
    }

    /// <summary>The index, which belongs to the host: do not dispose it.</summary>
    public ItemIndex Index { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref isReturned, 1) == 0) lease.Dispose();
    }
}

/// <summary>A model that was not taken.</summary>
/// <param name="Reason">What is wrong with it. Names the model, not the directory that holds it.</param>
/// <param name="Time">When it was last rejected.</param>
public sealed record ModelRejection(string Reason, DateTimeOffset Time)
{
    private const int MaxDoublings = 6;

    /// <summary>How often it was rejected for this reason.</summary>
    public int Times { get; init; } = 1;

    /// <summary>What was on disk.</summary>
    internal ModelSignature? Signature { get; init; }

    /// <summary>
    /// When it is tried again though the disk has not changed, for reasons that pass, such as a lack of memory: after 1, 2, 4 ... 64
    /// minutes.
    /// </summary>
    internal DateTimeOffset NextTry => Time + TimeSpan.FromMinutes(1 << Math.Min(Times - 1, MaxDoublings));
}
