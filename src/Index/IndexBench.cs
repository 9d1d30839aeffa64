using System.Diagnostics;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Indexing.Search;

namespace Item2Vec.Indexing;

/// <summary>Measures recall and speed of an index on queries drawn from its own items.</summary>
public static class IndexBench
{
    /// <summary>The default values of ef.</summary>
    public static IReadOnlyList<int> DefaultEf { get; } = [16, 32, 64, 128, 256];

    private const int Rounds = 3;

    /// <summary>Time for the runtime's tiered compilation, which recompiles loops in the background.</summary>
    private static readonly TimeSpan FirstWarmUp = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(0.2);

    /// <summary>Runs the benchmark.</summary>
    /// <param name="index">The index, with a graph.</param>
    /// <param name="ef">The values of <see cref="SearchOptions.Ef"/> to measure.</param>
    /// <param name="count">Neighbors per query.</param>
    /// <param name="queries">Number of queries; fewer if there are fewer items.</param>
    /// <param name="threads">Concurrent queries.</param>
    /// <param name="seed">Random seed of the queries.</param>
    public static IReadOnlyList<BenchRun> Run(
        ItemIndex index, IReadOnlyList<int> ef, int count = 10, int queries = 1000, int threads = 1, long seed = 1)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(ef);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(queries);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        if (index.Count < 2) return [];
        RandomSource random = new((ulong)seed);
        int[] rows = new int[Math.Min(queries, index.Count)];
        for (int i = 0; i < rows.Length; i++) rows[i] = random.NextBelow(index.Count);
        ScoredRow[][] exact = index.ExactRows(rows, count, threads);
        return [.. ef.Select((candidates, i) => Measure(index, rows, exact, candidates, count, threads, i == 0 ? FirstWarmUp : WarmUp))];
    }

    private static BenchRun Measure(ItemIndex index, int[] rows, ScoredRow[][] exact, int ef, int count, int threads, TimeSpan warmUp)
    {
        SearchOptions options = new() { Ef = ef };
        long[] ticks = new long[rows.Length];
        ScoredRow[][] found = [.. rows.Select(_ => new ScoredRow[count])];
        int[] counts = new int[rows.Length];

        // The first rounds warm caches and trigger recompilation; of the rest the fastest is the best estimate.
        long warm = Stopwatch.GetTimestamp();
        do Ask();
        while (Stopwatch.GetElapsedTime(warm) < warmUp);
        double seconds = double.PositiveInfinity;
        long[] fastest = ticks;
        for (int round = 0; round < Rounds; round++)
        {
            ticks = new long[rows.Length];
            long begin = Stopwatch.GetTimestamp();
            Ask();
            double took = Stopwatch.GetElapsedTime(begin).TotalSeconds;
            if (took < seconds) (seconds, fastest) = (took, ticks);
        }

        long right = 0;
        long all = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            // An item as near as the last of the exact answer counts as found.
            float last = exact[i].Length == 0 ? 0 : exact[i][^1].Score;
            right += found[i].AsSpan(0, counts[i]).ToArray().Count(row => row.Score >= last);
            all += exact[i].Length;
        }

        Array.Sort(fastest);
        double p99 = fastest[(int)((fastest.Length - 1) * 0.99)] * 1e6 / Stopwatch.Frequency;
        return new BenchRun(ef, all == 0 ? 1 : Math.Min(1, right / (double)all), rows.Length / seconds, p99);

        void Ask() => Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, thread =>
        {
            for (int i = thread; i < rows.Length; i += threads)
            {
                long start = Stopwatch.GetTimestamp();
                counts[i] = index.SimilarRows(rows[i], found[i], options);
                ticks[i] = Stopwatch.GetTimestamp() - start;
            }
        });
    }
}

/// <summary>A measurement.</summary>
/// <param name="Ef">The candidates that the search kept.</param>
/// <param name="Recall">The share of the exact answers that were found.</param>
/// <param name="QueriesPerSecond">Queries a second, all threads together.</param>
/// <param name="P99Micros">The 99th percentile of query time in microseconds.</param>
public sealed record BenchRun(int Ef, double Recall, double QueriesPerSecond, double P99Micros);
