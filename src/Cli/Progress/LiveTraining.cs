using System.Globalization;
using Item2Vec.Embeddings.Training;

namespace Item2Vec.Cli;

/// <summary>Progress for a terminal: a bar with speed, loss, step size and the time left.</summary>
internal sealed class LiveTraining(bool colours) : ITrainingDisplay
{
    public T Show<T>(Func<IProgress<TrainingProgress>?, T> train)
        => LiveBar.Run("training", colours, bar => train(new Reporter(bar)));

    private static string Facts(TrainingProgress at) => string.Create(
        CultureInfo.InvariantCulture,
        $"{at.Epoch}/{at.Epochs}  {at.TokensPerSecond / 1e6:0.00}M tokens/s  loss {Readable.Loss(at.Loss)}  rate {at.LearningRate:0.0000}  {Readable.Time(at.Remaining)} left");

    private sealed class Reporter(LiveBar bar) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => bar.Show(value.Fraction, Facts(value));
    }
}
