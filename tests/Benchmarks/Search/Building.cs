using System.Diagnostics;
using System.Text.Json;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Hnsw;

namespace Item2Vec.Benchmarks.Search;

/// <summary>Builds a graph with the settings of the comparison.</summary>
internal static class Building
{
    public static void Run(string model, string target, int threads)
    {
        using ModelDirectory opened = ModelDirectory.Open(model);
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        Stopwatch clock = Stopwatch.StartNew();
        using ItemIndex index = ItemIndex.Build(
            opened.Vectors, new IndexOptions { M = 16, EfConstruction = 200, Output = false, Threads = threads });
        double seconds = clock.Elapsed.TotalSeconds;
        double cpu = (Environment.CpuUsage.TotalTime - processor).TotalSeconds;
        index.SaveModel(target, opened.Info);
        Console.WriteLine(JsonSerializer.Serialize(new { seconds, cpu, indexBytes = index.Graph!.Bytes }));
    }
}
