using Item2Vec.Embeddings.Training;

namespace Item2Vec.Cli;

/// <summary>Shows how training goes.</summary>
internal interface ITrainingDisplay
{
    /// <summary>Runs the training while showing its progress.</summary>
    T Show<T>(Func<IProgress<TrainingProgress>?, T> train);
}
