using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation.Auditing;

/// <summary>The projections of items on the direction from a set B to a set A: cosines with it, above 0 toward A.</summary>
public sealed record DirectionMetrics
{
    /// <summary>The set at the upper end, and its number of items.</summary>
    public required ItemSet A { get; init; }

    /// <summary>The set at the lower end, and its number of items.</summary>
    public required ItemSet B { get; init; }

    /// <summary>The mean projection of all items in neither set.</summary>
    public required double Mean { get; init; }

    /// <summary>The standard deviation of their projections.</summary>
    public required double Deviation { get; init; }

    /// <summary>The mean projection over events; NaN if use is unknown.</summary>
    public required double MeanOfUse { get; init; }

    /// <summary>For each score the mean projection of listed items.</summary>
    public required IReadOnlyDictionary<ScoreMode, double> MeanOfLists { get; init; }

    /// <summary>For each score Spearman's correlation of an item's projection and how often it is listed.</summary>
    public required IReadOnlyDictionary<ScoreMode, double> Correlations { get; init; }

    /// <summary>The rows farthest toward A, farthest first, with their projections.</summary>
    public required IReadOnlyList<(int Row, double Projection)> MostA { get; init; }

    /// <summary>The rows farthest toward B, farthest first, with their projections.</summary>
    public required IReadOnlyList<(int Row, double Projection)> MostB { get; init; }

    /// <summary>The number of other items in each of 80 bins from -1 to 1, 0.025 wide.</summary>
    public required IReadOnlyList<int> Histogram { get; init; }

    /// <summary>The association test of two further sets, or null if none were given.</summary>
    public AssociationTest? Test { get; init; }

    internal static DirectionMetrics Of(
        AttributeDirection direction, Consumption consumption, IReadOnlyDictionary<ScoreMode, Exposure> exposures)
    {
        const int shown = 5, bins = 80;
        int[] rows = direction.Others();
        if (rows.Length < AttributeDirection.MinSetSize)
            throw new Item2VecException(
                $"'{direction.A.Name}' and '{direction.B.Name}' are nearly all items: too few are left to compare", "name smaller sets");
        double[] projections = Array.ConvertAll(rows, direction.Projection);
        int[] order = [.. Enumerable.Range(0, rows.Length).OrderByDescending(i => projections[i])];
        int[] histogram = new int[bins];
        foreach (double projection in projections) histogram[Math.Clamp((int)((projection + 1) / 2 * bins), 0, bins - 1)]++;
        double mean = projections.Average();
        return new DirectionMetrics
        {
            A = direction.A,
            B = direction.B,
            Mean = mean,
            Deviation = Math.Sqrt(projections.Sum(value => (value - mean) * (value - mean)) / (projections.Length - 1)),
            MeanOfUse = Weighted(consumption.Counts),
            MeanOfLists = exposures.ToDictionary(pair => pair.Key, pair => Weighted(pair.Value.Listed)),
            Correlations = exposures.ToDictionary(
                pair => pair.Key, pair => RankCorrelation.Of(projections, [.. rows.Select(row => (double)pair.Value.Listed[row])])),
            MostA = [.. order.Take(shown).Select(i => (rows[i], projections[i]))],
            MostB = [.. order.Reverse().Take(shown).Select(i => (rows[i], projections[i]))],
            Histogram = histogram,
        };

        double Weighted(long[] weights)
        {
            double sum = 0, all = 0;
            for (int i = 0; i < rows.Length; i++)
            {
                sum += weights[rows[i]] * projections[i];
                all += weights[rows[i]];
            }

            return sum / all;
        }
    }
}

/// <summary>The direction from one set of items to another.</summary>
/// <remarks>
/// <c>g = mean(x | A) - mean(x | B)</c> over input unit vectors (after Bolukbasi et al. 2016). Items of both sets are in neither.
/// </remarks>
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
        if (!(length > 1e-6))
            throw new Item2VecException(
                $"'{A.Name}' and '{B.Name}' have the same mean vector: there is no direction from one to the other",
                "name two sets that differ");
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
