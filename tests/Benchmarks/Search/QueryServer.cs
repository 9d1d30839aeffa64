using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Search;

namespace Item2Vec.Benchmarks.Search;

/// <summary>Answers a set of queries whenever it is told to, so that engines can take turns.</summary>
internal static class QueryServer
{
    private const int Count = 10;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    public static void Run(string model, string rowsFile, int threads, bool byVector, bool load)
    {
        int[] rows = MemoryMarshal.Cast<byte, int>(File.ReadAllBytes(rowsFile)).ToArray();
        using ItemIndex index = ItemIndex.Open(model, load: load);
        float[][] vectors = byVector ? Array.ConvertAll(rows, index.Vectors.Vector) : [];
        ScoredRow[][] found = Array.ConvertAll(rows, _ => new ScoredRow[Count + 1]);
        int[] counts = new int[rows.Length];

        // The runtime compiles a loop anew, in the background, once it has seen what it does.
        for (Stopwatch clock = Stopwatch.StartNew(); clock.Elapsed < WarmUp;) Ask(16);
        Console.WriteLine("ready");
        while (Console.ReadLine() is string line)
        {
            string[] words = line.Split(' ', 2);
            Stopwatch clock = Stopwatch.StartNew();
            Ask(int.Parse(words[0], System.Globalization.CultureInfo.InvariantCulture));
            double seconds = clock.Elapsed.TotalSeconds;
            Write(words[1], found, counts);
            Console.WriteLine(JsonSerializer.Serialize(new { seconds, megabytes = Environment.WorkingSet / 1e6 }));
        }

        void Ask(int ef)
        {
            SearchOptions options = new() { Ef = ef };
            Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, thread =>
            {
                for (int i = thread; i < rows.Length; i += threads)
                    counts[i] = byVector
                        ? index.NearestRows(vectors[i], found[i], options)
                        : index.SimilarRows(rows[i], found[i].AsSpan(0, Count), options);
            });
        }
    }

    /// <summary>The rows found, <see cref="Count"/> and one more for each query, -1 where there are less.</summary>
    private static void Write(string path, ScoredRow[][] found, int[] counts)
    {
        int[] labels = new int[found.Length * (Count + 1)];
        for (int i = 0; i < found.Length; i++)
            for (int k = 0; k <= Count; k++) labels[(i * (Count + 1)) + k] = k < counts[i] ? found[i][k].Row : -1;
        File.WriteAllBytes(path, MemoryMarshal.AsBytes(labels.AsSpan()).ToArray());
    }
}
