using System.Globalization;
using System.Text.Json;
using Item2Vec.Browser.Tests.Support;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Search;

namespace Item2Vec.Benchmarks.Page;

/// <summary>Analogies of random items: what a page calculates from rounded vectors against what its model answers.</summary>
internal static class Analogies
{
    private const int Rounds = 40, Results = 10;

    public static async Task Run(string executable, string model, string file)
    {
        using ItemIndex index = ItemIndex.Open(model);
        await using Chromium browser = await Chromium.Start(executable);
        await using Tab tab = await browser.Open();
        await tab.OpenMap(new Uri(Path.GetFullPath(file)).AbsoluteUri);
        Random random = new(1);
        double farthest = 0;
        int same = 0;
        for (int round = 0; round < Rounds; round++)
        {
            int[] rows = [.. Enumerable.Range(0, index.Count).OrderBy(_ => random.Next()).Take(3)];
            string[] items = [.. rows.Select(row => index.Vectors.Vocabulary[row])];
            Dictionary<string, float> exact = index.Analogy(
                VectorExpression.Of(new(items[0], 1), new(items[1], -1), new(items[2], 1)), index.Count, new SearchOptions { Exact = true })
                .ToDictionary(near => near.Item, near => near.Score);
            HashSet<string> nearest = [.. exact.OrderByDescending(near => near.Value).Take(Results).Select(near => near.Key)];
            JsonElement shown = await tab.Evaluate($"item2vecMap.analogy(...{JsonSerializer.Serialize(items)})");
            foreach (JsonElement one in shown.EnumerateArray().Take(Results))
            {
                string item = one.GetProperty("item").GetString()!;
                farthest = Math.Max(farthest, Math.Abs(one.GetProperty("score").GetDouble() - exact[item]));
                if (nearest.Contains(item)) same++;
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Rounds} analogies: scores off by at most {farthest:0.00000}, {(double)same / Rounds:0.00} of {Results} items are exact"));
    }
}
