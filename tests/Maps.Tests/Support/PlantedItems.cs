using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Hnsw;

namespace Item2Vec.Maps.Tests.Support;

/// <summary>Items of known clusters: a center each and noise around it. Item i is of cluster i modulo their number.</summary>
internal static class PlantedItems
{
    private static readonly string[] Words = ["whale", "ship", "harbor", "garden", "rose", "mill", "castle", "knight", "moon", "fox"];

    public static float[][] Vectors(int items, int clusters = 10, int dimensions = 16, double noise = 0.4, int seed = 1)
    {
        Random random = new(seed);
        float[][] centers = [.. Enumerable.Range(0, clusters).Select(_ => Gaussian(random, dimensions, 1))];
        return [.. Enumerable.Range(0, items).Select(
            row => centers[row % clusters].Zip(Gaussian(random, dimensions, noise), (center, other) => center + other).ToArray())];
    }

    public static ItemIndex Index(float[][] vectors, IndexOptions? options = null, ItemAttributes? attributes = null)
    {
        VocabularyBuilder builder = new();
        EmbeddingMatrix matrix = new(vectors.Length, vectors.Length == 0 ? 4 : vectors[0].Length);
        for (int row = 0; row < vectors.Length; row++)
        {
            builder.Add($"item{row}", vectors.Length - row);
            vectors[row].CopyTo(matrix.Row(row));
        }

        using ItemVectors made = new(builder.Build(), matrix, null, attributes);
        return ItemIndex.Build(made, options);
    }

    public static ItemIndex Index(int items, int clusters = 10, bool titles = false)
        => Index(Vectors(items, clusters), attributes: titles ? Titles(items, clusters) : null);

    /// <summary>Two words of the cluster, one of all items, and a number.</summary>
    public static ItemAttributes Titles(int items, int clusters) => new(
        ["title", "kind"],
        [
            StringColumn.Of([.. Enumerable.Range(0, items).Select(
                row => $"The {Words[row % clusters % Words.Length]} and a {(row % 3 == 0 ? "Book" : "Tale")} {row}")]),
            StringColumn.Of([.. Enumerable.Range(0, items).Select(row => row % clusters == 0 ? null : $"kind{row % clusters}|sold")]),
        ]);

    public static string Word(int cluster) => Words[cluster % Words.Length];

    /// <summary>The nearest other rows by Euclidean distance, in double precision.</summary>
    public static int[][] Nearest(float[][] points, int count)
        => [.. Enumerable.Range(0, points.Length).Select(row => Enumerable.Range(0, points.Length).Where(other => other != row)
            .OrderBy(other => Square(points[row], points[other])).ThenBy(other => other).Take(count).ToArray())];

    public static float[][] Units(float[][] vectors) => [.. vectors.Select(vector =>
    {
        double length = Math.Sqrt(vector.Sum(value => (double)value * value));
        return vector.Select(value => (float)(value / length)).ToArray();
    })];

    public static float[][] Places(ItemMap map)
    {
        float[][] places = new float[map.Count][];
        for (int row = 0; row < map.Count; row++) places[row] = [map.X[row], map.Y[row]];
        return places;
    }

    public static double Square(float[] left, float[] right) => left.Zip(right, (a, b) => ((double)a - b) * ((double)a - b)).Sum();

    private static float[] Gaussian(Random random, int dimensions, double deviation)
        => [.. Enumerable.Range(0, dimensions).Select(
            _ => (float)(deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];
}
