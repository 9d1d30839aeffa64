namespace Item2Vec.Data.DuckDb;

/// <summary>DuckDB refused or failed a statement; the message is DuckDB's own. Translated before it reaches a user.</summary>
internal sealed class DuckException(string message) : Exception(message);
