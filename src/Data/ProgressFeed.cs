using System.Diagnostics;

namespace Item2Vec.Data;

/// <summary>Passes progress on, a few times a second and at each new stage.</summary>
internal sealed class ProgressFeed(IProgress<ReadingProgress>? progress)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly Lock gate = new();
    private TimeSpan next;
    private ReadingStage stage;

    /// <summary>How many events are in the corpus, asked when there is something to tell.</summary>
    public Func<long> Events { get; set; } = () => 0;

    public TimeSpan Elapsed => clock.Elapsed;

    /// <summary>What DuckDB is to tell, or null when nobody listens.</summary>
    public Action<double>? Listener => progress is null ? null : Report;

    public void Enter(ReadingStage entered)
    {
        if (progress is null) return;
        lock (gate)
        {
            stage = entered;
            next = TimeSpan.Zero;
        }

        Report(0);
    }

    private void Report(double fraction)
    {
        ReadingProgress told;
        lock (gate)
        {
            if (clock.Elapsed < next) return;
            next = clock.Elapsed + Pause;
            told = new ReadingProgress(stage, Math.Clamp(fraction, 0, 1), Events(), clock.Elapsed);
        }

        progress!.Report(told);
    }
}
