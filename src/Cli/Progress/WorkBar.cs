using System.Diagnostics;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Terminal;

namespace Item2Vec.Cli.Progress;

/// <summary>Progress of work that is counted: a bar on a terminal, a line every ten seconds elsewhere, nothing with --quiet.</summary>
internal static class WorkBar
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>Does some work that reports how much of it is done.</summary>
    /// <param name="context">The command's.</param>
    /// <param name="title">What it is.</param>
    /// <param name="plural">What is counted, in the plural.</param>
    /// <param name="total">How many there are.</param>
    /// <param name="work">The work.</param>
    public static void Run(CliContext context, string title, string plural, long total, Action<Action<long>> work)
    {
        if (context.Quiet)
        {
            work(_ => { });
        }
        else if (context.Streams.LiveNotes)
        {
            LiveBar.Run(title, context.Streams.NoteStyle.HasColors, bar =>
            {
                work(done => bar.Show(done / (double)Math.Max(1, total), Facts(done)));
                return true;
            });
        }
        else
        {
            TimeSpan last = TimeSpan.Zero;
            long begin = Stopwatch.GetTimestamp();
            work(done =>
            {
                TimeSpan elapsed = Stopwatch.GetElapsedTime(begin);
                if (elapsed - last < Interval) return;
                last = elapsed;
                context.WriteNote($"{title}: {Facts(done)}, {Readable.Time(elapsed)} so far");
            });
        }

        string Facts(long done) => $"{Readable.Count(done)} of {Readable.Count(total)} {plural}";
    }
}
