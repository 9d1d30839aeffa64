namespace Item2Vec.Indexing.Scoring;

/// <summary>The query of a recommendation.</summary>
/// <param name="History">The rows of the items used, oldest first; may be empty.</param>
internal sealed record HistoryQuery(ReadOnlyMemory<int> History)
{
    /// <summary>Rows of items liked, unordered: each weighs as much as the last one used.</summary>
    public ReadOnlyMemory<int> Likes { get; init; }

    /// <summary>Rows of items disliked.</summary>
    public ReadOnlyMemory<int> Dislikes { get; init; }

    /// <summary>A user's vector, or any other in the space of input vectors; null for none.</summary>
    public float[]? User { get; init; }

    /// <summary>The weight of <see cref="User"/> relative to items, 0 to 1.</summary>
    public double UserWeight { get; init; }

    /// <summary>How the history becomes a vector.</summary>
    public HistoryFold Fold { get; init; }

    /// <summary>Whether there is more than a history and a user.</summary>
    public bool HasPreferences => Likes.Length + Dislikes.Length > 0;
}
