namespace Item2Vec.Embeddings.Corpus;

/// <summary>An event to be added to a corpus; fields without a column in the corpus are ignored.</summary>
/// <param name="Row">The item's row in the vocabulary.</param>
public readonly record struct CorpusEvent(int Row)
{
    /// <summary>Its weight, in any unit. Default 1.</summary>
    public float Weight { get; init; } = 1;

    /// <summary>Any number for its basket: consecutive events of a session with the same number are one basket.</summary>
    public long Basket { get; init; }

    /// <summary>Its time, in seconds since any moment that is the same within its session.</summary>
    public double Time { get; init; }

    /// <summary>Whether it is a goal.</summary>
    public bool IsGoal { get; init; }
}
