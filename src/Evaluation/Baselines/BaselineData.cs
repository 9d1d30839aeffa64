using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Evaluation.Baselines;

/// <summary>What baselines learn from: the training part, and where each item stands in it.</summary>
public sealed class BaselineData
{
    private readonly Lazy<CorpusIndex> index;

    /// <summary>Prepares the training part for baselines.</summary>
    /// <param name="training">The sessions to learn from; must stay alive as long as this is used.</param>
    /// <param name="decay">The weight of an item of a history as a share of the one after it, above 0 to 1.</param>
    /// <param name="window">Events to each side that <c>cooccurrence</c> counts as together, at least 1.</param>
    /// <param name="threads">The most threads, at least 1.</param>
    /// <param name="seed">Where random numbers start.</param>
    public BaselineData(SessionCorpus training, double decay = 1, int window = 5, int threads = 1, long seed = 1)
    {
        ArgumentNullException.ThrowIfNull(training);
        Training = training;
        Decay = decay;
        Window = window;
        Threads = threads;
        Seed = seed;
        index = new Lazy<CorpusIndex>(() => new CorpusIndex(training));
    }

    /// <summary>The sessions to learn from.</summary>
    public SessionCorpus Training { get; }

    /// <summary>The weight of an item of a history as a share of the one after it.</summary>
    public double Decay { get; }

    /// <summary>Events to each side that are together.</summary>
    public int Window { get; }

    /// <summary>The most threads.</summary>
    public int Threads { get; }

    /// <summary>Where random numbers start.</summary>
    public long Seed { get; }

    internal CorpusIndex Index => index.Value;

    internal ParallelOptions Parallel(CancellationToken cancellationToken)
        => new() { MaxDegreeOfParallelism = Math.Max(1, Threads), CancellationToken = cancellationToken };
}
