namespace Item2Vec.Indexing.Search;

/// <summary>A row that a query found.</summary>
/// <param name="Row">The item's row.</param>
/// <param name="Score">How well it fits, higher is better.</param>
public readonly record struct ScoredRow(int Row, float Score);
