namespace Item2Vec.Embeddings.Options;

/// <summary>
/// How variant "meta" learns metadata: the weights of the five losses and the negative pools. Immutable; stored in the model.
/// </summary>
/// <remarks>
/// Meta-Prod2Vec, Vasile, Smirnova and Conneau 2016, eq. 3: <c>L = L_J|I + w_MI L_M|I + w_JM L_J|M + w_MM L_M|M + w_IM L_I|M</c>, each
/// summed over the columns. I is an item, J an item near it, M their metadata; the input is right of the bar. Weights scale the gradients.
/// </remarks>
public sealed record MetadataOptions
{
    /// <summary>L_J|I: an item predicts the items near it, as in variant "item". Default 1.</summary>
    public double ItemsByItem { get; init; } = 1;

    /// <summary>L_M|I: an item predicts the metadata of the items near it. Default 1.</summary>
    public double MetadataByItem { get; init; } = 1;

    /// <summary>L_J|M: an item's metadata predicts the items near it. Default 1.</summary>
    public double ItemsByMetadata { get; init; } = 1;

    /// <summary>L_M|M: an item's metadata predicts the metadata, of the same column, of the items near it. Default 1.</summary>
    public double MetadataByMetadata { get; init; } = 1;

    /// <summary>L_I|M: an item's metadata predicts the item itself, once per event. Default 1.</summary>
    public double ItemByMetadata { get; init; } = 1;

    /// <summary>
    /// Whether items and metadata values share one negative pool, as in the paper; most negatives are then values, because values are far
    /// more frequent than items. Default false: items have one pool, and each column has its own.
    /// </summary>
    public bool SharedNegatives { get; init; }

    /// <summary>The weights by short name (target, then input), in the order of the equation.</summary>
    public IReadOnlyList<(string Name, double Weight)> Weights =>
    [
        ("ji", ItemsByItem), ("mi", MetadataByItem), ("jm", ItemsByMetadata), ("mm", MetadataByMetadata), ("im", ItemByMetadata),
    ];

    /// <summary>These options with one weight changed.</summary>
    /// <param name="name">A short name of <see cref="Weights"/>.</param>
    /// <param name="weight">The weight.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such name.</exception>
    public MetadataOptions With(string name, double weight) => name switch
    {
        "ji" => this with { ItemsByItem = weight },
        "mi" => this with { MetadataByItem = weight },
        "jm" => this with { ItemsByMetadata = weight },
        "mm" => this with { MetadataByMetadata = weight },
        "im" => this with { ItemByMetadata = weight },
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No loss has this name."),
    };
}
