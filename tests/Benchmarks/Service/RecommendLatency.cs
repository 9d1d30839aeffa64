using System.Diagnostics;
using System.Text.Json;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Benchmarks.Service;

/// <summary>
/// How long <see cref="ItemIndex.Recommend"/> of twenty takes, one query at a time on one thread, after beginnings of sessions of a log.
/// </summary>
internal static class RecommendLatency
{
    private const int Results = 20, Queries = 10_000, Warm = 2000, Compared = 500;

    /// <summary>Prints the median, the 90th and the 99th percentile for each score, and the recall of the answers.</summary>
    /// <param name="model">The model.</param>
    /// <param name="log">The log: a session a line, items separated by blanks.</param>
    /// <param name="bodies">A file for the histories as bodies of requests, one a line.</param>
    public static int Run(string model, string log, string bodies)
    {
        using ItemIndex index = ItemIndex.Open(model);
        string[][] histories = Histories(index, log);
        File.WriteAllLines(bodies, histories.Select(history => JsonSerializer.Serialize(new { history, k = Results })));
        Console.WriteLine($"{histories.Length:N0} histories of {histories.Average(history => history.Length):0.0} items");
        foreach (ScoreMode score in ScoreMode.All)
        {
            RecommendOptions options = new() { Score = score, Threads = 1 };
            double[] micros = new double[Queries];
            for (int query = -Warm; query < Queries; query++)
            {
                long begin = Stopwatch.GetTimestamp();
                Neighbor[] found = index.Recommend(histories[(query + Warm) % histories.Length], Results, options);
                if (query >= 0) micros[query] = Stopwatch.GetElapsedTime(begin).TotalMicroseconds;
                if (found.Length != Results) throw new InvalidOperationException("An answer is too short.");
            }

            // How many of the answers are those of a comparison with every item.
            double recall = histories.Take(Compared).Average(history => index.Recommend(history, Results, options)
                .IntersectBy(index.Recommend(history, Results, options with { Exact = true }).Select(item => item.Item), item => item.Item)
                .Count()) / Results;
            Array.Sort(micros);
            Console.WriteLine(FormattableString.Invariant(
                $"{score.Name}: median {At(0.5):0} us, p90 {At(0.9):0} us, p99 {At(0.99):0} us; recall {recall:0.0000}"));

            double At(double share) => micros[(int)(share * (micros.Length - 1))];
        }

        return 0;
    }

    /// <summary>Beginnings of random sessions, of at least one event less than the session has.</summary>
    private static string[][] Histories(ItemIndex index, string log)
    {
        Random random = new(1);
        string[] lines = File.ReadAllLines(log);
        random.Shuffle(lines);
        return
        [
            .. lines.Select(line => line.Split(' ').Where(item => index.Vectors.Vocabulary.TryGetRow(item, out _)).ToArray())
                .Where(session => session.Length > 1)
                .Select(session => session[..random.Next(1, session.Length)])
                .Take(Queries + Warm),
        ];
    }
}
