namespace Item2Vec.Indexing.Search;

/// <summary>What becomes of items without events, which metadata or content has placed.</summary>
public enum ColdItems
{
    /// <summary>They rank among the others, by scores made comparable on held-out items where the model has learned how.</summary>
    Mix,

    /// <summary>They are not in the answer.</summary>
    Exclude,

    /// <summary>Only they are in the answer.</summary>
    Only,
}
