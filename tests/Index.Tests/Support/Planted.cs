using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing.Search;

namespace Item2Vec.Indexing.Tests.Support;

/// <summary>Vectors in clusters, as item vectors are: a center each and noise around it.</summary>
internal static class Planted
{
    public static ItemVectors Clusters(int items = 6000, int dimensions = 24, int clusters = 60, int seed = 1, bool output = false)
    {
        Random random = new(seed);
        float[][] centers = [.. Enumerable.Range(0, clusters).Select(_ => Gaussian(random, dimensions, 1))];
        VocabularyBuilder builder = new();
        EmbeddingMatrix input = new(items, dimensions);
        EmbeddingMatrix? second = output ? new(items, dimensions) : null;
        for (int row = 0; row < items; row++)
        {
            builder.Add($"item{row}", items - row);
            float[] center = centers[random.Next(clusters)];
            Fill(input.Row(row), center, random, 1 + (row % 3));
            if (second is not null) Fill(second.Row(row), center, random, 1);
        }

        ItemAttributes attributes = new(
            ["title", "category", "price"],
            [
                StringColumn.Of([.. Enumerable.Range(0, items).Select(row => $"Title {row}")]),
                StringColumn.Of([.. Enumerable.Range(0, items).Select(row => row % 100 == 0 ? "rare" : row % 2 == 0 ? "even" : null)]),
                StringColumn.Of(
                    [.. Enumerable.Range(0, items).Select(row => (row % 50).ToString(System.Globalization.CultureInfo.InvariantCulture))]),
            ]);
        return new ItemVectors(builder.Build(), input, second, attributes);
    }

    /// <summary>The share of the exact answers that were found, over every <paramref name="every"/>th item.</summary>
    public static double Recall(ItemIndex index, SearchOptions? options = null, int count = 10, int every = 20)
    {
        SearchOptions exact = (options ?? new SearchOptions()) with { Exact = true };
        int found = 0;
        int all = 0;
        for (int row = 0; row < index.Count; row += every)
        {
            string item = index.Vectors.Vocabulary[row];
            HashSet<string> expected = [.. index.Similar(item, count, exact).Select(neighbor => neighbor.Item)];
            found += index.Similar(item, count, options).Count(neighbor => expected.Contains(neighbor.Item));
            all += expected.Count;
        }

        return found / (double)all;
    }

    private static void Fill(Span<float> row, float[] center, Random random, float length)
    {
        float[] noise = Gaussian(random, row.Length, 0.7);
        for (int d = 0; d < row.Length; d++) row[d] = (center[d] + noise[d]) * length;
    }

    private static float[] Gaussian(Random random, int dimensions, double deviation)
        => [.. Enumerable.Range(0, dimensions).Select(
            _ => (float)(deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];
}
