using Item2Vec.Content.Mapping;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Content.Tests.Mapping;

public sealed class ContentFeaturesTests
{
    private static readonly string[] Items = [.. Enumerable.Range(0, 40).Select(item => $"i{item}")];

    [Fact]
    public void Every_kind_varies_as_much_and_dimensions_keep_their_proportions()
    {
        // The first kind is long and nearly the same for all, the second short; its third number varies four times as far as its second.
        using ItemVectors wide = Kind(
            Items, item => [10, 0.1f * Noise(item, 0), 0.1f * Noise(item, 1), 0.1f * Noise(item, 2), 0.1f * Noise(item, 3)]);
        using ItemVectors narrow = Kind(Items, item => [1, 0.1f * Noise(item, 4), 0.4f * Noise(item, 4)]);
        float[][] rows = [.. Items.Select(item => new ContentFeatures([wide, narrow], Items).Of(item)!)];

        Assert.Equal(10, rows[0].Length);
        for (int d = 0; d < 10; d++) Assert.Equal(0, rows.Average(row => row[d]), 1e-4);
        Assert.Equal(5, Variance(rows, 0, 5), 1e-3);
        Assert.Equal(5, Variance(rows, 6, 9), 1e-3);
        Assert.Equal(16, Variance(rows, 8, 9) / Variance(rows, 7, 8), 1e-2);
    }

    [Fact]
    public void A_row_tells_which_kinds_an_item_lacks()
    {
        using ItemVectors all = Kind(Items, item => [1, Noise(item, 0)]);
        using ItemVectors quarter = Kind(Items[..10], item => [1, Noise(item, 1)]);
        ContentFeatures features = new([all, quarter], Items);
        Assert.Equal(0.75f, features.Of("i3")![^1], 1e-6f);
        Assert.Equal([0, 0, -0.25f], features.Of("i20")![^3..]);
        Assert.Null(features.Of("stranger"));
    }

    [Fact]
    public void What_stands_far_off_is_brought_near_and_keeps_its_direction()
    {
        using ItemVectors kind = Kind([.. Items, "far"], item => item < Items.Length ? [1, 0.01f * Noise(item, 0), 0] : [0, 0, 1]);
        float[] far = new ContentFeatures([kind], Items).Of("far")!;
        Assert.Equal(3 * Math.Sqrt(far.Length), Norms.Length(far), 1e-3);
        Assert.Equal(-far[0], far[2], 1e-3f);
    }

    private static float Noise(int item, int kind) => new RandomSource(((ulong)item * 31) + (ulong)kind).NextFloat() - 0.5f;

    private static double Variance(float[][] rows, int from, int to)
        => Enumerable.Range(from, to - from).Sum(d => rows.Average(row => Math.Pow(row[d] - rows.Average(other => other[d]), 2)));

    private static ItemVectors Kind(string[] items, Func<int, float[]> vector)
    {
        VocabularyBuilder names = new();
        EmbeddingMatrix matrix = new(items.Length, vector(0).Length);
        for (int item = 0; item < items.Length; item++)
        {
            names.Add(items[item], 0);
            vector(item).CopyTo(matrix.Row(item));
        }

        return new ItemVectors(names.Build(), matrix, null);
    }
}
