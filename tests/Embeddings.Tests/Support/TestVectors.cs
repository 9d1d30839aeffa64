using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Embeddings.Tests.Support;

/// <summary>Small models with known content.</summary>
internal static class TestVectors
{
    /// <summary>
    /// Ids that files and formats are tried with: letters of several bytes, a leading minus, quotation marks, one long id.
    /// </summary>
    public static readonly string[] Items =
        ["WK_Nr4tUtl8", "-abc", "naïve", "寿司", "🎬", "it's", "\"q\"", "a-b", "%41", new string('x', 3000)];

    /// <summary>Items with falling counts and random vectors.</summary>
    public static ItemVectors Random(IReadOnlyList<string> items, int dimensions = 5, bool output = true, int seed = 1)
    {
        Random random = new(seed);
        VocabularyBuilder builder = new();
        for (int row = 0; row < items.Count; row++) builder.Add(items[row], (items.Count - row) * 3);
        TrainingSummary training = new(
            new TrainingOptions { Dimensions = dimensions, NegativeExponent = 0.5, Threads = 3 }, 10, 200, [0.7, 0.5], 1.25);
        return new ItemVectors(
            builder.Build(), Matrix(items.Count, dimensions, random), output ? Matrix(items.Count, dimensions, random) : null, null,
            training);
    }

    /// <summary>The model with all the oddities: see <see cref="Items"/>, with two attribute columns.</summary>
    public static ItemVectors Odd(bool output = true)
    {
        ItemVectors vectors = Random(Items, output: output);
        return vectors.With(new ItemAttributes(
            ["Category", "title"],
            [
                StringColumn.Of([.. Items.Select((_, row) => row % 2 == 0 ? "even" : null)]),
                StringColumn.Of([.. Items.Select((_, row) => $"Titel Ω {row}")])
            ]));
    }

    public static string[] Named(int count) => [.. Enumerable.Range(0, count).Select(row => $"item{row}")];

    public static void AssertSame(ItemVectors expected, ItemVectors actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        Assert.Equal(expected.Dimensions, actual.Dimensions);
        Assert.Equal(expected.HasOutput, actual.HasOutput);
        Assert.Equal(expected.Vocabulary.TotalCount, actual.Vocabulary.TotalCount);
        Assert.Equal(expected.Attributes.Names, actual.Attributes.Names);
        for (int row = 0; row < expected.Count; row++)
        {
            Assert.Equal(expected.Vocabulary[row], actual.Vocabulary[row]);
            Assert.Equal(expected.Vocabulary.CountOf(row), actual.Vocabulary.CountOf(row));
            Assert.True(actual.Vocabulary.TryGetRow(expected.Vocabulary[row], out int found));
            Assert.Equal(row, found);
            Assert.Equal(expected.Vector(row), actual.Vector(row));
            if (expected.HasOutput) Assert.Equal(expected.OutputVector(row), actual.OutputVector(row));
            foreach (string column in expected.Attributes.Names)
                Assert.Equal(expected.Attributes.Value(row, column), actual.Attributes.Value(row, column));
        }
    }

    private static EmbeddingMatrix Matrix(int rows, int dimensions, Random random)
    {
        EmbeddingMatrix matrix = new(rows, dimensions);
        for (int row = 0; row < rows; row++)
            foreach (ref float value in matrix.Row(row)) value = random.NextSingle() - 0.5f;
        return matrix;
    }
}

internal static class RandomMatrix
{
    /// <summary>Numbers from -0.5 to 0.5.</summary>
    public static EmbeddingMatrix Of(int rows, int dimensions, int seed)
    {
        Random random = new(seed);
        EmbeddingMatrix matrix = new(rows, dimensions);
        for (int row = 0; row < rows; row++)
            foreach (ref float value in matrix.Row(row)) value = random.NextSingle() - 0.5f;
        return matrix;
    }
}
