using System.Globalization;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Terminal;
using Item2Vec.Embeddings.Training;

namespace Item2Vec.Cli.Progress;

/// <summary>Chooses the progress display: a bar on a terminal, lines elsewhere, nothing with --quiet.</summary>
internal static class TrainingDisplays
{
    public static ITrainingDisplay For(CliContext context)
    {
        if (context.Quiet) return new SilentTraining();
        return context.Streams.LiveNotes ? new LiveTraining(context.Streams.NoteStyle.HasColors) : new TrainingLines(context.Streams.Notes);
    }

    private sealed class SilentTraining : ITrainingDisplay
    {
        public T Show<T>(Func<IProgress<TrainingProgress>?, T> train) => train(null);
    }
}

/// <summary>A progress display of a training.</summary>
internal interface ITrainingDisplay
{
    /// <summary>Runs the training while showing its progress.</summary>
    T Show<T>(Func<IProgress<TrainingProgress>?, T> train);
}

/// <summary>Progress on a terminal: a bar with speed, loss, learning rate and remaining time.</summary>
internal sealed class LiveTraining(bool colors) : ITrainingDisplay
{
    public T Show<T>(Func<IProgress<TrainingProgress>?, T> train)
        => LiveBar.Run("training", colors, bar => train(new Reporter(bar)));

    private static string Facts(TrainingProgress at) => string.Create(
        CultureInfo.InvariantCulture,
        $"{at.Epoch}/{at.Epochs}  {at.TokensPerSecond / 1e6:0.00}M tokens/s  loss {Readable.Loss(at.Loss)}  rate {at.LearningRate:0.0000}  "
            + $"{Readable.Time(at.Remaining)} left");

    private sealed class Reporter(LiveBar bar) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => bar.Show(value.Fraction, Facts(value));
    }
}

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
        $"{at.Fraction * 100,5:0.0} %  epoch {at.Epoch}/{at.Epochs}  {Readable.Count((long)at.TokensPerSecond)} tokens/s  loss "
            + $"{Readable.Loss(at.Loss)}  rate {at.LearningRate:0.00000}  {Readable.Time(at.Remaining)} left");
}
