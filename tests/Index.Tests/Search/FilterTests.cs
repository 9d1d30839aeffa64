using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing.Filters;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Indexing.Scoring;
using Item2Vec.Indexing.Search;
using Item2Vec.Indexing.Tests.Support;

namespace Item2Vec.Indexing.Tests.Search;

/// <summary>Filtered answers hold as many items as asked for, whichever way they were looked for.</summary>
public sealed class FilterTests : IDisposable
{
    private readonly ItemVectors vectors = Planted.Clusters();
    private readonly ItemIndex index;

    public FilterTests() => index = ItemIndex.Build(vectors, new IndexOptions());

    public void Dispose()
    {
        index.Dispose();
        vectors.Dispose();
    }

    [Theory]
    [InlineData("category=even", 2940)]
    [InlineData("category=rare", 60)]
    [InlineData("category=even|rare", 3000)]
    [InlineData("category=|rare|even|rare|x|", 3000)]
    [InlineData("category!=even|rare", 3000)]
    [InlineData("title=1..2", 0)]
    [InlineData("category!=even", 3060)]
    [InlineData("price=10..19", 1200)]
    [InlineData("price=..4", 600)]
    [InlineData("price=45..", 600)]
    [InlineData("price>=49", 120)]
    [InlineData("price>48", 120)]
    [InlineData("price<1", 120)]
    [InlineData("price<=0", 120)]
    [InlineData("category=none such", 0)]
    public void A_condition_holds_for_its_items_and_the_answer_has_as_many_as_asked_for(string condition, int passing)
    {
        ItemFilter filter = ItemFilter.Where(vectors, condition);
        Assert.Equal(passing, filter.Count);
        foreach (SearchOptions options in (SearchOptions[])[new() { Filter = filter }, new() { Filter = filter, Exact = true }])
        {
            for (int row = 0; row < 6000; row += 500)
            {
                Neighbor[] found = index.Similar($"item{row}", 20, options);
                Assert.Equal(Math.Min(20, passing), found.Length);
                Assert.Equal(found.Length, found.Select(neighbor => neighbor.Item).Distinct().Count());
                Assert.DoesNotContain($"item{row}", found.Select(neighbor => neighbor.Item));
                Assert.All(found, neighbor => Assert.Equal(1, filter.And(ItemFilter.Allow(vectors, [neighbor.Item])).Count));
            }
        }

        if (passing > 0) Assert.InRange(Planted.Recall(index, new SearchOptions { Filter = filter }, every: 60), 0.97, 1);
    }

    [Fact]
    public void An_exact_answer_equals_the_best_of_all_that_pass()
    {
        foreach (string condition in (string[])["category=rare", "category=even"])
        {
            SearchOptions options = new() { Filter = ItemFilter.Where(vectors, condition), Exact = true, Exclude = ["item200", "item4"] };
            Neighbor[] all = index.Similar("item7", 6000, new SearchOptions { Exact = true });
            HashSet<string> passing = [.. Enumerable.Range(0, 6000)
                .Where(row => condition.EndsWith("rare", StringComparison.Ordinal) ? row % 100 == 0 : row % 2 == 0 && row % 100 != 0)
                .Select(row => $"item{row}")];
            Neighbor[] expected =
                [.. all.Where(found => passing.Contains(found.Item) && found.Item is not ("item200" or "item4")).Take(15)];
            Assert.Equal(expected, index.Similar("item7", 15, options));
        }
    }

    [Fact]
    public void Excluded_items_are_made_up_for()
    {
        string[] best = [.. index.Similar("item9", 40).Select(found => found.Item)];
        Neighbor[] rest = index.Similar("item9", 10, new SearchOptions { Exclude = best });
        Assert.Equal(10, rest.Length);
        Assert.Empty(rest.Select(found => found.Item).Intersect(best));
    }

    [Fact]
    public void A_list_of_allowed_items_is_all_that_is_answered()
    {
        SearchOptions options = new() { Filter = ItemFilter.Allow(vectors, ["item5", "item9", "no such item", "item4000"]) };
        Assert.Equal(["item4000", "item5"], index.Similar("item9", 10, options).Select(found => found.Item).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Recommendations_are_filtered_too()
    {
        using ItemVectors both = Planted.Clusters(500, output: true);
        using ItemIndex small = ItemIndex.Build(both);
        RecommendOptions options = new() { Filter = ItemFilter.Where(both, "category=rare"), PopularityWeight = 0 };
        Assert.Equal(4, small.Recommend(["item100"], 10, options).Length);
    }

    [Theory]
    [InlineData("category", "not a condition")]
    [InlineData("=x", "not a condition")]
    [InlineData("price>cheap", "not a condition")]
    [InlineData("color=red", "no column 'color'")]
    public void A_wrong_condition_is_a_usage_error(string condition, string message)
    {
        Item2VecException error = Assert.Throws<Item2VecException>(() => ItemFilter.Where(vectors, condition));
        Assert.Equal(ErrorCode.Usage, error.Code);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_filter_of_other_vectors_is_refused()
    {
        using TestModel other = new(6000);
        SearchOptions options = new() { Filter = ItemFilter.Allow(other.Vectors, ["item1"]) };
        Assert.Throws<ArgumentException>(() => index.Similar("item1", 5, options));
    }
}
