using Item2Vec.Embeddings.Vectors.Cooccurrences;

namespace Item2Vec.Indexing.Scoring;

/// <summary>What is known of two items: the sessions with both, and how near the vectors put them.</summary>
/// <param name="Item">An item.</param>
/// <param name="Other">Another.</param>
/// <param name="Cosine">The cosine of their input vectors.</param>
/// <param name="SimilarRank">The place of the other among the items most similar to the first, from 1.</param>
public sealed record Explanation(string Item, string Other, double Cosine, int SimilarRank)
{
    /// <summary>The sessions that were counted.</summary>
    public required CooccurrenceInfo Counted { get; init; }

    /// <summary>The sessions with the first item.</summary>
    public required int Sessions { get; init; }

    /// <summary>The sessions with the other.</summary>
    public required int OtherSessions { get; init; }

    /// <summary>What sessions say of the two, as the first sees it; null where neither keeps the pair.</summary>
    public required Cooccurrence? Pair { get; init; }

    /// <summary>The place of the other among what comes next after the first by <see cref="RecommendOptions"/>' defaults, from 1; null without output vectors.</summary>
    public required int? NextRank { get; init; }

    /// <summary>The items that both keep pairs with, the firmest link first.</summary>
    public required IReadOnlyList<SharedNeighbor> Shared { get; init; }

    /// <summary>The sessions that would have both if items fell into sessions by chance: the product of their sessions over all.</summary>
    public double Expected => Sessions * (double)OtherSessions / Math.Max(1, Counted.Sessions);
}

/// <summary>An item that two others were both used with.</summary>
/// <param name="Item">The item.</param>
/// <param name="Sessions">The sessions with it and the first.</param>
/// <param name="OtherSessions">The sessions with it and the second.</param>
/// <param name="Title">Its title, where the model has one.</param>
public sealed record SharedNeighbor(string Item, int Sessions, int OtherSessions, string? Title);
