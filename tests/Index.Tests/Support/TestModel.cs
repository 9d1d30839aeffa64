using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Indexing.Tests.Support;

/// <summary>
/// A model of random vectors, and the answers of a reader who has only the formulas: double precision, no kernel, no heap.
/// </summary>
internal sealed class TestModel : IDisposable
{
    public const double Exponent = 0.6;

    public TestModel(int items, int dimensions = 20, bool output = true, bool counts = true, int seed = 1)
    {
        Random random = new(seed);
        VocabularyBuilder builder = new();
        for (int row = 0; row < items; row++) builder.Add($"item{row}", counts ? 1 + ((items - row) * 100L / items) : 0);
        TrainingSummary training = new(new TrainingOptions { NegativeExponent = Exponent }, 1, 1, [0.5], 1);
        ItemAttributes titles = new(
            ["title"], [StringColumn.Of([.. Enumerable.Range(0, items).Select(row => row % 2 == 0 ? $"Title {row}" : null)])]);
        Vectors = new ItemVectors(
            builder.Build(), Matrix(items, dimensions, random), output ? Matrix(items, dimensions, random) : null, titles, training);
    }

    public ItemVectors Vectors { get; }

    public static double Dot(float[] left, float[] right) => left.Zip(right, (a, b) => (double)a * b).Sum();

    public static double Cosine(float[] left, float[] right)
    {
        double lengths = Math.Sqrt(Dot(left, left)) * Math.Sqrt(Dot(right, right));
        return lengths == 0 ? 0 : Dot(left, right) / lengths;
    }

    public static float[] Sum(params (double Weight, float[] Vector)[] terms)
        => [.. Enumerable.Range(0, terms[0].Vector.Length).Select(d => (float)terms.Sum(term => term.Weight * term.Vector[d]))];

    public float[] Unit(int row)
    {
        float[] vector = Vectors.Vector(row);
        double length = Math.Sqrt(Dot(vector, vector));
        return [.. vector.Select(x => (float)(x / length))];
    }

    /// <summary>log P(j).</summary>
    public double LogPrior(int row)
    {
        double sum = Enumerable.Range(0, Vectors.Count).Sum(other => Math.Pow(Vectors.Vocabulary.CountOf(other), Exponent));
        return Math.Log(Math.Pow(Vectors.Vocabulary.CountOf(row), Exponent) / sum);
    }

    /// <summary>The answer to a score for each row.</summary>
    public (string Item, double Score)[] Rank(Func<int, double> score, int count, params int[] excluded)
        => [.. Enumerable.Range(0, Vectors.Count).Except(excluded).Select(row => (Row: row, Score: score(row)))
            .OrderByDescending(found => found.Score).ThenBy(found => found.Row).Take(count)
            .Select(found => ($"item{found.Row}", found.Score))];

    public static void AssertSame((string Item, double Score)[] expected, Neighbor[] actual)
    {
        Assert.Equal(expected.Select(found => found.Item), actual.Select(found => found.Item));
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i].Score, actual[i].Score, 1e-5);
    }

    public void Dispose() => Vectors.Dispose();

    private static EmbeddingMatrix Matrix(int rows, int dimensions, Random random)
    {
        EmbeddingMatrix matrix = new(rows, dimensions);
        for (int row = 0; row < rows; row++)
            foreach (ref float value in matrix.Row(row)) value = (random.NextSingle() - 0.5f) * (1 + (row % 3));
        return matrix;
    }
}
