using Item2Vec.Embeddings.Common;

namespace Item2Vec.Indexing.Hnsw;

/// <summary>How a graph is built. Stored in the file, so that nothing has to be said again when it is opened.</summary>
public sealed record IndexOptions
{
    /// <summary>The smallest and largest <see cref="M"/>.</summary>
    public const int MinM = 2, MaxM = 128;

    /// <summary>The largest <see cref="EfConstruction"/> and <see cref="EfSearch"/>.</summary>
    public const int MaxEf = 1 << 16;

    /// <summary>Links of an item, 2 to 128; twice as many on the lowest level. More find more and cost memory. Default 16 (the usual choice of hnswlib).</summary>
    public int M { get; init; } = 16;

    /// <summary>Candidates that an item's links are chosen from, at least <see cref="M"/>, up to 65,536. More build slower and find more. Default 200 (hnswlib's).</summary>
    public int EfConstruction { get; init; } = 200;

    /// <summary>Candidates that a query keeps unless it says otherwise, 1 to 65,536. More answer slower and find more. Default 64.</summary>
    public int EfSearch { get; init; } = 64;

    /// <summary>What nearness is. Default cosine.</summary>
    public Metric Metric { get; init; } = Metric.Cosine;

    /// <summary>Whether the output vectors get a graph of their own, which <c>Recommend</c> searches; it takes as long to build. Default true.</summary>
    public bool Output { get; init; } = true;

    /// <summary>Whether links that the heuristic passed over fill up an item's places ("keepPrunedConnections" of the paper). Default false.</summary>
    public bool KeepPruned { get; init; }

    /// <summary>Where the items' levels come from. Default 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Threads, 0 for one each processor. With 1 the same vectors, options and seed give the same graph, bit for bit. Default 0.</summary>
    public int Threads { get; init; }

    /// <summary>Checks the options.</summary>
    /// <exception cref="Item2VecException">With every problem at once (<see cref="ErrorCode.Usage"/>).</exception>
    public void Validate()
    {
        List<string> problems = [];
        if (M is < MinM or > MaxM) problems.Add($"M {M} must be from {MinM} to {MaxM}");
        if (EfConstruction < M || EfConstruction > MaxEf) problems.Add($"efConstruction {EfConstruction} must be from M ({M}) to {MaxEf}");
        if (EfSearch is < 1 or > MaxEf) problems.Add($"efSearch {EfSearch} must be from 1 to {MaxEf}");
        if (!Enum.IsDefined(Metric)) problems.Add("the metric must be cosine, dot or euclidean");
        if (Threads < 0) problems.Add($"{Threads} threads are not possible");
        if (problems.Count > 0) throw new Item2VecException(string.Join("; ", problems), code: ErrorCode.Usage);
    }
}

/// <summary>What nearness of two vectors is.</summary>
public enum Metric
{
    /// <summary>The cosine of the angle between them; lengths do not matter, a zero vector has cosine 0 with every other.</summary>
    Cosine = 0,

    /// <summary>Their dot product.</summary>
    Dot = 1,

    /// <summary>Their distance; its negative is the score, so that higher is better as with the others.</summary>
    Euclidean = 2,
}
