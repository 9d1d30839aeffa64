using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Evaluation.Baselines;

/// <summary>The training part of baselines, with an index of items.</summary>
public sealed class BaselineData
{
    private readonly Lazy<CorpusIndex> index;

    /// <summary>Prepares the training part for baselines.</summary>
    /// <param name="training">The sessions to learn from; must stay alive as long as this is used.</param>
    /// <param name="decay">The weight of an item of a history as a share of the one after it, above 0 to 1.</param>
    /// <param name="window">Events to each side that <c>cooccurrence</c> counts, at least 1.</param>
    /// <param name="threads">Maximum number of threads, at least 1.</param>
    /// <param name="seed">Random seed.</param>
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

    /// <summary>Events to each side that count as co-occurrences.</summary>
    public int Window { get; }

    /// <summary>Maximum number of threads.</summary>
    public int Threads { get; }

    /// <summary>Random seed.</summary>
    public long Seed { get; }

    internal CorpusIndex Index => index.Value;

    internal ParallelOptions Parallel(CancellationToken cancellationToken)
        => new() { MaxDegreeOfParallelism = Math.Max(1, Threads), CancellationToken = cancellationToken };
}
