using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Evaluation.Auditing;

/// <summary>The direction from one set of items to another.</summary>
/// <remarks><c>g = mean(x | A) - mean(x | B)</c> over input unit vectors (after Bolukbasi et al. 2016). Items of both sets are in neither.</remarks>
internal sealed class AttributeDirection
{
    /// <summary>Minimum size of a set.</summary>
    public const int MinSetSize = 3;

    private readonly EmbeddingMatrix unit;
    private readonly double[] difference;
    private readonly double length;

    public AttributeDirection(EmbeddingMatrix unit, ItemSet a, ItemSet b)
    {
        this.unit = unit;
        A = a.Without(b.Rows).OfMinSize(MinSetSize);
        B = b.Without(a.Rows).OfMinSize(MinSetSize);
        difference = new double[unit.Dimensions];
        AddMean(A.Rows, 1);
        AddMean(B.Rows, -1);
        length = Math.Sqrt(difference.Sum(x => x * x));
        if (!(length > 1e-6)) throw new Item2VecException($"'{A.Name}' and '{B.Name}' have the same mean vector: there is no direction from one to the other", "name two sets that differ");
    }

    public ItemSet A { get; }

    public ItemSet B { get; }

    /// <summary><c>s(w) = mean cos(w, A) - mean cos(w, B)</c>: above 0 the row is nearer to A.</summary>
    public double Association(int row)
    {
        ReadOnlySpan<float> vector = unit.Row(row);
        double sum = 0;
        for (int i = 0; i < difference.Length; i++) sum += vector[i] * difference[i];
        return sum;
    }

    /// <summary><c>cos(w, g)</c>.</summary>
    public double Projection(int row) => Association(row) / length;

    /// <summary>The rows in neither set.</summary>
    public int[] Others() => [.. Enumerable.Range(0, unit.Rows).Except(A.Rows).Except(B.Rows)];

    private void AddMean(IReadOnlyList<int> rows, double sign)
    {
        foreach (int row in rows)
        {
            ReadOnlySpan<float> vector = unit.Row(row);
            for (int i = 0; i < difference.Length; i++) difference[i] += sign * vector[i] / rows.Count;
        }
    }
}
