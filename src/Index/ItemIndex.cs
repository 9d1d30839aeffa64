using Item2Vec.Embeddings;
using Item2Vec.Embeddings.Files;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Indexing.Quantization;

namespace Item2Vec.Indexing;

/// <summary>Answers queries over item vectors: what is similar, what comes next, which item completes an analogy.</summary>
/// <remarks>
/// Immutable and thread-safe. Answers are sorted by falling score; equal scores come in order of row (the more frequent item first). Scores are
/// exact. Where the index has a graph, a query may miss an item that is as near as those it finds; <see cref="SearchOptions.Exact"/> compares all.
/// Disposing it while queries run lets them finish; later ones throw <see cref="ObjectDisposedException"/>.
/// </remarks>
public sealed partial class ItemIndex : IDisposable
{
    /// <summary>Below so many items comparing all is as fast as a graph: <see cref="Build"/> makes one only when it is given options.</summary>
    public const int LeastItemsForGraph = 4096;

    private readonly bool ownsVectors;
    private readonly Lazy<NativeBuffer<float>?> prior;
    private readonly Lazy<NativeBuffer<float>> halfSquares;
    private readonly Lazy<ItemIndex?> metadata;
    private readonly MatrixSearch input;
    private readonly MatrixSearch? output;
    private volatile bool disposed;

    private ItemIndex(ItemVectors vectors, bool ownsVectors, HnswIndex? inputGraph, HnswIndex? outputGraph, bool load = false)
    {
        Vectors = vectors;
        this.ownsVectors = ownsVectors;
        prior = new Lazy<NativeBuffer<float>?>(() => PopularityPrior.Of(vectors));
        metadata = new Lazy<ItemIndex?>(() => MetadataOf(vectors));
        halfSquares = new Lazy<NativeBuffer<float>>(() => NegativeHalfSquares.Of(vectors));
        input = new MatrixSearch(load ? Loaded(vectors.Input) : vectors.Input, load ? inputGraph?.Loaded() : inputGraph);
        if (vectors.Output is EmbeddingMatrix matrix) output = new MatrixSearch(load ? Loaded(matrix) : matrix, load ? outputGraph?.Loaded() : outputGraph);
    }

    /// <summary>The vectors that the index answers from.</summary>
    public ItemVectors Vectors { get; }

    /// <summary>The number of items.</summary>
    public int Count => Vectors.Count;

    /// <summary>The length of a vector.</summary>
    public int Dimensions => Vectors.Dimensions;

    /// <summary>What nearness is in <c>Similar</c>, <c>Analogy</c> and <c>Nearest</c>.</summary>
    public Metric Metric => input.Index?.Options.Metric ?? Metric.Cosine;

    /// <summary>The graph that similar items are looked for in, or null when every item is compared.</summary>
    public GraphInfo? Graph => input.Index is HnswIndex index ? GraphInfo.Of(index) : null;

    /// <summary>The graph that <c>Recommend</c> looks for what comes next in, or null when every item is compared.</summary>
    public GraphInfo? OutputGraph => output?.Index is HnswIndex index ? GraphInfo.Of(index) : null;

    /// <summary>An index over vectors in memory, which stay the caller's: the index does not dispose them.</summary>
    /// <param name="vectors">The vectors.</param>
    /// <param name="options">How to build the graph; null builds one with the defaults from <see cref="LeastItemsForGraph"/> items on, and none below.</param>
    /// <param name="progress">Receives the number of items inserted, for the input vectors and then for the output vectors.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="Item2VecException">An option is wrong (<see cref="ErrorCode.Usage"/>).</exception>
    public static ItemIndex Build(
        ItemVectors vectors, IndexOptions? options = null, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        options?.Validate();
        using MemoryLease lease = vectors.Lease();
        if (options is null && vectors.Count < LeastItemsForGraph) return new ItemIndex(vectors, ownsVectors: false, null, null);
        options ??= new IndexOptions();
        HnswIndex inputGraph = BuildGraph(vectors, options, progress, cancellationToken);
        HnswIndex? outputGraph = vectors.Output is EmbeddingMatrix output && options.Output
            ? NextGraph.Build(output, PopularityPrior.Of(vectors), options, progress, cancellationToken) : null;
        return new ItemIndex(vectors, ownsVectors: false, inputGraph, outputGraph);
    }

    /// <summary>As <see cref="Build"/>, of vectors that are disposed with the index.</summary>
    internal static ItemIndex Own(ItemVectors vectors, IndexOptions? options, CancellationToken cancel)
    {
        using ItemIndex index = Build(vectors, options, null, cancel);
        return new ItemIndex(vectors, ownsVectors: true, index.input.Index, index.output?.Index);
    }

    /// <summary>Opens an <c>.i2v</c> file or a model directory. The file is mapped, not read: a million items open in milliseconds.</summary>
    /// <param name="path">The file or the directory.</param>
    /// <param name="verify">Whether to read all data, compare it with its checksums and follow every link of the graph.</param>
    /// <param name="load">Whether to copy vectors and graph into memory of the process's own, in large pages: takes longer to open, answers faster.</param>
    /// <exception cref="Item2VecException">There is no such file or model, or it is broken, or a newer version wrote it.</exception>
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
            return new ItemIndex(vectors, ownsVectors: true, inputGraph, outputGraph, load);

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

    /// <summary>Writes the vectors and what the index added to an <c>.i2v</c> file.</summary>
    /// <exception cref="Item2VecException">The file cannot be written (<see cref="ErrorCode.CannotWrite"/>).</exception>
    public void Save(string path)
    {
        using MemoryLease lease = Enter();
        VectorFile.Write(path, Vectors, AddSections);
        GC.KeepAlive(this);
    }

    /// <summary>Writes a model directory, as <see cref="ModelDirectory.Save"/> does, with what the index added.</summary>
    /// <inheritdoc cref="ModelDirectory.Save"/>
    public void SaveModel(string directory, ModelInfo? info = null)
    {
        using MemoryLease lease = Enter();
        ModelDirectory.SaveWith(directory, Vectors, info, AddSections);
        GC.KeepAlive(this);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        disposed = true;
        if (ownsVectors) Vectors.Dispose();
    }

    private static HnswIndex BuildGraph(ItemVectors vectors, IndexOptions options, IProgress<int>? progress, CancellationToken cancel)
    {
        CodeMatrix codes = Quantizer.Quantize(vectors.Input, options.Metric == Metric.Cosine ? vectors.InverseNorms : null);
        NativeBuffer<float>? bias = options.Metric == Metric.Euclidean ? NegativeHalfSquares.Of(vectors) : null;
        return new HnswIndex(new HnswBuilder(codes, bias, options).Build(progress, cancel), codes, options with { Threads = 0 });
    }

    private static EmbeddingMatrix Loaded(EmbeddingMatrix mapped) => new(HnswIndex.Copy(mapped.Data), mapped.Rows, mapped.Dimensions);

    private void AddSections(SectionFileWriter writer)
    {
        if (input.Index is HnswIndex inputGraph) HnswSections.Add(writer, inputGraph, SectionKind.InputOrdinal);
        if (output?.Index is HnswIndex outputGraph) HnswSections.Add(writer, outputGraph, SectionKind.OutputOrdinal);
    }

    private MemoryLease Enter()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return Vectors.Lease();
    }
}
