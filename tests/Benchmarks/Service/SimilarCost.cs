using System.Diagnostics;
using System.Globalization;
using Item2Vec.Indexing;

namespace Item2Vec.Benchmarks.Service;

/// <summary>
/// Processor microseconds for <see cref="ItemIndex.Similar(string, int, Indexing.Search.SearchOptions?)"/> of ten, one thread, items in
/// random order; the median of the rounds.
/// </summary>
internal static class SimilarCost
{
    private const int Results = 10, Rounds = 5;

    /// <summary>Prints the figure.</summary>
    /// <param name="model">The model.</param>
    /// <param name="ids">A file for the items, one a line, in the order in which they are asked; or null.</param>
    public static int Run(string model, string? ids)
    {
        TimeSpan round = TimeSpan.FromSeconds(2);
        using ItemIndex index = ItemIndex.Open(model);
        Random random = new(1);
        string[] items = [.. Enumerable.Range(0, index.Count).Select(row => index.Vectors.Vocabulary[row])];
        random.Shuffle(items);
        if (ids is not null) File.WriteAllLines(ids, items);

        int next = 0;
        double[] micros = new double[Rounds + 1];
        for (int at = 0; at < micros.Length; at++)
        {
            TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
            long begin = Stopwatch.GetTimestamp();
            long queries = 0;
            for (; Stopwatch.GetElapsedTime(begin) < round; queries += 100)
            {
                for (int i = 0; i < 100; i++)
                {
                    if (index.Similar(items[next], Results).Length != Math.Min(Results, index.Count - 1))
                        throw new InvalidOperationException("An answer is too short.");
                    next = (next + 1) % items.Length;
                }
            }

            micros[at] = (Process.GetCurrentProcess().TotalProcessorTime - before).TotalMicroseconds / queries;
        }

        // The first round is for the compiler.
        double[] measured = micros[1..];
        Array.Sort(measured);
        Console.WriteLine(measured[Rounds / 2].ToString("0.00", CultureInfo.InvariantCulture));
        return 0;
    }
}
