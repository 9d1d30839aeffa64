using Item2Vec.Cli.Terminal;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Evaluation.Auditing;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Cli.Audit;

/// <summary>The result of an audit.</summary>
internal sealed class AuditResult
{
    public required string Model { get; init; }

    public required AuditOptions Options { get; init; }

    public required ItemVectors Vectors { get; init; }

    /// <summary>The files of the log; empty if the model's own counts were used.</summary>
    public required IReadOnlyList<string> Log { get; init; }

    public required int Lists { get; init; }

    /// <summary>Whether lists are of items drawn by use, instead of every item once.</summary>
    public required bool IsSample { get; init; }

    public required long UsedEvents { get; init; }

    /// <summary>Use, measured as if it were lists; null if it is unknown.</summary>
    public required ListMetrics? Use { get; init; }

    public required IReadOnlyList<(ScoreMode Score, ListMetrics Metrics)> Scores { get; init; }

    public required IReadOnlyList<WalkMetrics> Walks { get; init; }

    public required GroupExposure? Groups { get; init; }

    public required IReadOnlyList<UserGroupAccuracy> Users { get; init; }

    public required DirectionMetrics? Direction { get; init; }

    /// <summary>The compared sources: use, if known, and each score.</summary>
    public IReadOnlyList<(string Name, ListMetrics Metrics)> Sources
        =>
        [
            .. Use is null ? [] : ((string, ListMetrics)[])[("use", Use)], .. Scores.Select(one => (one.Score.Name, one.Metrics))
        ];

    /// <summary>Which lists were examined, in words.</summary>
    public string ListsInWords => $"lists of {Options.ListLength} by each score, "
        + (IsSample
            ? $"{Readable.Count(Lists)} of items drawn as often as they were used"
            : $"one for each of {Readable.Count(Lists, "item")}");

    /// <summary>A kind of walk in words.</summary>
    public static string NameOf(WalkMetrics walk) => walk.Kind switch
    {
        WalkKind.First => $"{walk.Score!.Name}, always the first",
        WalkKind.Any => $"{walk.Score!.Name}, any of the list",
        WalkKind.Used => "what sessions did next",
        _ => "drawn by use",
    };

    public string Title(int row) => Vectors.Attributes.Title(row) ?? string.Empty;
}
