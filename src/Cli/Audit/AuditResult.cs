using Item2Vec.Cli.Terminal;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Evaluation.Auditing;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Cli.Audit;

/// <summary>All that an audit found.</summary>
internal sealed class AuditResult
{
    public required string Model { get; init; }

    public required AuditOptions Options { get; init; }

    public required ItemVectors Vectors { get; init; }

    /// <summary>The files that told of use; none where the model's own counts did.</summary>
    public required IReadOnlyList<string> Log { get; init; }

    public required int Lists { get; init; }

    /// <summary>Whether lists are of items drawn by use, and not of every item once.</summary>
    public required bool IsSample { get; init; }

    public required long UsedEvents { get; init; }

    /// <summary>What was used, as if it were lists; null where nothing is known of it.</summary>
    public required ListMetrics? Use { get; init; }

    public required IReadOnlyList<(ScoreMode Score, ListMetrics Figures)> Scores { get; init; }

    public required IReadOnlyList<WalkMetrics> Walks { get; init; }

    public required GroupExposure? Groups { get; init; }

    public required IReadOnlyList<UserGroupAccuracy> Users { get; init; }

    public required DirectionMetrics? Direction { get; init; }

    /// <summary>Use, where it is known, and each score: what lists are compared by.</summary>
    public IReadOnlyList<(string Name, ListMetrics Figures)> Sources
        => [.. Use is null ? [] : ((string, ListMetrics)[])[("use", Use)], .. Scores.Select(one => (Scorers.NameOf(one.Score), one.Figures))];

    /// <summary>Which lists were looked at, in words.</summary>
    public string ListsInWords => $"lists of {Options.ListLength} by each score, "
        + (IsSample ? $"{Readable.Count(Lists)} of items drawn as often as they were used" : $"one for each of {Readable.Count(Lists, "item")}");

    /// <summary>A kind of walk in words.</summary>
    public static string NameOf(WalkMetrics walk) => walk.Kind switch
    {
        WalkKind.First => $"{Scorers.NameOf(walk.Score!.Value)}, always the first",
        WalkKind.Any => $"{Scorers.NameOf(walk.Score!.Value)}, any of the list",
        WalkKind.Used => "what sessions did next",
        _ => "drawn by use",
    };

    public string Title(int row) => Vectors.Attributes.Title(row) ?? string.Empty;
}
