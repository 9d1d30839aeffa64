using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Vectors;

/// <summary>The vector of metadata: per column the mean of its values' vectors, then the mean of the columns.</summary>
/// <remarks>Meta-Prod2Vec gives a new item the vector of its metadata (Vasile et al. 2016); with several columns, each has the same weight however many values it has.</remarks>
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
