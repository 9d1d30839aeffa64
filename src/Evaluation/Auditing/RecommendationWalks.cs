using Item2Vec.Embeddings.Numerics;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation.Auditing;

/// <summary>Walks from item to item along recommendations.</summary>
/// <remarks>
/// All kinds of walks start at the same items, drawn by use; each walk has its own random stream, so that results do not depend on threads.
/// </remarks>
internal sealed class RecommendationWalks(EmbeddingMatrix unit, Consumption consumption, AuditLog? log, AuditOptions options)
{
    /// <summary>Keep the random streams apart.</summary>
    private const long Starts = 1, Choices = 2;

    /// <summary>Always the first of the list.</summary>
    public WalkMetrics First(ScoreLists lists, CancellationToken cancellationToken)
        => Follow(lists, (row, _, _) => lists[row][0].Row, cancellationToken) with { Score = lists.Score, Kind = WalkKind.First };

    /// <summary>Any item of the list, uniformly.</summary>
    public WalkMetrics Any(ScoreLists lists, CancellationToken cancellationToken)
        => Follow(lists, (row, walk, step) => lists[row][Chance(walk, step).NextBelow(lists[row].Length)].Row, cancellationToken) with
        {
            Score = lists.Score, Kind = WalkKind.Any
        };

    /// <summary>
    /// What people did: draws an event of the item and takes what followed it in its session; without a log, any item in proportion to its
    /// use.
    /// </summary>
    public WalkMetrics Used() => Follow(null, (row, walk, step) =>
    {
        RandomSource random = Chance(walk, step);
        return log?.After(row, ref random) is int next and >= 0 ? next : consumption.Draw(ref random);
    }, CancellationToken.None) with { Kind = log is null ? WalkKind.Drawn : WalkKind.Used };

    private RandomSource Chance(int walk, int step) => RandomSource.For(options.Seed, Choices, ((long)walk * options.Steps) + step);

    private WalkMetrics Follow(ScoreLists? lists, Func<int, int, int, int> next, CancellationToken cancellationToken)
    {
        int[][] paths = new int[options.Walks][];
        RandomSource random = RandomSource.For(options.Seed, Starts, 0);
        for (int walk = 0; walk < paths.Length; walk++)
        {
            paths[walk] = new int[options.Steps + 1];
            paths[walk][0] = consumption.Draw(ref random);
        }

        for (int step = 0; step < options.Steps; step++)
        {
            int at = step;
            lists?.Ensure(paths.Select(path => path[at]), cancellationToken);
            for (int walk = 0; walk < paths.Length; walk++) paths[walk][step + 1] = next(paths[walk][step], walk, step);
        }

        return Metrics(paths);
    }

    private WalkMetrics Metrics(int[][] paths)
    {
        double[] cosines = new double[options.Steps];
        double distinct = 0;
        int returned = 0;
        double loops = 0;
        foreach (int[] path in paths)
        {
            for (int step = 1; step < path.Length; step++)
                cosines[step - 1] += VectorOperations.Dot(unit.Row(path[0]), unit.Row(path[step])) / paths.Length;
            distinct += path.Distinct().Count();
            int loop = FirstReturn(path);
            if (loop == 0) continue;
            returned++;
            loops += loop;
        }

        return new WalkMetrics
        {
            DistinctItems = distinct / paths.Length,
            Returned = (double)returned / paths.Length,
            LoopLength = loops / returned,
            ItemsReached = (double)paths.SelectMany(path => path).Distinct().Count() / unit.Rows,
            Cosines = cosines,
        };
    }

    /// <summary>The steps between an item and its first repetition; 0 if none is repeated.</summary>
    private static int FirstReturn(int[] path)
    {
        Dictionary<int, int> seen = [];
        for (int step = 0; step < path.Length; step++)
        {
            if (seen.TryGetValue(path[step], out int before)) return step - before;
            seen[path[step]] = step;
        }

        return 0;
    }
}

/// <summary>How a walk chooses its next item.</summary>
public enum WalkKind
{
    /// <summary>The first of the list.</summary>
    First,

    /// <summary>Any item of the list, uniformly.</summary>
    Any,

    /// <summary>What followed in a session of the log.</summary>
    Used,

    /// <summary>Any item, in proportion to its use.</summary>
    Drawn,
}

/// <summary>Statistics of all walks of a kind.</summary>
public sealed record WalkMetrics
{
    /// <summary>The score behind the lists, or null for walks without lists.</summary>
    public ScoreMode? Score { get; init; }

    /// <summary>How the next item is chosen.</summary>
    public WalkKind Kind { get; init; }

    /// <summary>The mean number of distinct items of a walk, including its start.</summary>
    public required double DistinctItems { get; init; }

    /// <summary>The share of walks that returned to an item.</summary>
    public required double Returned { get; init; }

    /// <summary>
    /// For walks that returned, the mean number of steps from an item to its first repetition: a walk along first positions loops there
    /// forever. NaN if none returned.
    /// </summary>
    public required double LoopLength { get; init; }

    /// <summary>The share of the catalog visited by any walk.</summary>
    public required double ItemsReached { get; init; }

    /// <summary>For each step the mean cosine of the input vectors of its item and the start.</summary>
    public required IReadOnlyList<double> Cosines { get; init; }
}
