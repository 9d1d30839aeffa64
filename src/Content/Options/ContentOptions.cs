namespace Item2Vec.Content.Options;

/// <summary>How content takes part in a model: content2vec.</summary>
public sealed record ContentOptions
{
    /// <summary>How content vectors become vectors of the model. Default: <see cref="ContentMapKind.Knn"/>.</summary>
    public ContentMapKind Map { get; init; } = ContentMapKind.Knn;

    /// <summary>
    /// The fewest events of an item that the map is learned from, at least 1: vectors of rarer ones are noise. Those above it count by the
    /// logarithm of theirs. Default: 5.
    /// </summary>
    public int MinCount { get; init; } = 5;

    /// <summary>
    /// Whether rare items are drawn towards their content, as far as a gate learned from held-out sessions says. Default: true.
    /// </summary>
    public bool Blend { get; init; } = true;

    /// <summary>
    /// Hidden units of <see cref="ContentMapKind.Mlp"/> and <see cref="ContentMapKind.Pairwise"/>, at least 1. Default: 256.
    /// </summary>
    public int HiddenUnits { get; init; } = 256;

    /// <summary>The seed of all that is drawn. Default: 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Every problem of these options, as sentences; empty when there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> problems = [];
        if (MinCount < 1) problems.Add($"the least count of items that the content map is learned from is at least 1, not {MinCount}");
        if (HiddenUnits < 1) problems.Add($"the hidden units are at least 1, not {HiddenUnits}");
        return problems;
    }
}

/// <summary>How content vectors become vectors of the model.</summary>
public enum ContentMapKind
{
    /// <summary>Weighted ridge regression; the penalty is chosen on items that were held out.</summary>
    Ridge,

    /// <summary>
    /// Attribute kNN (Gantner et al. 2010): the mean of the vectors of the 40 items nearest by content, in the metric of the ridge
    /// regression, and what the regression itself gives; how near items weigh more, and how much the regression does, is chosen on items
    /// that were held out.
    /// </summary>
    Knn,

    /// <summary>A hidden layer that learns what the ridge leaves, by cosine.</summary>
    Mlp,

    /// <summary>The pairwise residual unit of content2vec: as <see cref="Mlp"/>, learned from items that occur together.</summary>
    Pairwise,
}
