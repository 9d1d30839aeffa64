using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Vectors;

/// <summary>A query by metadata values that describe an item that is not in the model, or a whole category.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class MetadataQuery
{
    private readonly ItemVectors metadata;
    private readonly int[] rows;

    private MetadataQuery(ItemVectors metadata, IReadOnlyList<string> values, int[] rows)
    {
        this.metadata = metadata;
        this.rows = rows;
        Values = values;
    }

    /// <summary>The values, each as <c>column=value</c>.</summary>
    public IReadOnlyList<string> Values { get; }

    /// <summary>Looks values up.</summary>
    /// <param name="vectors">The vectors of a model that has metadata.</param>
    /// <param name="values">The values, each as <c>column=value</c>.</param>
    /// <exception cref="Item2VecException">
    /// The model has no metadata or a text is no <c>column=value</c> (<see cref="ErrorCode.Usage"/>), or a value is unknown
    /// (<see cref="ErrorCode.NotFound"/>).
    /// </exception>
    public static MetadataQuery Of(ItemVectors vectors, IReadOnlyList<string> values)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        ArgumentNullException.ThrowIfNull(values);
        ItemVectors metadata = MetadataOf(vectors);
        if (values.Count == 0) throw new Item2VecException("the query names no value of metadata", "name one: brand=Acme", ErrorCode.Usage);
        return new MetadataQuery(metadata, values, [.. values.Select(value => RowOf(metadata.Vocabulary, value))]);
    }

    /// <summary>The metadata of a model.</summary>
    /// <exception cref="Item2VecException">It has none (<see cref="ErrorCode.Usage"/>).</exception>
    public static ItemVectors MetadataOf(ItemVectors vectors)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        return vectors.Metadata ?? throw new Item2VecException(
            "the model has no metadata", "train one that has: ItemTrainer.Train, Variant = meta", ErrorCode.Usage) { Option = "Variant" };
    }

    /// <summary>
    /// The input vector of these values: per column the mean of the values' vectors, then the mean of the columns (Meta-Prod2Vec's vector
    /// of a new item).
    /// </summary>
    public float[] Vector() => Mean(metadata.Input);

    /// <summary>As <see cref="Vector"/>, of the output vectors.</summary>
    public float[] OutputVector() => Mean(metadata.Output!);

    private float[] Mean(EmbeddingMatrix matrix)
    {
        using Lease lease = metadata.Acquire();
        MetadataMean mean = new(metadata.Dimensions);
        foreach (IGrouping<string, int> column in rows.Distinct().GroupBy(row => MetadataToken.Column(metadata.Vocabulary[row])))
            mean.AddColumn([.. column]);
        float[] vector = new float[metadata.Dimensions];
        mean.Write(matrix, vector);
        return VectorFileCheck.Finite(vector, metadata, () => string.Join(" and ", Values));
    }

    private static int RowOf(Vocabulary values, string value)
    {
        if (values.TryGetRow(value, out int row)) return row;
        string[] columns = [.. MetadataToken.Columns(values).Select(known => known.Column)];
        if (!value.Contains(MetadataToken.Separator, StringComparison.Ordinal))
            throw new Item2VecException(
                $"metadata '{value}' is no column=value", $"the model's columns are {string.Join(", ", columns)}", ErrorCode.Usage);
        if (!columns.Contains(MetadataToken.Column(value)))
            throw new Item2VecException(
                $"the model has no column '{MetadataToken.Column(value)}' of metadata",
                $"its columns are {string.Join(", ", columns)}",
                ErrorCode.NotFound);
        throw new Item2VecException(
            $"metadata '{value}' is not in the model", ItemSuggestions.Hint(value, values.ClosestItems(value)), ErrorCode.NotFound);
    }
}

/// <summary>The vector of metadata: per column the mean of its values' vectors, then the mean of the columns.</summary>
/// <remarks>
/// Meta-Prod2Vec gives a new item the vector of its metadata (Vasile et al. 2016); with several columns, each has the same weight however
/// many values it has.
/// </remarks>
internal sealed class MetadataMean(int dimensions)
{
    private readonly double[] sum = new double[dimensions];
    private readonly List<int[]> columns = [];

    public void Clear() => columns.Clear();

    /// <summary>Adds the value rows of a column; none skips the column.</summary>
    public void AddColumn(ReadOnlySpan<int> rows)
    {
        if (rows.Length > 0) columns.Add(rows.ToArray());
    }

    /// <summary>Writes the mean of the rows of a matrix.</summary>
    public void Write(EmbeddingMatrix values, Span<float> mean)
    {
        Array.Clear(sum);
        foreach (int[] rows in columns)
        {
            double weight = 1.0 / columns.Count / rows.Length;
            foreach (int row in rows)
            {
                ReadOnlySpan<float> value = values.Row(row);
                for (int d = 0; d < sum.Length; d++) sum[d] += weight * value[d];
            }
        }

        for (int d = 0; d < sum.Length; d++) mean[d] = (float)sum[d];
    }
}
