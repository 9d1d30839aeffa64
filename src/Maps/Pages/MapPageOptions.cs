using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Maps.Pages;

/// <summary>What a page of a map holds.</summary>
public sealed record MapPageOptions
{
    /// <summary>Maximum of <see cref="Neighbors"/>.</summary>
    public const int MaxNeighbors = 50;

    /// <summary>The clusters of the map, as a value of <see cref="ColorBy"/>.</summary>
    public const string ByCluster = "cluster";

    /// <summary>The items' counts, as a value of <see cref="ColorBy"/>.</summary>
    public const string ByCount = "count";

    /// <summary>Up to this many numbers of vectors are embedded where <see cref="Vectors"/> does not say: a byte each.</summary>
    public const long MaxDefaultNumbers = 32_000_000;

    /// <summary>The title of the page. Default <c>Map of items</c>.</summary>
    public string Title { get; init; } = "Map of items";

    /// <summary>The nearest items that are listed with each item, 0 to 50. Default 10.</summary>
    public int Neighbors { get; init; } = 10;

    /// <summary>Only this many items, those used most; 0 for all. Default 0.</summary>
    public int MaxItems { get; init; }

    /// <summary>
    /// Whether the page holds the vectors, rounded to 8 bits, which its analogies need; null for those of up to
    /// <see cref="MaxDefaultNumbers"/> numbers. Default null.
    /// </summary>
    public bool? Vectors { get; init; }

    /// <summary>
    /// What the points are colored by at first: <see cref="ByCluster"/>, <see cref="ByCount"/> or a column of attributes. Null takes the
    /// clusters, or without any the counts. Default null.
    /// </summary>
    public string? ColorBy { get; init; }

    /// <summary>Checks the options.</summary>
    /// <exception cref="Item2VecException">With every problem at once (<see cref="ErrorCode.Usage"/>).</exception>
    public void Validate()
    {
        List<string> problems = [];
        if (Neighbors is < 0 or > MaxNeighbors) problems.Add($"{Neighbors} neighbors are not possible, from 0 to {MaxNeighbors} are");
        if (MaxItems < 0) problems.Add($"{MaxItems} items at most are not possible");
        OptionProblems.Reject(problems);
    }

    /// <summary>Checks that there is the column of <see cref="ColorBy"/>.</summary>
    /// <exception cref="Item2VecException">There is none (<see cref="ErrorCode.Usage"/>).</exception>
    public void CheckColorBy(ItemAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        if (ColorBy is null or ByCluster or ByCount || attributes.IndexOf(ColorBy) >= 0) return;
        throw new Item2VecException(
            $"there is no column '{ColorBy}' to color by", $"choose one of {string.Join(", ", [ByCluster, ByCount, .. attributes.Names])}",
            ErrorCode.Usage);
    }
}
