using System.Diagnostics;

namespace Item2Vec.Data.Reports;

/// <summary>How far reading has come.</summary>
/// <param name="Stage">What is being done.</param>
/// <param name="Fraction">How much of this stage is done, 0 to 1; an estimate.</param>
/// <param name="Events">Events that are in the corpus so far.</param>
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

    /// <summary>Taking the encoded events over.</summary>
    Encoding,
}

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
