using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Indexing;

/// <summary>A result of a query.</summary>
/// <param name="Item">The item's id.</param>
/// <param name="Score">Higher is better: a cosine (-1 to 1) for similar items, a log-odds-like number for <see cref="ScoreMode.Next"/>.</param>
/// <param name="Title">The item's title, or null if it has none.</param>
public readonly record struct Neighbor(string Item, float Score, string? Title)
{
    /// <summary>Whether the item has no events and was placed by its metadata or content.</summary>
    public bool IsCold { get; init; }
}
