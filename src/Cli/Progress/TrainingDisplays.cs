using Item2Vec.Embeddings.Training;

namespace Item2Vec.Cli;

/// <summary>Chooses how progress is shown: a live bar on a terminal, lines elsewhere, nothing with --quiet.</summary>
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
