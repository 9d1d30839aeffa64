using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Indexing.Live;
using Item2Vec.Indexing.Quantization;
using Item2Vec.Indexing.Tests.Support;

namespace Item2Vec.Indexing.Tests.Live;

/// <summary>A graph that is added to and taken from finds as much as one that is built anew.</summary>
public sealed class CompactionTests
{
    [Fact]
    public void After_many_changes_recall_is_that_of_a_new_graph()
    {
        using TemporaryDirectory directory = new();
        using ItemVectors all = Planted.Clusters(6000);
        using LiveIndex live = new(ItemIndex.Build(all, new IndexOptions { M = 8, EfConstruction = 60, EfSearch = 20 }));
        Random random = new(1);
        for (int round = 0; round < 8; round++)
        {
            // Of the items a twelfth goes, a twelfth is replaced, and as many come: in the end half of all links are of a later round.
            for (int change = 0; change < 500; change++)
            {
                live.Remove($"item{random.Next(6000)}");
                live.Set($"item{random.Next(6000)}", all.Vector(random.Next(6000)));
                live.Set($"new{round}-{change}", all.Vector(random.Next(6000)));
            }

            live.Compact();
        }

        live.Save(directory.File("items.i2v"));
        using ItemIndex kept = ItemIndex.Open(directory.File("items.i2v"), verify: true);
        using ItemIndex anew = ItemIndex.Build(kept.Vectors, kept.Graph!.Options);
        Assert.Equal(live.Count, kept.Count);
        Assert.NotEqual(anew.Graph!.LevelCounts, kept.Graph.LevelCounts);
        // About 1,900 queries of 10 answers at a recall near 0.97: the two differ by chance by 0.0018 (one standard error).
        Assert.InRange(Planted.Recall(kept, every: 5), Planted.Recall(anew, every: 5) - 0.008, 1);
    }

    [Fact]
    public void Lists_that_lost_nothing_stay_as_they_are()
    {
        using ItemVectors all = Planted.Clusters(2000);
        IndexOptions options = new() { Threads = 1, M = 8, EfConstruction = 40 };
        int[] stay = [.. Enumerable.Range(0, 2000).Where(row => row % 400 != 7)];
        HnswGraph before = Build(all, [.. Enumerable.Range(0, 2000)], options, null);
        HnswGraph after = Build(all, stay, options, new BaseGraph(before, stay));
        for (int level = 0; level <= after.TopLevel; level++) Assert.Null(after.FindBadNode(level));
        int[] newRow = GraphUpdate.NewRows(before, stay);
        for (int row = 0; row < stay.Length; row++)
        {
            int[] old = [.. before.Links.Slice(stay[row] * 16L, 16).ToArray().Select(link => link < 0 ? -1 : newRow[link])];
            int[] now = after.Links.Slice(row * 16L, 16).ToArray();
            if (before.Links.Slice(stay[row] * 16L, 16).ToArray().All(link => link < 0 || newRow[link] >= 0)) Assert.Equal(old, now);
            else Assert.Equal(old.Where(link => link >= 0), now.Take(old.Count(link => link >= 0)));
        }
    }

    [Fact]
    public void One_thread_gives_the_same_graph_again()
    {
        using ItemVectors all = Planted.Clusters(1500);
        IndexOptions options = new() { Threads = 1, M = 6, EfConstruction = 40 };
        int[] stay = [.. Enumerable.Range(0, 1500).Where(row => row % 9 != 0)];
        int[][] links = [.. Enumerable.Range(0, 2).Select(_ =>
        {
            HnswGraph before = Build(all, [.. Enumerable.Range(0, 1200)], options, null);
            HnswGraph after = Build(all, stay, options, new BaseGraph(before, [.. stay.Select(row => row < 1200 ? row : -1)]));
            return after.Links.Slice(0, (int)after.Links.Length).ToArray();
        })];
        Assert.Equal(links[0], links[1]);
    }

    [Fact]
    public void A_graph_that_lost_much_or_outgrew_its_levels_is_built_anew()
    {
        using ItemVectors all = Planted.Clusters(2000);
        HnswGraph graph = Build(all, [.. Enumerable.Range(0, 2000)], new IndexOptions { M = 4, EfConstruction = 20 }, null);
        int[] same = [.. Enumerable.Range(0, 2000)];
        Assert.True(new BaseGraph(graph, same).IsWorthIt);
        Assert.True(new BaseGraph(graph, same[..1700]).IsWorthIt);
        Assert.False(new BaseGraph(graph, same[..1500]).IsWorthIt);
        Assert.False(new BaseGraph(graph, [.. same.Select(row => row % 4 == 0 ? -1 : row)]).IsWorthIt);
        Assert.True(new BaseGraph(graph, [.. same, .. Enumerable.Repeat(-1, 2000)]).IsWorthIt);
        Assert.False(new BaseGraph(graph, [.. same, .. Enumerable.Repeat(-1, 2001)]).IsWorthIt);

        HnswGraph flat = Build(all, same[..4], new IndexOptions { M = 128, EfConstruction = 128 }, null);
        Assert.Equal(0, flat.TopLevel);
        Assert.False(new BaseGraph(flat, same[..4]).IsWorthIt);
    }

    private static HnswGraph Build(ItemVectors all, int[] rows, IndexOptions options, BaseGraph? kept)
    {
        using EmbeddingMatrix matrix = new(rows.Length, all.Dimensions);
        for (int row = 0; row < rows.Length; row++) all.Input.Row(rows[row]).CopyTo(matrix.Row(row));
        return new HnswBuilder(Quantizer.Quantize(matrix, Norms.Inverse(matrix)), null, options).Build(null, default, kept);
    }
}
