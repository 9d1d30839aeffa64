using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Evaluation.Auditing;

/// <summary>
/// Tests whether two sets of items are biased toward different ends of a direction by more than chance (WEAT, Caliskan, Bryson and
/// Narayanan 2017).
/// </summary>
public sealed record AssociationTest
{
    private const long Stream = 3;

    /// <summary>The first set.</summary>
    public required string X { get; init; }

    /// <summary>How many of its items were compared.</summary>
    public required int ItemsOfX { get; init; }

    /// <summary>The other set.</summary>
    public required string Y { get; init; }

    /// <summary>How many of its items were compared.</summary>
    public required int ItemsOfY { get; init; }

    /// <summary>The mean association of X: mean cosine to A minus mean cosine to B.</summary>
    public required double MeanOfX { get; init; }

    /// <summary>The mean association of Y.</summary>
    public required double MeanOfY { get; init; }

    /// <summary>The difference of both means in standard deviations of all items of both; -2 to 2, above 0 if X is closer to A.</summary>
    public required double EffectSize { get; init; }

    /// <summary>
    /// The two-sided p-value: the share of random partitions into sets of the same sizes with a difference at least as large, including
    /// this one.
    /// </summary>
    public required double PValue { get; init; }

    /// <summary>Runs the test. Items in two of the four sets are excluded.</summary>
    internal static AssociationTest Of(AttributeDirection direction, ItemSet x, ItemSet y, AuditOptions options)
    {
        int[] poles = [.. direction.A.Rows, .. direction.B.Rows];
        ItemSet ownX = x.Without(y.Rows).Without(poles).OfMinSize(AttributeDirection.MinSetSize);
        ItemSet ownY = y.Without(x.Rows).Without(poles).OfMinSize(AttributeDirection.MinSetSize);
        double[] values = [.. ownX.Rows.Concat(ownY.Rows).Select(direction.Association)];
        int first = ownX.Rows.Count;
        double meanX = values[..first].Average();
        double meanY = values[first..].Average();
        double mean = values.Average();
        double deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
        return new AssociationTest
        {
            X = ownX.Name,
            Y = ownY.Name,
            ItemsOfX = ownX.Rows.Count,
            ItemsOfY = ownY.Rows.Count,
            MeanOfX = meanX,
            MeanOfY = meanY,
            EffectSize = (meanX - meanY) / deviation,
            PValue = PermutationTest(values, first, options),
        };
    }

    private static double PermutationTest(double[] values, int first, AuditOptions options)
    {
        double sum = values.Sum();
        double observed = Math.Abs(Difference(values));
        int asLarge = 1;
        double[] shuffled = [.. values];
        for (int permutation = 0; permutation < options.Permutations; permutation++)
        {
            RandomSource random = RandomSource.For(options.Seed, Stream, permutation);
            for (int i = 0; i < first; i++)
            {
                int other = i + random.NextBelow(shuffled.Length - i);
                (shuffled[i], shuffled[other]) = (shuffled[other], shuffled[i]);
            }

            // Sums in another order differ in the last digits; a partition must count as at least as large as itself.
            if (Math.Abs(Difference(shuffled)) >= observed - 1e-12) asLarge++;
        }

        return asLarge / (options.Permutations + 1.0);

        double Difference(double[] order)
        {
            double part = order.AsSpan(0, first).ToArray().Sum();
            return (part / first) - ((sum - part) / (order.Length - first));
        }
    }
}
