using Item2Vec.Cli.Map.Pictures;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Progress;
using Item2Vec.Cli.Reports;
using Item2Vec.Cli.Terminal;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Indexing;
using Item2Vec.Maps;

namespace Item2Vec.Cli.Train;

/// <summary>The items of a new model in its report: a map of them, and the neighbors of some.</summary>
internal static class TrainItems
{
    /// <summary>More items than this are laid out by PCA, as UMAP would take minutes.</summary>
    private const int MaxUmapItems = 50_000;

    /// <summary>Without a graph every item is compared with every other to find clusters: up to this number of items.</summary>
    private const int MaxItemsWithoutGraph = 20_000;

    /// <summary>Enough for a small picture, which is drawn by UMAP's shortest course.</summary>
    private const int UmapEpochs = 200;

    private const int MaxDrawn = 5_000, Samples = 6, Neighbors = 5;

    /// <summary>Lays the items out for the page.</summary>
    /// <param name="context">Shows the progress.</param>
    /// <param name="index">The new model.</param>
    /// <param name="threads">The number of threads, 0 for one per processor.</param>
    /// <param name="cancel">Cancels the map.</param>
    public static ItemMap Map(CliContext context, ItemIndex index, int threads, CancellationToken cancel)
        => MapBar.Run(context, bar => ItemMap.Create(index, Layout(index.Count, index.Graph is not null, threads), bar, cancel));

    /// <param name="index">The new model, which stays open until the page is written.</param>
    /// <param name="map">The map of its items.</param>
    /// <param name="directory">Where it is.</param>
    public static IReadOnlyList<ReportSection> Sections(ItemIndex index, ItemMap map, string directory)
    {
        int drawn = Math.Min(map.Count, MaxDrawn);
        int[] samples = SampleRows(map);
        return
        [
            new ReportSection(
                "The map of the items",
                [
                    new MapPlot(index, map, MaxDrawn)
                    {
                        Title = (drawn < map.Count ? $"The {Readable.Count(drawn)} items used most" : Readable.Count(drawn, "item"))
                            + $", by {MapScene.NameOf(map.Method)}",
                        Description = "Items that are used alike lie near each other. "
                            + (map.Clusters.Count == 0
                                ? "Darker ones are used more."
                                : "Colors are clusters, named by the words that tell them from the rest; the table has all of them."),
                        Data = map.Clusters.Count == 0 ? null : Clusters(index, map),
                    },
                    new ReportText("A page to search it, with the neighbors of every item and the reasons for them:"),
                    new ReportCode($"item2vec map --model {NextCommand.Quote(directory)} -o map.html"),
                ]),
            new ReportSection(
                "Sample neighbors",
                [
                    new ReportText(
                        (map.Clusters.Count == 0 ? "The items used most" : "The item used most of each of the largest clusters")
                            + ", and what is nearest to them. Do they belong together?"),
                    .. samples.Select(row => new ReportTable(NeighborsOf(index, map, row))),
                ]),
        ];
    }

    /// <summary>The best layout that costs little beside a training.</summary>
    public static MapOptions Layout(int items, bool hasGraph, int threads)
    {
        bool findsNeighbors = hasGraph || items <= MaxItemsWithoutGraph;
        return new MapOptions
        {
            Method = findsNeighbors && items <= MaxUmapItems ? MapMethod.Umap : MapMethod.Pca,
            ClusterResolution = findsNeighbors ? 1 : 0,
            Epochs = UmapEpochs,
            Threads = threads,
        };
    }

    private static TextTable Clusters(ItemIndex index, ItemMap map)
    {
        Vocabulary items = index.Vectors.Vocabulary;
        long[] events = new long[map.Clusters.Count];
        int[] first = new int[map.Clusters.Count];
        for (int row = map.Count - 1; row >= 0; row--)
        {
            if (map.ClusterOf[row] is not (>= 0 and int cluster)) continue;
            events[cluster] += items.CountOf(row);
            first[cluster] = row;
        }

        return new TextTable(
            [new("cluster"), new("items", IsNumber: true), new("of all events", IsNumber: true), new("used most")],
            [.. map.Clusters.Select((cluster, i) => (string[])
            [
                cluster.Label, Readable.Count(cluster.Count), Readable.Percent(events[i] / (double)Math.Max(1, items.TotalCount)),
                NameOf(index, first[i]),
            ])]);
    }

    /// <summary>The first item, which is the one used most, of each of the largest clusters; without clusters the first items.</summary>
    private static int[] SampleRows(ItemMap map)
    {
        if (map.Clusters.Count == 0) return [.. Enumerable.Range(0, Math.Min(Samples, map.Count))];
        int[] clusterOf = map.ClusterOf.ToArray();
        return [.. Enumerable.Range(0, Math.Min(Samples, map.Clusters.Count)).Select(cluster => Array.IndexOf(clusterOf, cluster))];
    }

    private static TextTable NeighborsOf(ItemIndex index, ItemMap map, int row)
    {
        Vocabulary items = index.Vectors.Vocabulary;
        Neighbor[] found = index.Similar(items[row], Neighbors);
        bool titles = index.Vectors.Attributes.TitleColumn is not null;
        string cluster = map.ClusterOf[row] is >= 0 and int number ? $", in the cluster {map.Clusters[number].Label}" : string.Empty;
        return new TextTable(
            [
                .. titles ? (TextColumn[])[new("nearest"), new("item")] : [new("nearest")],
                new("score", IsNumber: true), new("events", IsNumber: true),
            ],
            [.. found.Select(near => (string[])
            [
                .. titles ? (string[])[near.Title ?? string.Empty, near.Item] : [near.Item], Readable.Score(near.Score),
                Readable.Count(items.CountOf(items.RowOf(near.Item))),
            ])])
        {
            Heading = $"{NameOf(index, row)}: {Readable.Count(items.CountOf(row), "event")}{cluster}",
        };
    }

    private static string NameOf(ItemIndex index, int row)
        => index.Vectors.Attributes.Title(row) is string title
            ? $"{title} ({index.Vectors.Vocabulary[row]})"
            : index.Vectors.Vocabulary[row];
}
