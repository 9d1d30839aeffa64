using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing.Filters;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Indexing.Scoring;
using Item2Vec.Indexing.Search;
using Item2Vec.Indexing.Tests.Support;

namespace Item2Vec.Indexing.Tests;

/// <summary>Questions and items at the ends of what is allowed, and beyond.</summary>
public sealed class HostileQueryTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 10)]
    [InlineData(1, 999)]
    [InlineData(1, int.MaxValue)]
    [InlineData(IndexOptions.MaxEf, 1)]
    [InlineData(0, 5000)]
    public void Any_number_of_answers_and_candidates_gives_all_that_there_are(int ef, int count)
    {
        using ItemVectors vectors = Planted.Clusters(1000, output: true);
        using ItemIndex index = ItemIndex.Build(vectors, new IndexOptions());
        SearchOptions options = new() { Ef = ef };
        foreach (Neighbor[] found in (Neighbor[][])[
            index.Similar("item3", count, options), index.Nearest(vectors.Vector(3), count, options), index.Analogy("item3", count, options)
        ])
        {
            Assert.InRange(found.Length, Math.Min(count, 999), Math.Min(count, 1000));
            Assert.Equal(found.Length, found.Select(neighbor => neighbor.Item).Distinct().Count());
            Assert.Equal(
                found.OrderByDescending(neighbor => neighbor.Score).Select(neighbor => neighbor.Score),
                found.Select(neighbor => neighbor.Score));
        }

        Assert.Equal(Math.Min(count, 999), index.Recommend(["item3"], count, new RecommendOptions { Ef = ef }).Length);
    }

    [Fact]
    public void Wrong_arguments_are_named()
    {
        using ItemVectors vectors = Planted.Clusters(200);
        using ItemIndex index = ItemIndex.Build(vectors, new IndexOptions());
        foreach (Action query in (Action[])[
            () => index.Similar("item1", 0), () => index.SimilarToMean(["item1"], 0), () => index.SimilarBatch(["item1"], 0),
            () => index.SimilarBatch([], -1),
            () => index.Nearest(new float[24], 0), () => index.Analogy("item1", -1), () => index.Recommend(["item1"], 0)])
            Assert.Throws<ArgumentOutOfRangeException>("count", query);
        foreach (Action query in (Action[])[
            () => index.Similar(null!), () => index.SimilarToMean(null!), () => index.SimilarBatch(null!),
            () => index.Analogy((string)null!), () => index.Vector(null!),
            () => index.Recommend(null!), () => index.Explain(null!, "item1"), () => index.ClosestItems(null!), () => index.Infer(null!),
            () => index.Save(null!),
            () => index.UserVector(null!), () => index.SimilarToMetadata(null!), () => ItemIndex.Open(null!), () => ItemIndex.Build(null!)])
            Assert.Throws<ArgumentNullException>(query);
        Assert.Equal(
            ErrorCode.Usage, Assert.Throws<Item2VecException>(() => index.Similar("item1", 5, new SearchOptions { Ef = -1 })).Code);
        Assert.Equal(
            ErrorCode.Usage,
            Assert.Throws<Item2VecException>(
                () => index.Recommend(["item1"], 5, new RecommendOptions { Ef = -1, Score = ScoreMode.Similar })).Code);
        Assert.Equal(ErrorCode.Usage, Assert.Throws<Item2VecException>(() => index.SimilarToMean([])).Code);
        Assert.Equal(ErrorCode.NotFound, Assert.Throws<Item2VecException>(() => index.Similar("no such item")).Code);
        Assert.Throws<ArgumentOutOfRangeException>(() => index.SimilarRows(200, new ScoredRow[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.SimilarRows(-1, new ScoredRow[3]));
        Assert.Throws<ArgumentException>(() => index.NearestRows(new float[23], new ScoredRow[3]));
        Assert.Throws<ArgumentException>(() => index.NearestRows([.. Enumerable.Repeat(float.PositiveInfinity, 24)], new ScoredRow[3]));
        Assert.Equal(0, index.SimilarRows(3, []));
        Assert.Equal(
            index.Nearest(vectors.Vector(4), 5).Select(found => found.Score), Rows(index, vectors.Vector(4)).Select(found => found.Score));
    }

    [Fact]
    public void An_item_whose_vector_holds_no_numbers_is_in_no_answer_and_harms_no_other()
    {
        using ItemVectors vectors = Planted.Clusters(2000);
        foreach (int row in (int[])[0, 3, 1999]) vectors.Input.Row(row).Fill(float.NaN);
        vectors.Input.Row(7)[2] = float.PositiveInfinity;
        foreach (Metric metric in Enum.GetValues<Metric>())
        {
            using ItemIndex index = ItemIndex.Build(vectors, new IndexOptions { Metric = metric, Output = false });
            Assert.DoesNotContain(index.Similar("item3", 10, new SearchOptions { Exact = true }), found => float.IsNaN(found.Score));
            Assert.DoesNotContain(index.Similar("item3", 10), found => float.IsNaN(found.Score));
            for (int row = 10; row < 2000; row += 199)
            {
                Neighbor[] found = index.Similar($"item{row}", 10);
                Assert.Equal(10, found.Length);
                Assert.Empty(found.Select(neighbor => neighbor.Item).Intersect(["item0", "item3", "item1999"]));
            }
        }
    }

    [Fact]
    public void Ids_of_64_KiB_are_found_saved_and_filtered()
    {
        using TemporaryDirectory directory = new();
        string[] ids =
            [.. Enumerable.Range(0, 40).Select(i => i % 4 == 0 ? new string((char)('a' + (i / 4)), Vocabulary.MaxItemBytes) : $"item{i}")];
        VocabularyBuilder builder = new();
        EmbeddingMatrix matrix = new(40, 6);
        Random random = new(1);
        for (int row = 0; row < 40; row++)
        {
            builder.Add(ids[row], 40 - row);
            foreach (ref float value in matrix.Row(row)) value = random.NextSingle() - 0.5f;
        }

        using ItemVectors vectors = new(builder.Build(), matrix, null);
        using (ItemIndex built = ItemIndex.Build(vectors, new IndexOptions { M = 4, EfConstruction = 40 }))
            built.Save(directory.File("long.i2v"));
        using ItemIndex index = ItemIndex.Open(directory.File("long.i2v"), verify: true);
        Assert.Equal(
            ids[1..].Order(StringComparer.Ordinal),
            index.Similar(ids[0], 40, new SearchOptions { Ef = 40 }).Select(found => found.Item).Order(StringComparer.Ordinal));
        SearchOptions two = new() { Filter = ItemFilter.Allow(index.Vectors, [ids[4], ids[8]]) };
        Assert.Equal(2, index.Similar(ids[0], 10, two).Length);
        Assert.Equal(ErrorCode.NotFound, Assert.Throws<Item2VecException>(() => index.Similar(ids[0] + "a")).Code);
    }

    private static ScoredRow[] Rows(ItemIndex index, float[] vector)
    {
        ScoredRow[] found = new ScoredRow[5];
        Assert.Equal(5, index.NearestRows(vector, found));
        return found;
    }
}
