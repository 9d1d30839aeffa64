using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing.Filters;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Indexing.Live;
using Item2Vec.Indexing.Search;
using Item2Vec.Indexing.Tests.Support;

namespace Item2Vec.Indexing.Tests.Live;

/// <summary>Filters hold for items that are pending as for those in the graph, and for every later state.</summary>
public sealed class LiveFilterTests : IDisposable
{
    private readonly ItemVectors vectors = Planted.Clusters(1000);
    private readonly LiveIndex live;

    public LiveFilterTests() => live = new LiveIndex(ItemIndex.Build(vectors, new IndexOptions()));

    public void Dispose()
    {
        live.Dispose();
        vectors.Dispose();
    }

    [Fact]
    public void A_condition_holds_for_pending_items_by_the_attributes_they_keep()
    {
        ItemFilter rare = live.Where("category=rare");
        live.Set("item100", vectors.Vector(7));
        live.Set("item7 again", vectors.Vector(7));
        live.Remove("item200");

        Neighbor[] found = Ask("item7", rare);
        Assert.Equal(9, found.Length);
        Assert.Equal("item100", found[0].Item);
        Assert.Equal(1, found[0].Score, 1e-5);
        Assert.DoesNotContain("item200", found.Select(neighbor => neighbor.Item));
        Assert.DoesNotContain("item7 again", found.Select(neighbor => neighbor.Item));
        Assert.Equal("item7 again", Ask("item7", live.Where("category!=even").And(live.Where("category!=rare")))[0].Item);
    }

    [Fact]
    public void A_filter_made_before_a_compaction_gives_the_same_after_it()
    {
        ItemFilter[] filters =
        [
            live.Where("category=rare"), live.Where("price=10..19"), live.Allow(["item3", "new", "item40", "never"]),
            ItemFilter.Where(vectors, "category=even")
        ];
        live.Set("new", vectors.Vector(5));
        live.Set("item3", vectors.Vector(6));
        live.Remove("item0");
        Neighbor[][] before = Array.ConvertAll(filters, filter => Ask("item5", filter));
        Assert.Equal(
            ["new", "item3", "item40"], before[2].OrderByDescending(found => found.Item.Length == 3)
                .ThenBy(found => found.Item, StringComparer.Ordinal).Select(found => found.Item));

        live.Compact();

        for (int i = 0; i < filters.Length; i++)
        {
            Neighbor[] after = Ask("item5", filters[i]);
            Assert.Equal(
                before[i].Select(found => found.Item).Order(StringComparer.Ordinal),
                after.Select(found => found.Item).Order(StringComparer.Ordinal));
            for (int k = 0; k < after.Length; k++) Assert.Equal(before[i][k].Score, after[k].Score, 1e-6);
        }
    }

    [Fact]
    public void A_filter_that_nothing_passes_gives_an_empty_answer()
    {
        live.Set("new", vectors.Vector(5));
        Assert.Empty(Ask("item5", live.Where("category=none such")));
        Assert.Empty(Ask("item5", live.Allow([])));
        Assert.Equal(["new"], Ask("item5", live.Allow(["new"])).Select(found => found.Item));
    }

    private Neighbor[] Ask(string item, ItemFilter filter) => live.Similar(item, 1000, new SearchOptions { Filter = filter });
}
