using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing.Filters;
using Item2Vec.Indexing.Scoring;
using Item2Vec.Indexing.Search;

namespace Item2Vec.Indexing;

/// <content>The queries.</content>
public sealed partial class ItemIndex
{
    private const int MaxExcludedInHash = 2048;
    private static readonly SearchOptions Defaults = new();

    /// <summary>The items nearest to an item, by <see cref="Metric"/>; the item itself is excluded.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than 1.</exception>
    /// <exception cref="Item2VecException">The item is unknown (<see cref="ErrorCode.NotFound"/>).</exception>
    public Neighbor[] Similar(string item, int count = 10, SearchOptions? options = null)
    {
        using Lease lease = use.Acquire(this);
        int row = Vectors.Vocabulary.RowOf(item);
        return Answer(count, options ?? Defaults, [row], found => SimilarTo(row, found, options ?? Defaults));
    }

    /// <summary>
    /// The items nearest to the mean of the items' vectors (of their unit vectors, if <see cref="Metric"/> is the cosine); the items
    /// themselves are excluded.
    /// </summary>
    /// <remarks>One query of several items; several queries at once are <see cref="SimilarBatch"/>.</remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than 1.</exception>
    /// <exception cref="Item2VecException">An item is unknown (<see cref="ErrorCode.NotFound"/>).</exception>
    public Neighbor[] SimilarToMean(IReadOnlyList<string> items, int count = 10, SearchOptions? options = null)
    {
        using Lease lease = use.Acquire(this);
        int[] rows = RowsOf(items, skipUnknown: false);
        return Answer(count, options ?? Defaults, rows, found => SimilarTo(new HistoryQuery(rows), rows, options ?? Defaults, found));
    }

    /// <summary>As <see cref="Similar"/> for a row, into the caller's memory: nothing is allocated.</summary>
    /// <param name="row">The item's row.</param>
    /// <param name="found">Receives the rows, best first; its length is the number to find.</param>
    /// <param name="options">Search options; null takes the defaults.</param>
    /// <returns>How many were found.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public int SimilarRows(int row, Span<ScoredRow> found, SearchOptions? options = null)
    {
        using Lease lease = use.Acquire(this);
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Count);
        return options is null or { IsPlain: true } ? SimilarTo(row, found, options ?? Defaults) : SimilarByRules(row, found, options);
    }

    /// <summary>
    /// The items closest to an expression such as <c>king - man + woman</c> (see <see cref="VectorExpression"/>); its items are excluded.
    /// </summary>
    /// <exception cref="Item2VecException">The text is not an expression or its terms cancel out (<see cref="ErrorCode.Usage"/>), or an
    /// item is unknown (<see cref="ErrorCode.NotFound"/>).</exception>
    public Neighbor[] Analogy(string expression, int count = 10, SearchOptions? options = null)
        => Analogy(VectorExpression.Parse(expression), count, options);

    /// <inheritdoc cref="Analogy(string, int, SearchOptions?)"/>
    public Neighbor[] Analogy(VectorExpression expression, int count = 10, SearchOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(expression);
        using Lease lease = use.Acquire(this);
        int[] rows = RowsOf([.. expression.Terms.Select(term => term.Item)], skipUnknown: false);
        float[] vector = expression.Evaluate(Vectors);
        int[] near = [.. expression.Terms.Where(term => term.Weight > 0).Select(term => Vectors.Vocabulary.RowOf(term.Item))];
        return Answer(count, options ?? Defaults, near, found => NearestTo(vector, rows, options ?? Defaults, found));
    }

    /// <summary>The items whose input vectors are nearest to a vector, by <see cref="Metric"/>.</summary>
    /// <param name="vector"><see cref="Dimensions"/> finite numbers.</param>
    /// <param name="count">Maximum number of items.</param>
    /// <param name="options">Search options; null takes the defaults.</param>
    /// <exception cref="ArgumentException">The vector has another length or contains a number that is not finite.</exception>
    public Neighbor[] Nearest(ReadOnlySpan<float> vector, int count = 10, SearchOptions? options = null)
    {
        using Lease lease = use.Acquire(this);
        CheckVector(vector);
        float[] copy = vector.ToArray();
        return Answer(count, options ?? Defaults, [], found => NearestTo(copy, [], options ?? Defaults, found));
    }

    /// <summary>As <see cref="Nearest"/>, into the caller's memory: nothing is allocated.</summary>
    /// <param name="vector"><see cref="Dimensions"/> finite numbers.</param>
    /// <param name="found">Receives the rows, best first; its length is the number to find.</param>
    /// <param name="options">Search options; null takes the defaults.</param>
    /// <returns>How many were found.</returns>
    /// <exception cref="ArgumentException">The vector has another length or holds a number that is not finite.</exception>
    public int NearestRows(ReadOnlySpan<float> vector, Span<ScoredRow> found, SearchOptions? options = null)
    {
        using Lease lease = use.Acquire(this);
        CheckVector(vector);
        return options is null or { IsPlain: true, Dislikes.Count: 0 }
            ? NearestTo(vector, -1, Filter([], options ?? Defaults), options ?? Defaults, found)
            : NearestByRules(vector.ToArray(), found, options);
    }

    /// <summary>Known items with a spelling similar to a text, closest first: suggestions for an unknown item.</summary>
    public string[] ClosestItems(string text, int count = 3)
    {
        using Lease lease = use.Acquire(this);
        return Vectors.Vocabulary.ClosestItems(text, count);
    }

    /// <summary>A copy of an item's input vector, <see cref="Dimensions"/> numbers.</summary>
    /// <exception cref="Item2VecException">The item is unknown (<see cref="ErrorCode.NotFound"/>).</exception>
    public float[] Vector(string item)
    {
        using Lease lease = use.Acquire(this);
        return Vectors.Vector(Vectors.Vocabulary.RowOf(item));
    }

    /// <summary>
    /// Several queries at once, by <see cref="SearchOptions.Threads"/>: the items nearest to each of several items, in their own order.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than 1.</exception>
    /// <exception cref="Item2VecException">An item is unknown (<see cref="ErrorCode.NotFound"/>).</exception>
    public Neighbor[][] SimilarBatch(IReadOnlyList<string> items, int count = 10, SearchOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        using Lease lease = use.Acquire(this);
        if (items.Count == 0) return [];
        options ??= Defaults;
        bool isOfAll = Vectors.Vocabulary.Room is null && model.Cold is null;
        int[] rows = RowsOf(items, skipUnknown: false);
        int threads = options.Threads == 0 ? Environment.ProcessorCount : options.Threads;
        if ((model.Input.Index is not null && !options.Exact) || !isOfAll || !options.IsPlain || options.Dislikes.Count > 0)
            return OneByOne(items, threads, item => Similar(item, count, options with { Threads = 1 }));
        Neighbor[][] answers = Array.ConvertAll(similar.FindEach(rows, Filter([], options), count, threads), Named);
        return answers;
    }

    /// <summary>Several queries at once: what comes next after each of several histories, in their own order.</summary>
    /// <param name="histories">The histories, each as for <see cref="Recommend"/>.</param>
    /// <param name="count">Maximum number of items for each.</param>
    /// <param name="options">Scoring options of all; null takes the defaults.</param>
    /// <exception cref="Item2VecException">As for <see cref="Recommend"/>, of any history.</exception>
    public Neighbor[][] RecommendBatch(
        IReadOnlyList<IReadOnlyList<string>> histories, int count = 10, RecommendOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(histories);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        options ??= new RecommendOptions();
        using Lease lease = use.Acquire(this);
        int threads = options.Threads == 0 ? Environment.ProcessorCount : options.Threads;
        return OneByOne(histories, threads, history => Recommend(history, count, options with { Threads = 1 }));
    }

    /// <summary>Asks for the first on the caller's thread, whose exceptions it gets as they are, and for the rest in parallel.</summary>
    private static Neighbor[][] OneByOne<T>(IReadOnlyList<T> queries, int threads, Func<T, Neighbor[]> ask)
    {
        Neighbor[][] answers = new Neighbor[queries.Count][];
        if (answers.Length == 0) return answers;
        answers[0] = ask(queries[0]);
        try
        {
            Parallel.For(1, answers.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, i => answers[i] = ask(queries[i]));
        }
        catch (AggregateException problems) when (problems.InnerExceptions[0] is Item2VecException)
        {
            ExceptionDispatchInfo.Throw(problems.InnerExceptions[0]);
        }

        return answers;
    }

    /// <summary>
    /// The items nearest to a vector, without some rows; if the vector is that of row <paramref name="start"/>, the search starts there and
    /// excludes it.
    /// </summary>
    internal Neighbor[] NearestBut(float[] vector, int count, int start, IReadOnlySet<int> without, SearchOptions options)
    {
        using Lease lease = use.Acquire(this);
        if (Count == 0) return [];
        return Answer(count, Defaults, [], found => NearestTo(vector, start, Filter(without, options), options, found));
    }

    /// <summary>The exact answers for some rows.</summary>
    internal ScoredRow[][] ExactRows(int[] rows, int count, int threads)
    {
        using Lease lease = use.Acquire(this);
        ScoredRow[][] answers = similar.FindEach(rows, null, count, threads);
        return answers;
    }

    private int SimilarTo(int row, Span<ScoredRow> found, SearchOptions options)
        => options.Dislikes.Count == 0
            ? NearestTo(model.Input.Matrix.Row(row), row, Filter([], options), options, found)
            : SimilarTo(new HistoryQuery(new[] { row }), [row], options, found);

    /// <summary>The items nearest to a query and far from what is disliked, without some rows.</summary>
    private int SimilarTo(HistoryQuery query, int[] without, SearchOptions options, Span<ScoredRow> found)
    {
        int[] disliked = options.Dislikes.Count == 0 ? [] : [.. options.Dislikes.Select(Vectors.Vocabulary.RowOf)];
        return similar.Find(query with { Dislikes = disliked }, Filter([.. without, .. disliked], options), options, found);
    }

    private void CheckVector(ReadOnlySpan<float> vector)
    {
        if (vector.Length != Dimensions)
            throw new ArgumentException($"The vector has {vector.Length} numbers, {Dimensions} were expected.", nameof(vector));
        foreach (float value in vector)
            if (!float.IsFinite(value)) throw new ArgumentException("The vector holds a number that is not finite.", nameof(vector));
    }

    private int NearestTo(ReadOnlySpan<float> vector, int start, RowFilter? filter, SearchOptions options, Span<ScoredRow> found)
    {
        SearchContext context = model.Input.Rent();
        QueryBuilder.Write(vector, similar.Unit, context.Sum, context.Query.Slice(0, Dimensions));
        int count = similar.Search(context, start, filter, options, found);
        model.Input.Return(context);
        return count;
    }

    private int NearestTo(float[] vector, int[] without, SearchOptions options, Span<ScoredRow> found)
        => options.Dislikes.Count == 0
            ? NearestTo(vector, -1, Filter(without, options), options, found)
            : SimilarTo(new HistoryQuery(default) { User = vector }, without, options, found);

    private Neighbor[] Named(ScoredRow[] found)
        => Array.ConvertAll(
            found,
            row => new Neighbor(
                Vectors.Vocabulary[row.Row], row.Score, Vectors.Attributes.Title(row.Row)) { IsCold = Vectors.IsCold(row.Row) });

    /// <summary>Checks that the numbers of the model are finite: see <see cref="ItemVectors.CheckNumbers"/>.</summary>
    /// <exception cref="Item2VecException">One is not: the model is damaged.</exception>
    public void CheckNumbers()
    {
        using Lease lease = use.Acquire(this);
        Vectors.CheckNumbers();
    }

    private RowFilter? Filter(IReadOnlyCollection<int> excluded, SearchOptions options)
    {
        options.Validate();
        if (Vectors.Vocabulary.Room is { Deleted: { IsEmpty: false } deleted }) excluded = deleted.Union(excluded);
        if (excluded.Count == 0 && options.Exclude.Count == 0 && options.Filter is null) return null;
        List<int>? more = null;
        foreach (string item in options.Exclude)
            if (Vectors.Vocabulary.TryGetRow(item, out int row)) (more ??= []).Add(row);

        // Long lists are a bit each.
        RowSet? allowed = options.Filter?.RowsFor(Vectors);
        if (more?.Count > MaxExcludedInHash)
        {
            allowed = (allowed ?? RowSet.First(Count, Vectors.Capacity)).Without(more);
            more = null;
        }

        // A set that many queries share, such as the rows deleted from a live index, is not copied.
        if (excluded is ImmutableHashSet<int> shared)
            return new RowFilter(allowed, more is null ? shared : shared.Union(more), Count);
        HashSet<int> without = [.. excluded];
        if (more is not null) without.UnionWith(more);
        return new RowFilter(allowed, without, Count);
    }

    /// <summary>The rows of items; unknown ones are an error, or ignored as long as one is known.</summary>
    private int[] RowsOf(IReadOnlyList<string> items, bool skipUnknown)
    {
        ArgumentNullException.ThrowIfNull(items);
        if (items.Count == 0) throw new Item2VecException("the query names no item", code: ErrorCode.Usage);
        int[] known = [.. items.Select(item => Vectors.Vocabulary.TryGetRow(item, out int row) ? row : -1).Where(row => row >= 0)];
        if (known.Length == items.Count || (skipUnknown && known.Length > 0)) return known;
        return [.. items.Select(Vectors.Vocabulary.RowOf)];
    }
}
