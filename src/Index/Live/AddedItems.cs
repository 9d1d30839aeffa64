using System.Collections.Immutable;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Indexing.Filters;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Indexing.Scoring;
using Item2Vec.Indexing.Search;

namespace Item2Vec.Indexing.Live;

/// <summary>
/// Items that are not in the graph yet: their vectors in one matrix. Immutable for readers; a successor shares the matrix and writes after
/// the known rows.
/// </summary>
internal sealed class AddedItems
{
    private const int MinCapacity = 64;
    private readonly Generation generation;
    private readonly EmbeddingMatrix matrix;
    private readonly NativeBuffer<float> scale;
    private readonly NativeBuffer<float> bias;
    private readonly string[] items;
    private readonly ImmutableDictionary<string, int> rows;

    /// <summary>Written rows, including those replaced or deleted since.</summary>
    private readonly int written;

    private readonly Lazy<RowSet> live;

    private AddedItems(
        Generation generation, EmbeddingMatrix matrix, NativeBuffer<float> scale, NativeBuffer<float> bias, string[] items,
        ImmutableDictionary<string, int> rows, int written)
    {
        this.generation = generation;
        this.matrix = matrix;
        this.scale = scale;
        this.bias = bias;
        this.items = items;
        this.rows = rows;
        this.written = written;
        live = new Lazy<RowSet>(LiveRows);
    }

    public int Count => rows.Count;

    public IEnumerable<string> Items => rows.OrderBy(entry => entry.Value).Select(entry => entry.Key);

    public static AddedItems None(Generation generation)
        => WithCapacity(
            generation, MinCapacity, generation.Index.Dimensions, ImmutableDictionary.Create<string, int>(StringComparer.Ordinal), 0);

    public bool Contains(string item) => rows.ContainsKey(item);

    public float[]? VectorOf(string item) => rows.TryGetValue(item, out int row) ? matrix.Row(row).ToArray() : null;

    public AddedItems With(string item, ReadOnlySpan<float> vector)
    {
        AddedItems target = written < items.Length ? this : Moved();
        int row = target.written;
        vector.CopyTo(target.matrix.Row(row));
        double length = Norms.Length(vector);
        target.scale[row] = length > 0 ? (float)(1 / length) : 0;
        target.bias[row] = (float)(-0.5 * length * length);
        target.items[row] = item;
        return new AddedItems(generation, target.matrix, target.scale, target.bias, target.items, target.rows.SetItem(item, row), row + 1);
    }

    public AddedItems Without(string item) => new(generation, matrix, scale, bias, items, rows.Remove(item), written);

    /// <summary>The items nearest to a query, best first.</summary>
    /// <param name="query">The query, as rows are laid out.</param>
    /// <param name="metric">The metric.</param>
    /// <param name="count">Maximum number of items.</param>
    /// <param name="without">Excluded items.</param>
    /// <param name="filter">The allowed items, or null for all.</param>
    public (string Item, float Score)[] Find(
        NativeBuffer<float> query, Metric metric, int count, HashSet<string> without, ItemFilter? filter)
    {
        if (rows.Count == 0) return [];
        RowSet passing = live.Value;
        if (filter is not null)
        {
            passing = new RowSet(matrix.Rows);
            foreach ((string item, int row) in rows)
                if (filter.Passes(item)) passing.Add(row);
        }

        HashSet<int> denied = [.. without.Select(item => rows.GetValueOrDefault(item, -1)).Where(row => row >= 0)];
        RowScoring scoring = new(matrix, metric == Metric.Cosine ? scale : null, metric == Metric.Euclidean ? bias : null, 1);
        ScoredRow[] found = new ScoredRow[Math.Min(count, passing.Count)];
        int answered = ExactSearch.Find(scoring, query, new RowFilter(passing, denied, matrix.Rows), 1, found);
        if (metric == Metric.Euclidean) SimilarScorer.ToDistances(query.Slice(0, matrix.Dimensions), matrix, found.AsSpan(0, answered));
        GC.KeepAlive(this);
        return [.. found.Take(answered).Select(row => (items[row.Row], row.Score))];
    }

    private RowSet LiveRows()
    {
        RowSet all = new(matrix.Rows);
        foreach (int row in rows.Values) all.Add(row);
        return all;
    }

    /// <summary>A copy with twice the capacity, without deleted rows.</summary>
    private AddedItems Moved()
    {
        AddedItems moved = WithCapacity(generation, Math.Max(MinCapacity, rows.Count * 2), matrix.Dimensions, rows.Clear(), 0);
        foreach ((string item, int row) in rows.OrderBy(entry => entry.Value)) moved = moved.With(item, matrix.Row(row));
        return moved;
    }

    private static AddedItems WithCapacity(
        Generation generation, int capacity, int dimensions, ImmutableDictionary<string, int> rows, int written) => new(
        generation, generation.Keep(new EmbeddingMatrix(capacity, dimensions)), generation.Keep(NativeBuffer<float>.Allocate(capacity)),
        generation.Keep(NativeBuffer<float>.Allocate(capacity)), new string[capacity], rows, written);
}
