using System.Text.Json;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Search;

namespace Item2Vec.Benchmarks.Search;

/// <summary>Bytes that a query allocates on the managed heap: into memory of the caller's, and with names and titles.</summary>
internal static class Allocations
{
    private const int Queries = 10_000;

    public static void Run(string model)
    {
        using ItemIndex index = ItemIndex.Open(model);
        int count = index.Count;
        ScoredRow[] found = new ScoredRow[10];
        float[] vector = index.Vectors.Vector(0);
        string[] items = [.. Enumerable.Range(0, Queries).Select(i => index.Vectors.Vocabulary[i % count])];
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            similarRows = PerQuery(i => index.SimilarRows(i % count, found)),
            nearestRows = PerQuery(_ => index.NearestRows(vector, found)),
            similar = PerQuery(i => index.Similar(items[i])),
        }));
    }

    private static double PerQuery(Action<int> ask)
    {
        for (int i = 0; i < Queries; i++) ask(i);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Queries; i++) ask(i);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Queries;
    }
}
