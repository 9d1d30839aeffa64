namespace Item2Vec.Indexing.Search;

/// <summary>A result of a query.</summary>
/// <param name="Row">The item's row.</param>
/// <param name="Score">Higher is better.</param>
public readonly record struct ScoredRow(int Row, float Score);
