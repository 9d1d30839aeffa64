using Item2Vec.Embeddings.Common;
using Item2Vec.Indexing.Scoring;
using Item2Vec.Indexing.Search;
using Item2Vec.Indexing.Tests.Support;

namespace Item2Vec.Indexing.Tests;

public sealed class SimilarTests : IDisposable
{
    private readonly TestModel model = new(300);
    private readonly ItemIndex index;

    public SimilarTests() => index = ItemIndex.Build(model.Vectors);

    public void Dispose()
    {
        index.Dispose();
        model.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(299)]
    public void Similar_items_are_those_with_the_largest_cosine(int count)
    {
        foreach (int row in (int[])[0, 7, 299])
        {
            float[] query = model.Vectors.Vector(row);
            TestModel.AssertSame(
                model.Rank(other => TestModel.Cosine(query, model.Vectors.Vector(other)), count, row),
                index.Similar($"item{row}", count));
        }
    }

    [Fact]
    public void Several_items_are_their_mean_direction_and_are_left_out()
    {
        float[] query = TestModel.Sum((1, model.Unit(3)), (1, model.Unit(5)), (1, model.Unit(2)));
        TestModel.AssertSame(
            model.Rank(other => TestModel.Cosine(query, model.Vectors.Vector(other)), 10, 3, 5, 2),
            index.SimilarToMean(["item3", "item5", "item2"]));
    }

    [Fact]
    public void An_analogy_is_the_sum_of_unit_vectors_and_leaves_its_items_out()
    {
        float[] query = TestModel.Sum((1, model.Unit(3)), (-1, model.Unit(5)), (0.5, model.Unit(2)));
        TestModel.AssertSame(
            model.Rank(other => TestModel.Cosine(query, model.Vectors.Vector(other)), 10, 3, 5, 2),
            index.Analogy("item3 - item5 + 0.5*item2"));
    }

    [Fact]
    public void The_nearest_of_an_items_own_vector_is_the_item()
    {
        float[] vector = index.Vector("item17");
        Neighbor[] nearest = index.Nearest(vector, 5);
        TestModel.AssertSame(model.Rank(other => TestModel.Cosine(vector, model.Vectors.Vector(other)), 5), nearest);
        Assert.Equal("item17", nearest[0].Item);
        Assert.Equal(1, nearest[0].Score, 1e-5);
    }

    [Fact]
    public void Titles_come_along_where_there_are_any()
    {
        foreach (Neighbor neighbor in index.Similar("item0", 50))
        {
            int row = int.Parse(neighbor.Item[4..], System.Globalization.CultureInfo.InvariantCulture);
            Assert.Equal(row % 2 == 0 ? $"Title {row}" : null, neighbor.Title);
        }
    }

    [Fact]
    public void More_results_than_items_give_all_items()
    {
        Assert.Equal(299, index.Similar("item0", int.MaxValue).Length);
        Assert.Equal(300, index.Nearest(index.Vector("item0"), 1000).Length);
    }

    [Fact]
    public void Excluded_items_are_left_out_and_unknown_ones_do_not_matter()
    {
        Neighbor[] all = index.Similar("item0", 20);
        Neighbor[] some = index.Similar("item0", 18, new SearchOptions { Exclude = [all[0].Item, "no such item", all[3].Item] });
        Assert.Equal(all.Where((_, i) => i is not (0 or 3)), some);
    }

    [Fact]
    public void A_zero_vector_is_similar_to_nothing_and_equal_scores_come_in_order_of_row()
    {
        model.Vectors.Input.Row(3).Clear();
        Assert.Equal(["item0", "item1", "item2", "item4"], index.Similar("item3", 4).Select(found => found.Item));
        Assert.All(index.Similar("item3", 299), found => Assert.Equal(0, found.Score));
        Assert.Equal(0, index.Similar("item0", 299).Single(found => found.Item == "item3").Score);
    }

    [Theory]
    [InlineData("item5 - item5")]
    [InlineData("0.1*item5 + 0.2*item5 - 0.3*item5")]
    [InlineData("1e308*item5 + 1e308*item5")]
    public void An_expression_without_a_direction_is_refused(string expression)
        => Assert.Equal(ErrorCode.Usage, Assert.Throws<Item2VecException>(() => index.Analogy(expression)).Code);

    [Fact]
    public void An_unknown_item_is_an_error_with_the_closest_ones()
    {
        foreach (Action query in (Action[])[
            () => index.Similar("Item17x"), () => index.SimilarToMean(["item1", "Item17x"]), () => index.Analogy("item1 - Item17x"),
            () => index.Vector("Item17x"),
            () => index.Recommend(["Item17x"])])
        {
            Item2VecException error = Assert.Throws<Item2VecException>(query);
            Assert.Equal(ErrorCode.NotFound, error.Code);
            Assert.Contains("'Item17x'", error.Message, StringComparison.Ordinal);
            Assert.Contains("'item17'", error.Hint, StringComparison.Ordinal);
        }

        Assert.Equal("item17", index.ClosestItems("ITEM17")[0]);
    }

    [Fact]
    public void Questions_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => index.Similar("item0", 0));
        Assert.Equal(ErrorCode.Usage, Assert.Throws<Item2VecException>(() => index.SimilarToMean([])).Code);
        Assert.Equal(ErrorCode.Usage, Assert.Throws<Item2VecException>(() => index.Analogy("item0 -")).Code);
        Assert.Throws<ArgumentException>(() => index.Nearest(new float[19]));
        Assert.Throws<ArgumentException>(() => index.Nearest([.. Enumerable.Repeat(1f, 19), float.NaN]));
        Assert.Equal(
            ErrorCode.Usage, Assert.Throws<Item2VecException>(() => index.Similar("item0", 1, new SearchOptions { Threads = -1 })).Code);
    }

    [Fact]
    public void Threads_and_where_the_vectors_lie_do_not_change_the_answer()
    {
        // 100,000 rows of 32 floats, every one compared: three parts.
        using TestModel large = new(100_000);
        using TemporaryDirectory directory = new();
        large.Vectors.Save(directory.File("a.i2v"));
        using ItemIndex mapped = ItemIndex.Open(directory.File("a.i2v"));
        using ItemIndex loaded = ItemIndex.Open(directory.File("a.i2v"), load: true);
        Neighbor[] one = mapped.Similar("item5", 100, new SearchOptions { Threads = 1 });
        foreach (int threads in (int[])[0, 2, 3, 8])
        {
            Assert.Equal(one, mapped.Similar("item5", 100, new SearchOptions { Threads = threads }));
            Assert.Equal(one, loaded.Similar("item5", 100, new SearchOptions { Threads = threads }));
        }

        RecommendOptions single = new() { Threads = 1 };
        Assert.Equal(mapped.Recommend(["item5"], 50, single), loaded.Recommend(["item5"], 50, single with { Threads = 4 }));
    }

    [Fact]
    public void A_scan_of_several_blocks_misses_no_row()
    {
        using TestModel blocks = new(3001);
        using ItemIndex several = ItemIndex.Build(blocks.Vectors);
        float[] query = blocks.Vectors.Vector(5);
        TestModel.AssertSame(
            blocks.Rank(other => TestModel.Cosine(query, blocks.Vectors.Vector(other)), 3000, 5), several.Similar("item5", 3000));
    }
}
