using Item2Vec.Embeddings.Common;

namespace Item2Vec.Indexing.Hnsw;

/// <summary>Options of a graph. Stored in the file, so that they need not be given again when it is opened.</summary>
public sealed record IndexOptions
{
    private const int SmallGraph = 100_000;

    /// <summary>Minimum and maximum of <see cref="M"/>.</summary>
    public const int MinM = 2, MaxM = 128;

    /// <summary>Maximum of <see cref="EfConstruction"/> and <see cref="EfSearch"/>.</summary>
    public const int MaxEf = 1 << 16;

    /// <summary>
    /// Links per item, 2 to 128; twice as many on the lowest level. More raise recall and memory. Default 16 (as in hnswlib).
    /// </summary>
    public int M { get; init; } = 16;

    /// <summary>
    /// Candidates that an item's links are selected from, at least <see cref="M"/>, up to 65,536. More raise recall and build time. Default
    /// 200 (as in hnswlib); see <see cref="For"/>.
    /// </summary>
    public int EfConstruction { get; init; } = 200;

    /// <summary>Candidates that a query keeps by default, 1 to 65,536. More raise recall and query time. Default 64.</summary>
    public int EfSearch { get; init; } = 64;

    /// <summary>The metric. Default cosine.</summary>
    public Metric Metric { get; init; } = Metric.Cosine;

    /// <summary>
    /// Whether a second graph is built over the output vectors, for <c>Recommend</c>; it takes as long to build. Default true.
    /// </summary>
    public bool Output { get; init; } = true;

    /// <summary>Whether discarded candidates fill an item's free links ("keepPrunedConnections" of the paper). Default false.</summary>
    public bool KeepPruned { get; init; }

    /// <summary>Random seed of the items' levels. Default 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>
    /// Threads, 0 for one per processor. With 1 the same vectors, options and seed give the same graph, bit for bit. Default 0.
    /// </summary>
    public int Threads { get; init; }

    /// <summary>
    /// The defaults for a number of items: up to 100,000 items half of the candidates of a large graph find the same neighbors
    /// (docs/index.md).
    /// </summary>
    public static IndexOptions For(int items) => new() { EfConstruction = items <= SmallGraph ? 100 : 200 };

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
        OptionProblems.Reject(problems);
    }
}

/// <summary>The metric between two vectors.</summary>
public enum Metric
{
    /// <summary>The cosine of the angle between them; lengths do not matter, a zero vector has cosine 0 with every other.</summary>
    Cosine = 0,

    /// <summary>Their dot product.</summary>
    Dot = 1,

    /// <summary>Their Euclidean distance; its negative is the score, so that higher is better as with the others.</summary>
    Euclidean = 2,
}
