namespace Item2Vec.Embeddings.Corpus;

/// <summary>An event on its way into a corpus; what the corpus has no column for is left out.</summary>
/// <param name="Row">The item's row in the vocabulary.</param>
public readonly record struct CorpusEvent(int Row)
{
    /// <summary>How much is learned from it, in any unit. Default 1.</summary>
    public float Weight { get; init; } = 1;

    /// <summary>Any number that its basket goes by: events of one session that follow each other with the same number are one basket.</summary>
    public long Basket { get; init; }

    /// <summary>When it was, in seconds from any moment that is the same for its session.</summary>
    public double Time { get; init; }

    /// <summary>Whether it is a goal.</summary>
    public bool IsGoal { get; init; }
}
