namespace Item2Vec.Data.RankedTables;

/// <summary>The answer to one of many queries.</summary>
/// <param name="Query">The item, or the id of the history.</param>
/// <param name="Results">The results, best first.</param>
public sealed record RankedAnswer(string Query, IReadOnlyList<KeyValuePair<string, float>> Results)
{
    /// <summary>Whether nothing of the query is known, so that these are the items most popular now.</summary>
    public bool IsPopular { get; init; }
}
