using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Indexing;
using Item2Vec.Maps.Clusters;
using Item2Vec.Maps.Tests.Support;

namespace Item2Vec.Maps.Tests;

public class ClusterTests
{
    private static readonly MapOptions Quick = new() { Method = MapMethod.Pca };

    [Fact]
    public void Planted_clusters_are_found_and_named_by_the_words_that_only_they_have()
    {
        const int clusters = 8;
        using ItemIndex index = PlantedItems.Index(400, clusters, titles: true);
        ItemMap map = ItemMap.Create(index, Quick);
        Assert.Equal(clusters, map.Clusters.Count);
        for (int row = 0; row < 400; row++)
        {
            string label = map.Clusters[map.ClusterOf[row]].Label;
            Assert.Contains(PlantedItems.Word(row % clusters), label);
            if (row % clusters != 0) Assert.Contains($"kind{row % clusters}", label);
            Assert.DoesNotContain(label.Split(", "), word => word is "the" or "and" or "book" or "tale");
        }
    }

    [Fact]
    public void A_word_of_titles_that_most_clusters_have_is_in_no_label_though_one_has_more_of_it()
    {
        // Every title of cluster 3 has "of", and two of each other cluster; so it is with a value of a column, which stays.
        int[] clusterOf = [.. Enumerable.Range(0, 120).Select(row => row % 6)];
        string[] titles = [.. clusterOf.Select((cluster, row) => cluster == 3 || row < 12 ? $"of {Word(cluster)}" : Word(cluster))];
        string?[] kinds = [.. clusterOf.Select((cluster, row) => cluster == 3 || row < 12 ? "set" : null)];

        string[] labels = Labels(["title", "kind"], [StringColumn.Of(titles), StringColumn.Of(kinds)], clusterOf, 6);

        Assert.Equal(["alpha", "beta", "gamma", "delta, set", "epsilon", "zeta"], labels);

        static string Word(int cluster) => ((string[])["alpha", "beta", "gamma", "delta", "epsilon", "zeta"])[cluster];
    }

    [Fact]
    public void Two_clusters_and_one_are_named_by_all_their_words()
    {
        int[] clusterOf = [.. Enumerable.Range(0, 40).Select(row => row % 2)];
        StringColumn titles = StringColumn.Of([.. clusterOf.Select(cluster => cluster == 0 ? "red tulip garden" : "blue whale ocean")]);

        Assert.Equal(["garden, red, tulip", "blue, ocean, whale"], Labels(["title"], [titles], clusterOf, 2));
        Assert.Equal(["garden"], Labels(["title"], [StringColumn.Of([.. clusterOf.Select(_ => "red tulip garden")])], new int[40], 1));
    }

    [Fact]
    public void A_word_that_is_part_of_a_longer_one_is_not_repeated()
    {
        int[] clusterOf = [.. Enumerable.Range(0, 40).Select(row => row % 2)];
        StringColumn titles = StringColumn.Of([.. clusterOf.Select(cluster => cluster == 0 ? "Roman roads" : "Seas")]);
        StringColumn topics = StringColumn.Of([.. clusterOf.Select(cluster => cluster == 0 ? "roman history" : "geography")]);

        Assert.Equal(["roads, roman history", "geography, seas"], Labels(["title", "topic"], [titles, topics], clusterOf, 2));
    }

    [Fact]
    public void Without_titles_a_cluster_has_the_names_of_its_first_items()
    {
        using ItemIndex index = PlantedItems.Index(200, 4);
        ItemMap map = ItemMap.Create(index, Quick);
        foreach (int cluster in Enumerable.Range(0, map.Clusters.Count))
        {
            int[] rows = [.. Enumerable.Range(0, 200).Where(row => map.ClusterOf[row] == cluster).Take(3)];
            Assert.Equal(string.Join(", ", rows.Select(row => $"item{row}")), map.Clusters[cluster].Label);
        }
    }

    [Fact]
    public void Clusters_are_counted_largest_first_and_their_labels_lie_on_an_item_of_theirs()
    {
        using ItemIndex index = PlantedItems.Index(333, 7);
        ItemMap map = ItemMap.Create(index, Quick);
        Assert.Equal(map.Clusters.Select(cluster => cluster.Count).OrderDescending(), map.Clusters.Select(cluster => cluster.Count));
        for (int cluster = 0; cluster < map.Clusters.Count; cluster++)
        {
            MapCluster one = map.Clusters[cluster];
            Assert.Equal(one.Count, map.ClusterOf.ToArray().Count(of => of == cluster));
            Assert.Contains(
                Enumerable.Range(0, 333), row => map.ClusterOf[row] == cluster && map.X[row] == one.X && map.Y[row] == one.Y);
        }
    }

    [Fact]
    public void A_column_gives_the_clusters_that_it_names()
    {
        using ItemIndex index = PlantedItems.Index(90, 3, titles: true);
        ItemMap map = ItemMap.Create(index, Quick with { ClusterBy = "KIND", MinClusterSize = 1 });
        Assert.Equal(["kind1|sold", "kind2|sold"], map.Clusters.Select(cluster => cluster.Label));
        for (int row = 0; row < 90; row++) Assert.Equal((row % 3) - 1, map.ClusterOf[row]);
    }

    [Fact]
    public void Small_clusters_are_none()
    {
        using ItemIndex index = PlantedItems.Index(90, 3, titles: true);
        ItemMap map = ItemMap.Create(index, Quick with { ClusterBy = "title", MinClusterSize = 2 });
        Assert.Empty(map.Clusters);
        Assert.True(map.ClusterOf.IndexOfAnyExcept(-1) < 0);
    }

    [Fact]
    public void No_resolution_no_clusters()
    {
        using ItemIndex index = PlantedItems.Index(90, 3);
        Assert.Empty(ItemMap.Create(index, Quick with { ClusterResolution = 0 }).Clusters);
    }

    [Fact]
    public void An_unknown_column_is_reported_with_those_there_are()
    {
        using ItemIndex index = PlantedItems.Index(90, 3, titles: true);
        Item2VecException error = Assert.Throws<Item2VecException>(() => ItemMap.Create(index, Quick with { ClusterBy = "color" }));
        Assert.Equal(ErrorCode.NotFound, error.Code);
        Assert.Equal(nameof(MapOptions.ClusterBy), error.Option);
        Assert.Contains("'color'", error.Message);
        Assert.Contains("title, kind", error.Hint);
    }

    [Fact]
    public void Every_problem_of_the_options_is_reported_at_once()
    {
        MapOptions options = new()
        {
            Method = (MapMethod)9, Perplexity = double.NaN, Neighbors = 1, MinDistance = 2, Epochs = -1, ClusterResolution = -1,
            MinClusterSize = 0, Threads = -1,
        };
        Item2VecException error = Assert.Throws<Item2VecException>(options.Validate);
        Assert.Equal(8, error.Message.Split("; ").Length);
        Assert.Equal(ErrorCode.Usage, error.Code);
        new MapOptions().Validate();
    }

    [Fact]
    public void Words_of_titles_are_whole_and_lowercase_and_values_of_other_columns_are_one()
    {
        ItemAttributes attributes = new(
            ["name", "genres", "url", "price"],
            [
                StringColumn.Of(["L'Été: Rock'n'Roll, 1999 (a dvd), 16cm 4x4 mp3"]), StringColumn.Of(["Film Noir|Drama"]),
                StringColumn.Of(["https://example.org/x"]), StringColumn.Of(["12"]),
            ]);
        HashSet<string> words = [];
        ClusterLabels.AddWords(attributes, 0, words, []);
        Assert.Equal(["drama", "dvd", "film noir", "l'été", "rock'n'roll"], words.Order(StringComparer.Ordinal));
    }

    private static string[] Labels(string[] names, StringColumn[] columns, int[] clusterOf, int count)
    {
        VocabularyBuilder items = new();
        for (int row = 0; row < clusterOf.Length; row++) items.Add($"item{row}", clusterOf.Length - row);
        return ClusterLabels.Of(items.Build(), new ItemAttributes(names, columns), clusterOf, count);
    }
}
