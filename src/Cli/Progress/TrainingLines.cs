using System.Globalization;
using Item2Vec.Embeddings.Training;

namespace Item2Vec.Cli;

/// <summary>Progress for logs: a line every ten seconds, and one at the end of each epoch that took longer.</summary>
internal sealed class TrainingLines(TextWriter notes) : ITrainingDisplay, IProgress<TrainingProgress>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Lock turn = new();
    private TimeSpan last;

    public T Show<T>(Func<IProgress<TrainingProgress>?, T> train) => train(this);

    public void Report(TrainingProgress value)
    {
        lock (turn)
        {
            if (value.Elapsed - last < Interval) return;
            last = value.Elapsed;
            notes.WriteLine(Line(value));
        }
    }

    public static string Line(TrainingProgress at) => string.Create(
        CultureInfo.InvariantCulture,
        $"{at.Fraction * 100,5:0.0} %  epoch {at.Epoch}/{at.Epochs}  {Readable.Count((long)at.TokensPerSecond)} tokens/s  loss {Readable.Loss(at.Loss)}  rate {at.LearningRate:0.00000}  {Readable.Time(at.Remaining)} left");
}
