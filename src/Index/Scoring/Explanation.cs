using Item2Vec.Embeddings.Vectors.Cooccurrences;

namespace Item2Vec.Indexing.Scoring;

/// <summary>Why two items are close: the sessions with both, and their vectors.</summary>
/// <param name="Item">An item.</param>
/// <param name="Other">Another.</param>
/// <param name="Cosine">The cosine of their input vectors.</param>
/// <param name="SimilarRank">The rank of the other among the items most similar to the first, from 1.</param>
public sealed record Explanation(string Item, string Other, double Cosine, int SimilarRank)
{
    /// <summary>The number of counted sessions.</summary>
    public required CooccurrenceInfo Counted { get; init; }

    /// <summary>The sessions with the first item.</summary>
    public required int Sessions { get; init; }

    /// <summary>The sessions with the other.</summary>
    public required int OtherSessions { get; init; }

    /// <summary>The co-occurrence of the two, as seen from the first; null if neither keeps the pair.</summary>
    public required Cooccurrence? Pair { get; init; }

    /// <summary>
    /// The rank of the other among what comes next after the first with the defaults of <see cref="RecommendOptions"/>, from 1; null
    /// without output vectors.
    /// </summary>
    public required int? NextRank { get; init; }

    /// <summary>The items that co-occur with both, strongest first.</summary>
    public required IReadOnlyList<SharedNeighbor> Shared { get; init; }

    /// <summary>The number of sessions with both expected by chance: the product of their sessions over all.</summary>
    public double Expected => Sessions * (double)OtherSessions / Math.Max(1, Counted.Sessions);
}

/// <summary>An item that co-occurs with two others.</summary>
/// <param name="Item">The item.</param>
/// <param name="Sessions">The sessions with it and the first.</param>
/// <param name="OtherSessions">The sessions with it and the second.</param>
/// <param name="Title">Its title, or null.</param>
public sealed record SharedNeighbor(string Item, int Sessions, int OtherSessions, string? Title);
