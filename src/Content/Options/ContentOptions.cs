using Item2Vec.Embeddings.Common;

namespace Item2Vec.Content.Options;

/// <summary>Options of content2vec.</summary>
public sealed record ContentOptions
{
    /// <summary>How content vectors are mapped to vectors of the model. Default: <see cref="ContentMapKind.Knn"/>.</summary>
    public ContentMapKind Map { get; init; } = ContentMapKind.Knn;

    /// <summary>
    /// Minimum events of an item that the map is learned from, at least 1: vectors of rarer ones are noise. Items above it are weighted by
    /// the logarithm of their events. Default: 5.
    /// </summary>
    public int MinCount { get; init; } = 5;

    /// <summary>
    /// Whether rare items are moved toward their content, by a gate learned from held-out sessions. Default: true.
    /// </summary>
    public bool Blend { get; init; } = true;

    /// <summary>
    /// Hidden units of <see cref="ContentMapKind.Mlp"/> and <see cref="ContentMapKind.Pairwise"/>, at least 1. Default: 256.
    /// </summary>
    public int HiddenUnits { get; init; } = 256;

    /// <summary>The random seed. Default: 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Every problem of these options, as sentences; empty if there is none.</summary>
    public IReadOnlyList<string> Problems()
    {
        List<string> problems = [];
        if (MinCount < 1) problems.Add($"the least count of items that the content map is learned from is at least 1, not {MinCount}");
        if (HiddenUnits < 1) problems.Add($"the hidden units are at least 1, not {HiddenUnits}");
        return problems;
    }

    /// <summary>Checks the options.</summary>
    /// <exception cref="Item2VecException">With every problem at once (<see cref="ErrorCode.Usage"/>).</exception>
    public void Validate() => OptionProblems.Reject(Problems());
}

/// <summary>How content vectors are mapped to vectors of the model.</summary>
public enum ContentMapKind
{
    /// <summary>Weighted ridge regression; the penalty is chosen on held-out items.</summary>
    Ridge,

    /// <summary>
    /// Attribute kNN (Gantner et al. 2010): the mean of the vectors of the 40 items nearest by content, in the metric of the ridge
    /// regression, plus the regression's own prediction; the weights of both are chosen on held-out items.
    /// </summary>
    Knn,

    /// <summary>A hidden layer on top of the ridge regression, trained on the cosine.</summary>
    Mlp,

    /// <summary>The pairwise residual unit of content2vec: like <see cref="Mlp"/>, learned from co-occurring items.</summary>
    Pairwise,
}
