using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training;

namespace Item2Vec.Evaluation.Tuning;

/// <summary>What a search makes as large as it can.</summary>
public interface ITrialObjective
{
    /// <summary>Trains with some options and measures the result.</summary>
    /// <param name="options">The options.</param>
    /// <param name="progress">Told where the training stands.</param>
    /// <param name="cancellationToken">Stops the trial.</param>
    /// <returns>What came of it; the same for the same options, where one thread trains.</returns>
    /// <exception cref="Item2VecException">These options cannot be trained with.</exception>
    /// <exception cref="OperationCanceledException">The trial was stopped.</exception>
    TrialOutcome Measure(TrainingOptions options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken);
}
