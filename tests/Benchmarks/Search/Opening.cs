using System.Diagnostics;
using System.Text.Json;
using Item2Vec.Indexing;

namespace Item2Vec.Benchmarks.Search;

/// <summary>
/// From the call that opens a file to the first answer, in a process that has answered from another file: what a service waits for when it
/// changes models.
/// </summary>
internal static class Opening
{
    public static void Run(string model, string other, int times)
    {
        string[] items = Items(model, times);
        Ask(other, Items(other, 1)[0]);
        double[] milliseconds = Array.ConvertAll(items, item => Ask(model, item));
        Console.WriteLine(JsonSerializer.Serialize(new { milliseconds }));
    }

    private static string[] Items(string model, int count)
    {
        using ItemIndex index = ItemIndex.Open(model);
        return [.. Enumerable.Range(0, count).Select(i => index.Vectors.Vocabulary[(int)((long)index.Count * i / count)])];
    }

    private static double Ask(string model, string item)
    {
        Stopwatch clock = Stopwatch.StartNew();
        using ItemIndex index = ItemIndex.Open(model);
        if (index.Similar(item).Length != 10) throw new InvalidOperationException("too few answers");
        return clock.Elapsed.TotalMilliseconds;
    }
}
