using Item2Vec.Embeddings.Common;

namespace Item2Vec.Embeddings.Vectors.Cooccurrences;

/// <summary>Options of the co-occurrences that a model keeps.</summary>
/// <param name="Neighbors">The number of strongest pairs kept per item, 1 to <see cref="MaxNeighbors"/>.</param>
/// <param name="Reach">Maximum distance of two items in events, 1 to 255.</param>
/// <param name="Threads">Threads, or 0 for one per processor. The counts do not depend on it.</param>
public sealed record CooccurrenceOptions(int Neighbors = CooccurrenceOptions.DefaultNeighbors, int Reach = CooccurrenceOptions.DefaultReach, int Threads = 0)
{
    /// <summary>The default of <see cref="Neighbors"/>: 200 and 1,000 find next items no better (docs/evaluation.md).</summary>
    public const int DefaultNeighbors = 64;

    /// <summary>Maximum of <see cref="Neighbors"/>.</summary>
    public const int MaxNeighbors = 1000;

    /// <summary>The default of <see cref="Reach"/>, that of sequential rules (Ludewig and Jannach 2018).</summary>
    public const int DefaultReach = 10;

    /// <summary>Checks the options.</summary>
    /// <exception cref="Item2VecException">One is out of range (<see cref="ErrorCode.Usage"/>).</exception>
    public void Validate()
    {
        if (Neighbors is < 1 or > MaxNeighbors) throw new Item2VecException($"the pairs kept of an item are 1 to {MaxNeighbors}", code: ErrorCode.Usage);
        if (Reach is < 1 or > byte.MaxValue) throw new Item2VecException($"the reach of pairs is 1 to {byte.MaxValue} events", code: ErrorCode.Usage);
        if (Threads < 0) throw new Item2VecException("the number of threads is at least 0", code: ErrorCode.Usage);
    }
}
