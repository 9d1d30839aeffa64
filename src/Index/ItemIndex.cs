using Item2Vec.Embeddings;
using Item2Vec.Embeddings.Files;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Indexing;

/// <summary>Answers queries over item vectors: what is similar, what comes next, which item completes an analogy.</summary>
/// <remarks>
/// Immutable and thread-safe. Answers are exact, sorted by falling score; equal scores come in order of row (the more frequent item first).
/// Disposing it while queries run lets them finish; later ones throw <see cref="ObjectDisposedException"/>.
/// </remarks>
public sealed class ItemIndex : IDisposable
{
    private readonly bool ownsVectors;
    private readonly Lazy<float[]?> prior;
    private volatile bool disposed;

    private ItemIndex(ItemVectors vectors, bool ownsVectors)
    {
        Vectors = vectors;
        this.ownsVectors = ownsVectors;
        prior = new Lazy<float[]?>(() => PopularityPrior.Of(vectors));
    }

    /// <summary>The vectors that the index answers from.</summary>
    public ItemVectors Vectors { get; }

    /// <summary>The number of items.</summary>
    public int Count => Vectors.Count;

    /// <summary>The length of a vector.</summary>
    public int Dimensions => Vectors.Dimensions;

    /// <summary>An index over vectors in memory, which stay the caller's: the index does not dispose them.</summary>
    public static ItemIndex Build(ItemVectors vectors)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        return new ItemIndex(vectors, ownsVectors: false);
    }

    /// <summary>Opens an <c>.i2v</c> file or a model directory. The file is mapped, not read: a million items open in milliseconds.</summary>
    /// <param name="path">The file or the directory.</param>
    /// <param name="verify">Whether to read all data and compare it with its checksums.</param>
    /// <exception cref="Item2VecException">There is no such file or model, or it is broken, or a newer version wrote it.</exception>
    public static ItemIndex Open(string path, bool verify = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        bool isFile = File.Exists(path) || (path.EndsWith(".i2v", StringComparison.OrdinalIgnoreCase) && !Directory.Exists(path));
        return new ItemIndex(isFile ? ItemVectors.Open(path, verify) : ModelDirectory.OpenVectors(path, verify), ownsVectors: true);
    }

    /// <summary>Writes the vectors and what the index added to an <c>.i2v</c> file.</summary>
    /// <exception cref="Item2VecException">The file cannot be written (<see cref="ErrorCode.CannotWrite"/>).</exception>
    public void Save(string path)
    {
        using MemoryLease lease = Enter();
        VectorFile.Write(path, Vectors);
    }

    /// <summary>The items whose input vectors have the largest cosine with the item's; the item itself is left out.</summary>
    /// <exception cref="Item2VecException">The item is unknown (<see cref="ErrorCode.NotFound"/>).</exception>
    public Neighbor[] Similar(string item, int count = 10, SearchOptions? options = null)
        => Similar([item], count, options);

    /// <summary>The items closest to the mean of the items' unit vectors; the items themselves are left out.</summary>
    /// <exception cref="Item2VecException">An item is unknown (<see cref="ErrorCode.NotFound"/>).</exception>
    public Neighbor[] Similar(IReadOnlyList<string> items, int count = 10, SearchOptions? options = null)
    {
        using MemoryLease lease = Enter();
        int[] rows = RowsOf(items, skipUnknown: false);
        return ByCosine(QueryVector.MeanOfUnits(Vectors.Input, rows), count, rows, options ?? new SearchOptions());
    }

    /// <summary>The items closest to an expression such as <c>king - man + woman</c> (see <see cref="VectorExpression"/>); its items are left out.</summary>
    /// <exception cref="Item2VecException">The text is not an expression or its terms cancel out (<see cref="ErrorCode.Usage"/>), or an item is unknown (<see cref="ErrorCode.NotFound"/>).</exception>
    public Neighbor[] Analogy(string expression, int count = 10, SearchOptions? options = null)
        => Analogy(VectorExpression.Parse(expression), count, options);

    /// <inheritdoc cref="Analogy(string, int, SearchOptions?)"/>
    public Neighbor[] Analogy(VectorExpression expression, int count = 10, SearchOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(expression);
        using MemoryLease lease = Enter();
        int[] rows = RowsOf([.. expression.Terms.Select(term => term.Item)], skipUnknown: false);
        return ByCosine(QueryVector.Unit(expression.Evaluate(Vectors)), count, rows, options ?? new SearchOptions());
    }

    /// <summary>The items whose input vectors have the largest cosine with a vector.</summary>
    /// <param name="vector"><see cref="Dimensions"/> finite numbers.</param>
    /// <param name="count">The most items to return.</param>
    /// <param name="options">How to answer; null takes the defaults.</param>
    /// <exception cref="ArgumentException">The vector has another length or holds a number that is not finite.</exception>
    public Neighbor[] Nearest(ReadOnlySpan<float> vector, int count = 10, SearchOptions? options = null)
    {
        using MemoryLease lease = Enter();
        if (vector.Length != Dimensions) throw new ArgumentException($"The vector has {vector.Length} numbers, {Dimensions} were expected.", nameof(vector));
        foreach (float value in vector)
            if (!float.IsFinite(value)) throw new ArgumentException("The vector holds a number that is not finite.", nameof(vector));
        return ByCosine(QueryVector.Unit(vector), count, [], options ?? new SearchOptions());
    }

    /// <summary>What comes next after a history: <c>in_q . out_j + beta * log P(j)</c>.</summary>
    /// <param name="history">The items, oldest first.</param>
    /// <param name="count">The most items to return.</param>
    /// <param name="options">How to score; null takes the defaults.</param>
    /// <exception cref="Item2VecException">An item is unknown (<see cref="ErrorCode.NotFound"/>), or the model has no output vectors (<see cref="ErrorCode.Usage"/>).</exception>
    /// <remarks>
    /// <c>in_q</c> is the mean of the history's input vectors weighted by <see cref="RecommendOptions.Decay"/> to the power of the age (0 for the last item);
    /// <c>P(j)</c> is the share of item j in count to the power of the training's <see cref="TrainingOptions.NegativeExponent"/>
    /// (after Levy and Goldberg 2014: with beta 1 this ranks by <c>log P(j | q)</c>).
    /// </remarks>
    public Neighbor[] Recommend(IReadOnlyList<string> history, int count = 10, RecommendOptions? options = null)
    {
        options ??= new RecommendOptions();
        options.Validate();
        using MemoryLease lease = Enter();
        int[] rows = RowsOf(history, options.SkipUnknown);
        int[] excluded = options.AllowHistory ? [] : rows;
        SearchOptions search = new() { Exclude = options.Exclude, Threads = options.Threads };
        if (options.Score == ScoreMode.Similar) return ByCosine(QueryVector.MeanOfUnits(Vectors.Input, rows, options.Decay), count, excluded, search);

        EmbeddingMatrix output = Vectors.Output ?? throw new Item2VecException(
            "the model has no output vectors, which say what comes next", "ask for similar items instead: --score similar", ErrorCode.Usage);
        float[]? bias = options.PopularityWeight == 0 ? null : prior.Value;
        return Find(output, QueryVector.Mean(Vectors.Input, rows, options.Decay), null, bias, (float)options.PopularityWeight, count, excluded, search);
    }

    /// <summary>Known items that are spelt like a text, closest first: what an unknown item may have meant.</summary>
    public string[] ClosestItems(string text, int count = 3)
    {
        using MemoryLease lease = Enter();
        return Vectors.Vocabulary.ClosestItems(text, count);
    }

    /// <summary>A copy of an item's input vector, <see cref="Dimensions"/> numbers.</summary>
    /// <exception cref="Item2VecException">The item is unknown (<see cref="ErrorCode.NotFound"/>).</exception>
    public float[] Vector(string item)
    {
        using MemoryLease lease = Enter();
        return Vectors.Vector(Vectors.Vocabulary.RowOf(item));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        disposed = true;
        if (ownsVectors) Vectors.Dispose();
    }

    private MemoryLease Enter()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return Vectors.Lease();
    }

    private Neighbor[] ByCosine(float[] unitQuery, int count, int[] excluded, SearchOptions options)
        => Find(Vectors.Input, unitQuery, Vectors.InverseNorms, null, 0, count, excluded, options);

    private Neighbor[] Find(
        EmbeddingMatrix matrix, float[] query, NativeBuffer<float>? scale, float[]? bias, float biasWeight, int count, int[] excluded, SearchOptions options)
    {
        if (count < 1) throw new Item2VecException($"{count} results were asked for, at least 1 is possible", code: ErrorCode.Usage);
        if (options.Threads < 0) throw new Item2VecException($"{options.Threads} threads are not possible", code: ErrorCode.Usage);
        HashSet<int> without = [.. excluded];
        foreach (string item in options.Exclude)
            if (Vectors.Vocabulary.TryGetRow(item, out int row)) without.Add(row);
        int threads = options.Threads == 0 ? Environment.ProcessorCount : options.Threads;
        RowQuery rowQuery = new(query, scale, bias, biasWeight, without, count, threads);
        return Array.ConvertAll(
            ExactSearch.Find(matrix, rowQuery),
            found => new Neighbor(Vectors.Vocabulary[found.Row], found.Score, Vectors.Attributes.Title(found.Row)));
    }

    /// <summary>The rows of items; unknown ones are an error, or passed over as long as one is known.</summary>
    private int[] RowsOf(IReadOnlyList<string> items, bool skipUnknown)
    {
        ArgumentNullException.ThrowIfNull(items);
        if (items.Count == 0) throw new Item2VecException("the query names no item", code: ErrorCode.Usage);
        int[] known = [.. items.Select(item => Vectors.Vocabulary.TryGetRow(item, out int row) ? row : -1).Where(row => row >= 0)];
        if (known.Length == items.Count || (skipUnknown && known.Length > 0)) return known;
        return [.. items.Select(Vectors.Vocabulary.RowOf)];
    }
}
