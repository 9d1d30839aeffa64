using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Indexing.Search;

/// <summary>Makes the query of a search in its working memory, padded as the rows of a matrix are.</summary>
internal static class QueryVector
{
    /// <summary>A vector as it is or made 1 long; zeros stay zeros.</summary>
    public static void Set(SearchContext context, ReadOnlySpan<float> vector, bool unit)
    {
        Span<double> sum = context.Sum;
        for (int d = 0; d < vector.Length; d++) sum[d] = vector[d];
        Write(context, unit);
    }

    /// <summary>The mean of rows, row i weighing <c>decay^(n - 1 - i)</c>: of their unit vectors, made 1 long again, or of the rows as they are.</summary>
    public static void SetMean(SearchContext context, EmbeddingMatrix matrix, ReadOnlySpan<int> rows, double decay, bool unit)
    {
        Span<double> sum = context.Sum;
        sum.Clear();
        double weight = 1;
        double weights = 0;
        for (int i = rows.Length - 1; i >= 0; i--, weight *= decay)
        {
            ReadOnlySpan<float> row = matrix.Row(rows[i]);
            if (unit)
            {
                Norms.AddUnit(row, weight, sum);
            }
            else
            {
                for (int d = 0; d < row.Length; d++) sum[d] += weight * row[d];
                weights += weight;
            }
        }

        if (!unit)
            for (int d = 0; d < sum.Length; d++) sum[d] /= weights;
        Write(context, unit && rows.Length > 1);
    }

    /// <summary>Moves the query that is set towards a vector: <c>(1 - weight) query + weight vector</c>, of unit vectors and made 1 long again, or as they are.</summary>
    public static void Blend(SearchContext context, ReadOnlySpan<float> vector, double weight, bool unit)
    {
        ReadOnlySpan<float> query = context.Query.Slice(0, context.Sum.Length);
        Span<double> sum = context.Sum;
        double length = unit ? Norms.Length(vector) : 1;
        double part = length > 0 ? weight / length : 0;
        for (int d = 0; d < sum.Length; d++) sum[d] = ((1 - weight) * query[d]) + (part * vector[d]);
        Write(context, unit);
    }

    private static void Write(SearchContext context, bool unit)
    {
        double factor = 1;
        if (unit)
        {
            double length = 0;
            foreach (double value in context.Sum) length += value * value;
            factor = length > 0 ? 1 / Math.Sqrt(length) : 0;
        }

        Span<float> query = context.Query.Slice(0, context.Sum.Length);
        for (int d = 0; d < query.Length; d++) query[d] = (float)(context.Sum[d] * factor);
    }
}
