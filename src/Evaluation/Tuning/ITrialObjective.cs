using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training;

namespace Item2Vec.Evaluation.Tuning;

/// <summary>The objective of a search, which is maximized.</summary>
public interface ITrialObjective
{
    /// <summary>Trains with some options and measures the result.</summary>
    /// <param name="options">The options.</param>
    /// <param name="progress">Receives the progress of the training.</param>
    /// <param name="cancellationToken">Stops the trial.</param>
    /// <returns>The outcome; the same for the same options if one thread trains.</returns>
    /// <exception cref="Item2VecException">Training with these options is impossible.</exception>
    /// <exception cref="OperationCanceledException">The trial was stopped.</exception>
    TrialOutcome Measure(TrainingOptions options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken);
}
