using Item2Vec.Embeddings.Corpus;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation.Baselines;

/// <summary>
/// A simple method that models are compared with. A new one is a file in <c>Baselines</c> and a line in <see cref="BaselineRegistry"/>.
/// </summary>
public interface IBaseline
{
    /// <summary>The name on the command line and in tables.</summary>
    string Name { get; }

    /// <summary>Why the method cannot be used for this data, or null when it can.</summary>
    string? Unsupported(SessionCorpus training);

    /// <summary>Learns from the training part.</summary>
    /// <param name="data">The training part.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    IScorer Fit(BaselineData data, CancellationToken cancellationToken);
}

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
