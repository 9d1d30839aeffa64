using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Files;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Indexing.Quantization;
using Item2Vec.Indexing.Rules;
using Item2Vec.Indexing.Scoring;
using Item2Vec.Indexing.Search;

namespace Item2Vec.Indexing;

/// <summary>Answers queries over item vectors: what is similar, what comes next, which item completes an analogy.</summary>
/// <remarks>
/// Immutable and thread-safe. Answers are sorted by descending score; ties by row (the more frequent item first). Scores are
/// exact. With a graph, a query may miss an item that is as near as those it finds; <see cref="SearchOptions.Exact"/> compares all.
/// Disposing it while queries run lets them finish; later ones throw <see cref="ObjectDisposedException"/>.
/// </remarks>
public sealed partial class ItemIndex : IDisposable
{
    /// <summary>
    /// Below this number of items comparing all is as fast as a graph: <see cref="Build"/> then builds one only if given options.
    /// </summary>
    public const int MinItemsForGraph = 4096;

    private readonly Lazy<ItemIndex?> metadata;
    private readonly ScoringModel model;
    private readonly RuleData ruleData;
    private readonly SimilarScorer similar;
    private readonly Lifetime use;

    /// <param name="vectors">The vectors, which become the index's.</param>
    /// <param name="inputGraph">The graph of the input vectors, or null; so does it.</param>
    /// <param name="outputGraph">That of the output vectors, or null.</param>
    /// <param name="load">Whether vectors and graphs are copied into memory of its own.</param>
    private ItemIndex(ItemVectors vectors, HnswIndex? inputGraph, HnswIndex? outputGraph, bool load = false)
    {
        use = new Lifetime(Free);
        Vectors = vectors;
        users = new Lazy<ItemIndex?>(OpenUsers);
        metadata = new Lazy<ItemIndex?>(() => vectors.Metadata is ItemVectors values ? new ItemIndex(values.Share(), null, null) : null);
        model = new ScoringModel(vectors, inputGraph, outputGraph, load);
        similar = new SimilarScorer(model, decay: 1);
        ruleData = new RuleData(vectors);
    }

    /// <summary>The indexed vectors. They live as long as the index.</summary>
    public ItemVectors Vectors { get; }

    /// <summary>The number of items.</summary>
    public int Count => Vectors.Count;

    /// <summary>The dimensions of a vector.</summary>
    public int Dimensions => Vectors.Dimensions;

    /// <summary>The metric of <c>Similar</c>, <c>Analogy</c> and <c>Nearest</c>.</summary>
    public Metric Metric => model.Metric;

    /// <summary>The graph over input vectors, or null if every item is compared.</summary>
    public GraphInfo? Graph => model.Input.Index is HnswIndex index ? new GraphInfo(index, use) : null;

    /// <summary>The graph over output vectors, for <c>Recommend</c>, or null if every item is compared.</summary>
    public GraphInfo? OutputGraph => model.Output?.Index is HnswIndex index ? new GraphInfo(index, use) : null;

    /// <summary>
    /// An index over vectors, which stay the caller's: both may be disposed in any order, and the last one frees the memory.
    /// </summary>
    /// <param name="vectors">The vectors.</param>
    /// <param name="options">Options of the graph; null builds one with the defaults from <see cref="MinItemsForGraph"/> items on, and none
    /// below.</param>
    /// <param name="progress">Receives the number of items inserted, for the input vectors and then for the output vectors.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="Item2VecException">An option is out of range (<see cref="ErrorCode.Usage"/>).</exception>
    public static ItemIndex Build(
        ItemVectors vectors, IndexOptions? options = null, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        options?.Validate();
        return BuildFrom(vectors, options, null, progress, cancellationToken);
    }

    /// <summary>As <see cref="Build"/>, from another index.</summary>
    /// <param name="vectors">The vectors.</param>
    /// <param name="options">How to build the graph, or null.</param>
    /// <param name="before">Graphs of an index with mostly the same vectors, to update. Null builds new ones.</param>
    /// <param name="progress">As there.</param>
    /// <param name="cancel">Cancels the operation.</param>
    internal static ItemIndex BuildFrom(
        ItemVectors vectors, IndexOptions? options, BaseGraphs? before, IProgress<int>? progress, CancellationToken cancel)
    {
        ItemVectors own = vectors.Share();
        HnswIndex? inputGraph = null;
        try
        {
            if (options is null && own.Count < MinItemsForGraph) return new ItemIndex(own, null, null);
            options ??= IndexOptions.For(own.Count);
            inputGraph = BuildGraph(own, options, before?.Input, progress, cancel);
            return new ItemIndex(own, inputGraph, BuildOutputGraph(own, options, before?.Output, progress, cancel));
        }
        catch
        {
            inputGraph?.Dispose();
            own.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Opens an <c>.i2v</c> file or a model directory. The file is mapped, not read: a million items open in milliseconds.
    /// </summary>
    /// <param name="path">The file or the directory.</param>
    /// <param name="verify">Whether to read all data, compare it with its checksums and follow every link of the graph.</param>
    /// <param name="load">Whether to copy vectors and graph into process memory, in large pages: opens slower, answers faster.</param>
    /// <exception cref="Item2VecException">There is no such file or model, or it is damaged, or a newer version wrote it.</exception>
    public static ItemIndex Open(string path, bool verify = false, bool load = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        bool isFile = File.Exists(path) || (path.EndsWith(".i2v", StringComparison.OrdinalIgnoreCase) && !Directory.Exists(path));
        ItemVectors vectors = isFile ? ItemVectors.Open(path, verify) : ModelDirectory.OpenVectors(path, verify);
        try
        {
            SectionFile file = vectors.File!;
            HnswIndex? inputGraph = Read(SectionKind.InputOrdinal);
            HnswIndex? outputGraph = vectors.HasOutput ? Read(SectionKind.OutputOrdinal) : null;
            return new ItemIndex(vectors, inputGraph, outputGraph, load);

            HnswIndex? Read(int ordinal)
            {
                HnswIndex? graph = HnswSections.Read(file, ordinal);
                if (verify && graph is not null) HnswSections.Verify(file, graph.Graph);
                return graph;
            }
        }
        catch
        {
            vectors.Dispose();
            throw;
        }
    }

    /// <summary>As <see cref="Open"/>, with room for items that join while it is used; the vectors are copied into memory.</summary>
    /// <param name="path">The file or the directory.</param>
    /// <param name="verify">Whether to verify it.</param>
    /// <param name="room">How many items can join.</param>
    /// <param name="trained">The vectors as they are in the model; the caller's to dispose.</param>
    internal static ItemIndex OpenWithRoom(string path, bool verify, int room, out ItemVectors trained)
    {
        using ItemIndex opened = Open(path, verify);
        ItemVectors larger = opened.Vectors.WithRoom(room);
        SectionFile file = opened.Vectors.File!;
        trained = opened.Vectors.Share();
        return new ItemIndex(
            larger, HnswSections.Read(file, SectionKind.InputOrdinal),
            larger.HasOutput ? HnswSections.Read(file, SectionKind.OutputOrdinal) : null);
    }

    /// <summary>What its scorers use.</summary>
    internal ScoringModel Model => model;

    /// <summary>Writes the vectors and the graphs to an <c>.i2v</c> file.</summary>
    /// <exception cref="Item2VecException">The file cannot be written (<see cref="ErrorCode.CannotWrite"/>).</exception>
    public void Save(string path)
    {
        using Lease lease = use.Acquire(this);
        VectorFile.Write(path, Vectors, AddSections);
    }

    /// <inheritdoc cref="Save"/>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops the writing; a file that was there stays as it is.</param>
    public async Task SaveAsync(string path, CancellationToken cancellationToken = default)
    {
        using Lease lease = use.Acquire(this);
        await VectorFile.WriteAsync(path, Vectors, AddSections, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes a model directory, as <see cref="ModelDirectory.Save"/> does, with the graphs.</summary>
    /// <inheritdoc cref="ModelDirectory.Save"/>
    public void SaveModel(string directory, ModelInfo? info = null)
    {
        using Lease lease = use.Acquire(this);
        ModelDirectory.SaveWith(directory, Vectors, info, AddSections);
    }

    /// <inheritdoc cref="SaveModel"/>
    /// <param name="directory">The directory: a model, empty, or not there yet.</param>
    /// <param name="info">The origin of the vectors, or null.</param>
    /// <param name="cancellationToken">Stops the writing; a model that was there stays as it is.</param>
    public async Task SaveModelAsync(string directory, ModelInfo? info = null, CancellationToken cancellationToken = default)
    {
        using Lease lease = use.Acquire(this);
        await ModelDirectory.SaveWithAsync(directory, Vectors, info, AddSections, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => use.Close();

    /// <summary>What another index may be built from; valid while this one is held.</summary>
    internal BaseGraphs ToPredecessor(int[] inputSources, int[] outputSources) => new(
        model.Input.Index is HnswIndex from ? new BaseGraph(from.Graph, inputSources) : null,
        model.Output?.Index is HnswIndex next ? new BaseGraph(next.Graph, outputSources) : null);

    private static HnswIndex BuildGraph(
        ItemVectors vectors, IndexOptions options, BaseGraph? kept, IProgress<int>? progress, CancellationToken cancel)
    {
        CodeMatrix codes = Quantizer.Quantize(vectors.Input, options.Metric == Metric.Cosine ? vectors.InverseNorms : null);
        try
        {
            using NativeBuffer<float>? bias = options.Metric == Metric.Euclidean ? NegativeHalfSquares.Of(vectors) : null;
            return new HnswIndex(new HnswBuilder(codes, bias, options).Build(progress, cancel, kept), codes, options with { Threads = 0 });
        }
        catch
        {
            codes.Data.Dispose();
            throw;
        }
    }

    private static HnswIndex? BuildOutputGraph(
        ItemVectors vectors, IndexOptions options, BaseGraph? kept, IProgress<int>? progress, CancellationToken cancel)
    {
        if (vectors.Output is not EmbeddingMatrix output || !options.Output) return null;
        using NativeBuffer<float>? prior = PopularityPrior.Of(vectors);
        return NextGraph.Build(output, prior, options, kept, progress, cancel);
    }

    /// <summary>
    /// Everything at once when the last query has returned; the graphs of a file lie in the vectors' memory, which others may share.
    /// </summary>
    private void Free()
    {
        model.Dispose();
        if (users.IsValueCreated) users.Value?.Dispose();
        if (metadata.IsValueCreated) metadata.Value?.Dispose();
        Vectors.Dispose();
    }

    private void AddSections(SectionFileWriter writer)
    {
        if (model.Input.Index is HnswIndex inputGraph) HnswSections.Add(writer, inputGraph, SectionKind.InputOrdinal);
        if (model.Output?.Index is HnswIndex outputGraph) HnswSections.Add(writer, outputGraph, SectionKind.OutputOrdinal);
    }
}

/// <summary>The graphs that a new index updates.</summary>
/// <param name="Input">That of the input vectors, or null.</param>
/// <param name="Output">That of the output vectors, or null.</param>
internal sealed record BaseGraphs(BaseGraph? Input, BaseGraph? Output);

/// <summary>A result of a query.</summary>
/// <param name="Item">The item's id.</param>
/// <param name="Score">Higher is better: a cosine (-1 to 1) for similar items, a log-odds-like number for
/// <see cref="ScoreMode.Next"/>.</param>
/// <param name="Title">The item's title, or null if it has none.</param>
public readonly record struct Neighbor(string Item, float Score, string? Title)
{
    /// <summary>Whether the item has no events and was placed by its metadata or content.</summary>
    public bool IsCold { get; init; }

    /// <summary>Why it is in the answer, if that was asked; else null.</summary>
    public ResultReason? Why { get; init; }
}
