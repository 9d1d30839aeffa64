namespace Item2Vec.Indexing;

/// <summary>How a query is answered.</summary>
public sealed record SearchOptions
{
    /// <summary>Items that must not be in the answer, beside those of the query. Unknown ones are ignored. Default none.</summary>
    public IReadOnlyCollection<string> Exclude { get; init; } = [];

    /// <summary>Threads for one query of a large index, 0 for one each processor. The answer does not depend on it. Default 0.</summary>
    public int Threads { get; init; }
}
