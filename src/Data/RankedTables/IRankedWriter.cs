namespace Item2Vec.Data.RankedTables;

/// <summary>Writes answers in one format.</summary>
internal interface IRankedWriter
{
    Task WriteAsync(Stream stream, IEnumerable<IReadOnlyList<RankedAnswer>> batches);
}

/// <summary>The names of the columns.</summary>
internal static class RankedColumns
{
    public const string Query = "query", Rank = "rank", Item = "item", Score = "score", Popular = "popular";
}
