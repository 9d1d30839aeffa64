using Item2Vec.Cli.Options;
using Item2Vec.Cli.Terminal;
using Item2Vec.Data.Reports;

namespace Item2Vec.Cli.Progress;

/// <summary>Progress of reading: a bar on a terminal, a line every ten seconds elsewhere, nothing with --quiet.</summary>
internal static class ReadingDisplay
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    public static T Show<T>(CliContext context, Func<IProgress<ReadingProgress>?, T> read)
    {
        if (context.Quiet) return read(null);
        if (context.Streams.LiveNotes) return LiveBar.Run("reading", context.Streams.NoteStyle.HasColors, bar => read(new Bar(bar)));
        return read(new Lines(context.Streams.Notes));
    }

    private static string Facts(ReadingProgress at) => at.Stage switch
    {
        ReadingStage.Opening => "opening files",
        ReadingStage.Counting => "counting items",
        ReadingStage.Sorting => "sorting events into sessions",
        _ => Readable.Count(at.Events, "event"),
    };

    private sealed class Bar(LiveBar bar) : IProgress<ReadingProgress>
    {
        private const int Stages = 4;

        public void Report(ReadingProgress value) => bar.Show(((int)value.Stage + value.Fraction) / Stages, Facts(value));
    }

    private sealed class Lines(TextWriter notes) : IProgress<ReadingProgress>
    {
        private TimeSpan last;

        public void Report(ReadingProgress value)
        {
            if (value.Elapsed - last < Interval) return;
            last = value.Elapsed;
            notes.WriteLine($"reading: {Facts(value)}, {Readable.Time(value.Elapsed)} so far");
        }
    }
}
