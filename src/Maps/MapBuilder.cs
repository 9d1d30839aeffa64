using Item2Vec.Embeddings.Numerics;
using Item2Vec.Indexing;
using Item2Vec.Maps.Clusters;
using Item2Vec.Maps.Components;
using Item2Vec.Maps.Neighbors;
using Item2Vec.Maps.Spaces;
using Item2Vec.Maps.Tsne;
using Item2Vec.Maps.Umap;
using Item2Vec.Maps.Work;

namespace Item2Vec.Maps;

/// <summary>The steps of a map, each freeing what the next ones do not need: components, neighbors, clusters, places.</summary>
internal sealed class MapBuilder(ItemIndex index, MapOptions options, IProgress<MapProgress>? progress, CancellationToken cancel)
{
    private const int ChunkRows = 4096;

    /// <summary>Fewer items have no neighborhoods to speak of, and lie where their components are.</summary>
    private const int MinItems = 4;

    /// <summary>Standard deviations of the start: t-SNE's must be small against a neighborhood, UMAP's spans the map.</summary>
    private const double TsneStart = 1e-4, UmapStart = 4;

    private readonly int threads = options.Threads == 0 ? Environment.ProcessorCount : options.Threads;

    /// <summary>The main directions of the vectors.</summary>
    public PrincipalComponents Components { get; private set; } = null!;

    public float[] X { get; private set; } = [];

    public float[] Y { get; private set; } = [];

    /// <summary>How vectors were scaled.</summary>
    public VectorScale Scale { get; private set; }

    public ItemClusters Clusters { get; private set; } = ItemClusters.None(index.Count);

    /// <summary>The method that was used: few items have no neighborhoods to speak of.</summary>
    public MapMethod Method { get; } = index.Count < MinItems ? MapMethod.Pca : options.Method;

    private bool FindsClusters => index.Count >= MinItems && options.ClusterBy is null && options.ClusterResolution > 0;

    /// <summary>Runs all steps.</summary>
    public void Run()
    {
        if (options.ClusterBy is string column)
            Clusters = ItemClusters.From(index.Vectors.Attributes, column, index.Count, options.MinClusterSize);
        FindComponents();
        if (Method == MapMethod.Pca && !FindsClusters) return;
        using NeighborLists lists = NeighborLists.Find(index, NeighborsNeeded(), Work(MapStage.Neighbors));
        if (Method == MapMethod.Tsne)
        {
            if (FindsClusters)
                using (NeighborLists few = lists.First(options.Neighbors))
                using (SparseGraph near = FuzzyGraph.Of(few, few.Length, Work(MapStage.Clusters)))
                    FindClusters(near);
            RunTsne(lists);
        }
        else
        {
            using SparseGraph graph = FuzzyGraph.Of(lists, lists.Length, Work(MapStage.Clusters));
            lists.Dispose();
            if (FindsClusters) FindClusters(graph);
            if (Method == MapMethod.Umap) RunUmap(graph);
        }
    }

    private int NeighborsNeeded()
        => Method == MapMethod.Tsne
            ? Math.Max((int)Math.Ceiling(options.Perplexity * Affinities.NeighborsPerPerplexity), FindsClusters ? options.Neighbors : 0)
            : options.Neighbors;

    private void FindClusters(SparseGraph graph)
        => Clusters = ItemClusters.From(
            Leiden.Find(graph, options.ClusterResolution, options.Seed, Work(MapStage.Clusters)), options.MinClusterSize);

    private void RunTsne(NeighborLists lists)
    {
        int length = Math.Min(lists.Length, (int)Math.Ceiling(options.Perplexity * Affinities.NeighborsPerPerplexity));
        double perplexity = Math.Min(options.Perplexity, Math.Max(1, length / (double)Affinities.NeighborsPerPerplexity));
        using SparseGraph affinities = Affinities.Of(lists, length, perplexity, Work(MapStage.Layout));
        lists.Dispose();
        using NativeBuffer<float> places = StartLayout.Of(X, Y, TsneStart, options.Seed);
        using TsneLayout layout = new(affinities, places);
        int epochs = options.Epochs > 0 ? options.Epochs : TsneSettings.DefaultEpochs(affinities.Count);
        layout.Run(new TsneSettings { Epochs = epochs }, Work(MapStage.Layout));
        Take(places);
    }

    private void RunUmap(SparseGraph graph)
    {
        using NativeBuffer<float> places = StartLayout.Of(X, Y, UmapStart, options.Seed);
        int epochs = options.Epochs > 0 ? options.Epochs : UmapLayout.DefaultEpochs(graph.Count);
        new UmapLayout(graph, new UmapCurve(options.MinDistance), options.Seed).Run(places, epochs, Work(MapStage.Layout));
        Take(places);
    }

    private void FindComponents()
    {
        using VectorSpace space = new(index);
        Scale = space.Scale;
        Components = PrincipalComponents.Find(space, options.Seed, Work(MapStage.Components));
        float[] x = new float[space.Count];
        float[] y = new float[space.Count];
        Work(MapStage.Components).Each(space.Count, ChunkRows, (_, from, to) =>
        {
            float[] vector = new float[space.Dimensions];
            for (int row = from; row < to; row++)
            {
                space.Read(row, vector);
                (x[row], y[row]) = Components.Project(vector);
            }
        });
        (X, Y) = (x, y);
    }

    /// <summary>Takes the places of a layout, centered.</summary>
    private void Take(NativeBuffer<float> places)
    {
        double meanX = 0;
        double meanY = 0;
        for (int row = 0; row < X.Length; row++)
        {
            meanX += places[2L * row] / X.Length;
            meanY += places[(2L * row) + 1] / X.Length;
        }

        for (int row = 0; row < X.Length; row++)
        {
            X[row] = (float)(places[2L * row] - meanX);
            Y[row] = (float)(places[(2L * row) + 1] - meanY);
        }
    }

    private MapWork Work(MapStage stage)
        => new(threads, progress is null ? null : (done, total) => progress.Report(new MapProgress(stage, done, total)), cancel);
}
