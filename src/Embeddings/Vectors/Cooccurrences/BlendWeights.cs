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

    /// <summary>The features, in the order of <see cref="Values"/>.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "next", "popularity", "similar",
        "after", "before", "afterShare", "beforeShare", "sessions", "sessionsShare", "hasAfter", "hasBefore", "itemKnn", "closely",
        "closelyAfterShare", "closelyBeforeShare",
        "nextLast", "similarLast", "lastAfterShare", "lastSessionsShare", "lastClosely",
        "neighbors", "neighborsAfter", "neighborsAnywhere", "neighborsSum", "hasNeighbor",
        "isLast", "seen", "seenLately", "seenTwice",
    ];

    /// <summary>
    /// Default coefficients, which suit most logs: fitted to some three hundred sessions of each of five public ones (docs/evaluation.md).
    /// </summary>
    public static BlendWeights Default { get; } = new(
        [
            0.6, 0.7, 1.5, 0.3, -0.28, -0.11, -0.3, -0.55, 0.58, 0.13, 0.32, 0, 0.34, 0.43, 0.36,
            0, 0, 0, 0, 0, 0.5, 0.3, 0, 0, 0, 0, 0, 0, 0,
        ]);

    /// <summary>Coefficients in the order of <see cref="Names"/>.</summary>
    /// <exception cref="ArgumentException">Their number is wrong, or one is not finite.</exception>
    public BlendWeights(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count != Names.Count || !values.All(double.IsFinite))
            throw new ArgumentException($"{Names.Count} finite numbers were expected.", nameof(values));
        Values = [.. values];
    }

    /// <summary>The coefficients.</summary>
    public IReadOnlyList<double> Values { get; }

    /// <summary>The number of cases they were learned from, or 0 for <see cref="Default"/>.</summary>
    public int Cases { get; init; }

    internal double Next => Values[NextFeature];

    internal double Popularity => Values[PopularityFeature];

    internal double Similar => Values[SimilarFeature];

    internal double NextLast => Values[NextLastFeature];

    internal double SimilarLast => Values[SimilarLastFeature];

    /// <inheritdoc/>
    public bool Equals(BlendWeights? other) => other is not null && Cases == other.Cases && Values.SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Cases, Values[0]);
}
