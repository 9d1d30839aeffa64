using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Indexing;

/// <summary>An item that a query found.</summary>
/// <param name="Item">The item's id.</param>
/// <param name="Score">How well it fits, higher is better: a cosine (-1 to 1) for similar items, a log-odds-like number for <see cref="ScoreMode.Next"/>.</param>
/// <param name="Title">The item's title, or null when the model knows none.</param>
public readonly record struct Neighbor(string Item, float Score, string? Title)
{
    /// <summary>Whether the item has no events: its place comes from its metadata or its content.</summary>
    public bool IsCold { get; init; }
}
