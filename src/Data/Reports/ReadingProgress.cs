using System.Diagnostics;

namespace Item2Vec.Data.Reports;

/// <summary>Progress of reading.</summary>
/// <param name="Stage">The current stage.</param>
/// <param name="Fraction">The completed share of this stage, 0 to 1; an estimate.</param>
/// <param name="Events">Events in the corpus so far; while a data reader is opened, the rows read.</param>
/// <param name="Elapsed">The time since reading began.</param>
public readonly record struct ReadingProgress(ReadingStage Stage, double Fraction, long Events, TimeSpan Elapsed);

/// <summary>The stages of reading, in order.</summary>
public enum ReadingStage
{
    /// <summary>Opening files and choosing columns.</summary>
    Opening,

    /// <summary>Counting items.</summary>
    Counting,

    /// <summary>Sorting events into sessions.</summary>
    Sorting,

    /// <summary>Copying the encoded events.</summary>
    Encoding,
}

/// <summary>Forwards progress, a few times a second and at each new stage.</summary>
internal sealed class ProgressFeed(IProgress<ReadingProgress>? progress)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly Lock gate = new();
    private TimeSpan next;
    private ReadingStage stage;

    /// <summary>Returns the number of events in the corpus; called when progress is reported.</summary>
    public Func<long> Events { get; set; } = () => 0;

    public TimeSpan Elapsed => clock.Elapsed;

    /// <summary>The callback for DuckDB, or null if nobody listens.</summary>
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
        ReadingProgress reported;
        lock (gate)
        {
            if (clock.Elapsed < next) return;
            next = clock.Elapsed + Pause;
            reported = new ReadingProgress(stage, Math.Clamp(fraction, 0, 1), Events(), clock.Elapsed);
        }

        progress!.Report(reported);
    }
}
