namespace Item2Vec.Embeddings.Vectors.Cooccurrences;

/// <summary>The weights of the blend's features: the coefficients of a conditional logit (McFadden 1974) over all items.</summary>
/// <remarks>
/// For a history h with weights w that add up to 1, and a candidate j, with the pairs (i, j) of <see cref="CooccurrenceTable"/>, n_i the
/// events and s_i the sessions of item i: <c>score(j) = sum of coefficient * feature(j)</c>, and <c>e^score</c> is proportional to the
/// probability that j comes next. Immutable.
/// </remarks>
public sealed record BlendWeights
{
    /// <summary>The index of the input-output score among the features.</summary>
    internal const int NextFeature = 0;

    /// <summary>The index of the popularity prior.</summary>
    internal const int PopularityFeature = 1;

    /// <summary>The index of the cosine of input vectors.</summary>
    internal const int SimilarFeature = 2;

    /// <summary>The indices of the same scores of the last item alone.</summary>
    internal const int NextLastFeature = 15, SimilarLastFeature = 16;

    /// <summary>The indices of the cosine of session vectors, times their scale, of the history and of its last item alone.</summary>
    internal const int SessionFeature = 34, SessionLastFeature = 35;

    /// <summary>The features, in the order of <see cref="Values"/>.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "next", "popularity", "similar",
        "after", "before", "afterShare", "beforeShare", "sessions", "sessionsShare", "hasAfter", "hasBefore", "itemKnn", "closely",
        "closelyAfterShare", "closelyBeforeShare",
        "nextLast", "similarLast", "lastAfterShare", "lastSessionsShare", "lastClosely",
        "neighbors", "neighborsAfter", "neighborsAnywhere", "neighborsSum", "hasNeighbor",
        "isLast", "seen", "seenLately", "seenTwice",
        "lastButOneAfter", "lastButOne", "thirdLast", "neighborsLate", "trend",
        "session", "sessionLast",
    ];

    /// <summary>
    /// Default coefficients, which suit most logs: the mean of those learned from five public ones (docs/evaluation.md).
    /// </summary>
    public static BlendWeights Default { get; } = new(
        [
            0.36, 0.72, 3.94, 0.53, -0.35, -0.85, -0.24, -0.67, 0.38, 0.16, 0.34, 0.07, 0.58, 0.18, 0.29, 0.18, -0.19, 0.82, -0.36, -0.08,
            0.23, 0.27, 0.17, -0.68, 0.22, -0.49, -1.36, -1.29, 0.4, 0, 0, 0, 0, 0, 0, 0,
        ]);

    /// <summary>Default coefficients of models with session vectors, found in the same way.</summary>
    public static BlendWeights DefaultWithSessions { get; } = new(
        [
            0.06, 0.77, 3.63, 0.21, -0.39, -0.87, -0.21, -0.79, 0.39, 0.25, 0.13, 0.59, 0.53, 0.2, 0.17, 0.11, -0.63, 0.71, -0.34, 0.08,
            0.15, 0.12, 0.01, -0.33, 0.47, -0.89, -1.9, -2.73, 0.71, 0.4, -0.15, 0.12, 0.32, 0.27, 0.47, 0.08,
        ])
    {
        ValuesOfOne =
        [
            -0.08, 1.2, 3.57, 0.54, -0.22, -0.92, -0.13, -1.02, 0.4, 0.35, 0.23, 0.35, 0.63, -0.02, 0.04, 0.24, -0.94, 0.77, -0.39, 0.08,
            0.1, 0.17, -0.02, -0.45, 0.22, -1.1, -1.67, -2.22, 0.69, 0.44, -0.13, 0.15, 0.29, 0.3, 0.48, 0,
        ],
    };

    private readonly double[]? valuesOfOne;

    /// <summary>Coefficients in the order of <see cref="Names"/>.</summary>
    /// <exception cref="ArgumentException">Their number is wrong, or one is not finite.</exception>
    public BlendWeights(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        Values = Checked(values);
    }

    /// <summary>The coefficients for histories of two or more items.</summary>
    public IReadOnlyList<double> Values { get; }

    /// <summary>The coefficients for histories of one item; the same if none were learned.</summary>
    /// <exception cref="ArgumentException">Their number is wrong, or one is not finite.</exception>
    public IReadOnlyList<double> ValuesOfOne
    {
        get => valuesOfOne ?? Values;
        init => valuesOfOne = Checked(value);
    }

    /// <summary>The number of cases they were learned from, or 0 for <see cref="Default"/>.</summary>
    public int Cases { get; init; }

    /// <summary>The coefficients for a history of this many items.</summary>
    internal IReadOnlyList<double> Of(int items) => items == 1 ? ValuesOfOne : Values;

    /// <inheritdoc/>
    public bool Equals(BlendWeights? other)
        => other is not null && Cases == other.Cases && Values.SequenceEqual(other.Values) && ValuesOfOne.SequenceEqual(other.ValuesOfOne);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Cases, Values[0]);

    private static double[] Checked(IReadOnlyList<double> values)
        => values.Count == Names.Count && values.All(double.IsFinite)
            ? [.. values]
            : throw new ArgumentException($"{Names.Count} finite numbers were expected.", nameof(values));
}
