using System.Diagnostics;

namespace Item2Vec.Benchmarks.Roofline;

/// <summary>Measures how often a second something can be done, by one thread or by several at once.</summary>
internal static class Meter
{
    private const int Rounds = 5;
    private static readonly TimeSpan Warmup = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(60);

    /// <summary>
    /// The units of work a second of all threads together: each makes a worker of its own, waits for the others, warms up, and then works
    /// through rounds of equal length. The best round of each counts, for a limit is what a machine reaches when nothing disturbs it.
    /// </summary>
    /// <param name="threads">The threads that work at once.</param>
    /// <param name="start">Makes a thread's worker: an action that does some milliseconds' work or less, and the units it counts
    /// as.</param>
    public static double PerSecond(int threads, Func<int, (Action Work, double Units)> start)
    {
        double[] rates = new double[threads];
        using Barrier barrier = new(threads);
        Thread[] running = [.. Enumerable.Range(0, threads).Select(number => new Thread(() =>
        {
            (Action work, double units) = start(number);
            Repeat(work, Warmup);
            for (int round = 0; round < Rounds; round++)
            {
                barrier.SignalAndWait();
                (long times, double seconds) = Repeat(work, Round);
                rates[number] = Math.Max(rates[number], times * units / seconds);
            }
        }))];
        foreach (Thread thread in running) thread.Start();
        foreach (Thread thread in running) thread.Join();
        return rates.Sum();
    }

    private static (long Times, double Seconds) Repeat(Action work, TimeSpan atLeast)
    {
        Stopwatch clock = Stopwatch.StartNew();
        long times = 0;
        do
        {
            work();
            times++;
        }
        while (clock.Elapsed < atLeast);
        return (times, clock.Elapsed.TotalSeconds);
    }
}
