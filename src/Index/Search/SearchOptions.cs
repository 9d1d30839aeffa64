using Item2Vec.Embeddings.Common;
using Item2Vec.Indexing.Filters;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Indexing.Rules;

namespace Item2Vec.Indexing.Search;

/// <summary>Options of a query.</summary>
public sealed record SearchOptions
{
    /// <summary>Excluded items, besides those of the query. Unknown ones are ignored. Default none.</summary>
    public IReadOnlyCollection<string> Exclude { get; init; } = [];

    /// <summary>The allowed items, or null for all. The answer has as many as requested, if that many pass. Default null.</summary>
    public ItemFilter? Filter { get; init; }

    /// <summary>
    /// Items disliked: half the mean of their vectors (of unit vectors, if the metric is the cosine) is subtracted from the query's, and
    /// they are excluded. An unknown one is an error. Default none.
    /// </summary>
    public IReadOnlyCollection<string> Dislikes { get; init; } = [];

    /// <summary>Rules that the answer follows, or null for none. Default null.</summary>
    public RankingRules? Rules { get; init; }

    /// <summary>Whether results say why they are there: <see cref="Neighbor.Why"/>. Default false.</summary>
    public bool Why { get; init; }

    /// <summary>Items without events, which metadata or content has placed. Default: they rank among the others.</summary>
    public ColdItems Cold { get; init; }

    /// <summary>
    /// Whether every item is compared with the query. Otherwise the graph is searched, if there is one and it is faster. Default false.
    /// </summary>
    public bool Exact { get; init; }

    /// <summary>
    /// Candidates that a graph search keeps, 0 for the default of the index: more raise recall and query time. Default 0.
    /// </summary>
    public int Ef { get; init; }

    /// <summary>Threads for exact search in a large index, 0 for one per processor. The answer does not depend on it. Default 0.</summary>
    public int Threads { get; init; }

    /// <summary>Of what is found so many are shown, the rest is for rules; 0 for all.</summary>
    internal int Shown { get; init; }

    /// <summary>Whether the answer is what the search finds.</summary>
    internal bool IsPlain => !Why && Rules is null or { IsEmpty: true };

    /// <summary>Checks the options.</summary>
    /// <exception cref="Item2VecException">With every problem at once (<see cref="ErrorCode.Usage"/>).</exception>
    public void Validate()
    {
        Rules?.Validate();
        if (Threads >= 0 && Ef is >= 0 and <= IndexOptions.MaxEf) return;
        List<string> problems = [];
        if (Threads < 0) problems.Add($"{Threads} threads are not possible");
        if (Ef is < 0 or > IndexOptions.MaxEf) problems.Add($"ef {Ef} must be from 0 to {IndexOptions.MaxEf}");
        throw new Item2VecException(string.Join("; ", problems), code: ErrorCode.Usage);
    }
}
