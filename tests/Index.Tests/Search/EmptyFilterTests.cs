using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing.Filters;
using Item2Vec.Indexing.Search;
using Item2Vec.Indexing.Tests.Support;

namespace Item2Vec.Indexing.Tests.Search;

/// <summary>A filter that nothing passes says why; values in lists count one by one; long exclusions are obeyed.</summary>
public sealed class EmptyFilterTests : IDisposable
{
    private readonly ItemVectors planted = Planted.Clusters(items: 5000, dimensions: 8, clusters: 10);
    private readonly ItemVectors vectors;

    public EmptyFilterTests() => vectors = planted.With(new ItemAttributes(
        ["in_stock", "genre", "sizes", "color", "title"],
        [
            Column(row => row % 3 == 0 ? "false" : "true"), Column(row => row % 2 == 0 ? "rock | pop" : "folk"),
            Column(row => row % 2 == 0 ? "36|38|40" : "44"), Column(_ => null), Column(row => $"T{row}"),
        ]));

    public void Dispose()
    {
        vectors.Dispose();
        planted.Dispose();
    }

    [Theory]
    [InlineData("in_stock=True", "no item has in_stock=True; values are true, false")]
    [InlineData("genre=jazz", "no item has genre=jazz; values are folk, pop, rock")]
    [InlineData("genre!=rock|folk", "no item has genre!=rock|folk; values are folk, pop, rock")]
    [InlineData("sizes>44", "no item has sizes>44; values are from 36 to 44")]
    [InlineData("genre>44", "no item has genre>44; the values of genre are not numbers")]
    [InlineData("color=red", "no item has color=red; no item has a value of color")]
    public void A_condition_that_nothing_meets_names_the_values(string condition, string reason)
        => Assert.Equal(reason, ItemFilter.Where(vectors, condition).EmptyReason);

    [Fact]
    public void A_filter_that_something_passes_has_no_reason_and_two_that_exclude_each_other_say_so()
    {
        ItemFilter rock = ItemFilter.Where(vectors, "genre=rock"), large = ItemFilter.Where(vectors, "sizes>=41");
        Assert.Null(rock.EmptyReason);
        Assert.Equal("no item passes all of genre=rock (2,500 items) and sizes>=41 (2,500 items)", rock.And(large).EmptyReason);
        Assert.Equal(
            "no item has in_stock=True; values are true, false", rock.And(ItemFilter.Where(vectors, "in_stock=True")).EmptyReason);
        Assert.Equal("the list of allowed items is empty", ItemFilter.Allow(vectors, []).EmptyReason);
        Assert.Equal("no item of the allowed ones is in the model", ItemFilter.Allow(vectors, ["nobody"]).EmptyReason);
        Assert.EndsWith("9,990 or more others", ItemFilter.Where(TenThousandTitles(), "title=none").EmptyReason, StringComparison.Ordinal);
    }

    [Fact]
    public void One_of_several_values_is_enough_also_for_numbers()
    {
        Assert.Equal(2500, ItemFilter.Where(vectors, "genre=pop").Count);
        Assert.Equal(2500, ItemFilter.Where(vectors, "genre!=pop").Count);
        Assert.Equal(2500, ItemFilter.Where(vectors, "sizes=37..39").Count);
        Assert.Equal(0, ItemFilter.Where(vectors, "sizes=41..43").Count);
        Assert.Equal(5000, ItemFilter.Where(vectors, "sizes>=40").Count);
    }

    [Fact]
    public void A_list_that_has_a_name_passes_its_items_in_other_vectors_too()
    {
        RowSet rows = new(vectors.Count);
        foreach (int row in (int[])[3, 70, 4000]) rows.Add(row);
        ItemFilter named = ItemFilter.Named(vectors, "stock", rows);
        using ItemVectors fewer = Planted.Clusters(items: 100, dimensions: 8, clusters: 10);

        Assert.Equal(3, named.Count);
        Assert.Equal(2, named.For(fewer).Count);
        Assert.True(named.Passes("item70"));
        Assert.False(named.Passes("item71"));
        Assert.Equal("no item of filter 'stock' is in the model", ItemFilter.Named(vectors, "stock", new RowSet(5000)).EmptyReason);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("in_stock=true")]
    public void Thousands_of_exclusions_leave_the_rest_in_its_order(string? condition)
    {
        using ItemIndex index = ItemIndex.Build(vectors);
        ItemFilter? filter = condition is null ? null : ItemFilter.Where(vectors, condition);
        Neighbor[] all = index.Similar("item7", 5000, new SearchOptions { Exact = true, Filter = filter });
        string[] excluded = [.. all.Take(3000).Select(found => found.Item), "nobody"];

        foreach (bool exact in (bool[])[true, false])
        {
            Neighbor[] rest = index.Similar("item7", 20, new SearchOptions { Exclude = excluded, Filter = filter, Exact = exact });
            Assert.Equal(20, rest.Length);
            Assert.Empty(rest.Select(found => found.Item).Intersect(excluded));
            if (exact) Assert.Equal(all.Skip(3000).Take(20), rest);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(65)]
    public void All_rows_are_as_many_as_there_are(int rows)
    {
        RowSet all = RowSet.All(rows);
        Assert.Equal(rows, all.Count);
        int from = 0;
        Assert.Equal(rows, all.Next(ref from, rows, new int[rows + 1]));
        RowSet rest = all.Without(Enumerable.Range(0, rows).Where(row => row % 2 == 0));
        Assert.Equal(rows / 2, rest.Count);
        Assert.Equal(rows, all.Count);
    }

    private static StringColumn Column(Func<int, string?> value) => StringColumn.Of([.. Enumerable.Range(0, 5000).Select(value)]);

    private static ItemVectors TenThousandTitles()
    {
        using ItemVectors many = Planted.Clusters(items: 10_001, dimensions: 2, clusters: 2);
        return many.With(many.Attributes.Without("category"));
    }
}
