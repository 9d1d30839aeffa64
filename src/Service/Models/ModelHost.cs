using Item2Vec.Embeddings;
using Item2Vec.Indexing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Item2Vec.Service;

/// <summary>The model that a service answers from at this moment, and the way to the next one.</summary>
/// <remarks>Thread-safe. A query that is under way keeps its model: the one before is unmapped when its last query has ended.</remarks>
public sealed class ModelHost : IDisposable
{
    private readonly Lock reloading = new();
    private readonly Item2VecOptions options;
    private readonly ServiceMetrics metrics;
    private readonly ILogger<ModelHost> log;
    private readonly TimeProvider time;
    private volatile ServedModel? current;
    private volatile ModelRefusal? refusal;

    internal ModelHost(IOptions<Item2VecOptions> options, ServiceMetrics metrics, ILogger<ModelHost> log, TimeProvider time)
    {
        this.options = options.Value;
        this.metrics = metrics;
        this.log = log;
        this.time = time;
        metrics.Watch(this);
    }

    /// <summary>Whether there is a model to ask.</summary>
    public bool IsReady => current is not null;

    /// <summary>The number of items of the current model; 0 when there is none.</summary>
    public int Count => current?.Index.Count ?? 0;

    /// <summary>The last model that was not taken, and why; null when the newest one on disk is served.</summary>
    public ModelRefusal? Refusal => refusal;

    /// <summary>What was on disk when the current model was opened.</summary>
    internal ModelSignature? Signature => current?.Signature;

    /// <summary>When the current model was opened.</summary>
    internal DateTimeOffset? Loaded => current?.Loaded;

    /// <summary>Asks the current model; it stays open until <paramref name="ask"/> returns, whatever happens on disk.</summary>
    /// <param name="ask">Asks, and returns what it found; it must not keep the index.</param>
    /// <exception cref="InvalidOperationException">There is no model yet (<see cref="Item2VecOptions.WaitForModel"/>).</exception>
    public T Ask<T>(Func<ItemIndex, T> ask)
    {
        ArgumentNullException.ThrowIfNull(ask);
        if (!TryEnter(out ServedModel? model)) throw new InvalidOperationException($"There is no model at {options.Model} yet.");
        using ModelLease lease = new(model);
        return ask(model.Index);
    }

    /// <summary>Opens what is on disk, compares it with its checksums, warms it and puts it in the place of the current model; a bad one is refused and changes nothing.</summary>
    /// <returns>Whether it was taken; <see cref="Refusal"/> says why not.</returns>
    public bool Reload()
    {
        lock (reloading)
        {
            ModelSignature? seen = ModelSignature.Of(options.Model);
            try
            {
                Put(ModelLoader.Open(options, verify: true, time.GetUtcNow()));
            }
            catch (Exception problem)
            {
                // Whatever is wrong with it, even that memory does not hold two models: the old one goes on.
                refusal = new ModelRefusal(problem.Message, time.GetUtcNow()) { Signature = seen };
                metrics.Reloaded(taken: false);
                log.Refused(problem.Message, (problem as Item2VecException)?.Hint ?? problem.GetType().Name);
                return false;
            }

            metrics.Reloaded(taken: true);
            return true;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref current, null)?.Leave();

    /// <summary>Opens the first model.</summary>
    /// <exception cref="Item2VecException">There is none, or it is bad, and the options do not say to wait for one.</exception>
    internal void Start()
    {
        lock (reloading)
        {
            try
            {
                Put(ModelLoader.Open(options, options.VerifyAtStart, time.GetUtcNow()));
            }
            catch (Item2VecException problem) when (options.WaitForModel)
            {
                refusal = new ModelRefusal(problem.Message, time.GetUtcNow()) { Signature = ModelSignature.Of(options.Model) };
                log.Waiting(problem.Message);
            }
        }
    }

    /// <summary>Counts a user of the current model, who leaves it when done; false when there is no model.</summary>
    internal bool TryEnter([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ServedModel? model)
    {
        do
        {
            model = current;
            if (model is null) return false;
        }
        while (!model.TryEnter());
        return true;
    }

    private void Put(ServedModel next)
    {
        ServedModel? before = Interlocked.Exchange(ref current, next);
        refusal = null;
        log.Serving(next.Index.Count, next.Index.Dimensions, next.Path);
        before?.Leave();
    }
}

/// <summary>A model that was not taken.</summary>
/// <param name="Reason">What is wrong with it.</param>
/// <param name="Time">When it was refused.</param>
public sealed record ModelRefusal(string Reason, DateTimeOffset Time)
{
    /// <summary>What was on disk: it is not tried again until that changes.</summary>
    internal ModelSignature? Signature { get; init; }
}
