using System.CommandLine;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Queries;
using Item2Vec.Data.Options;
using Item2Vec.Evaluation.Auditing;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Cli.Audit;

/// <summary>The options of audit; defaults are those of <see cref="AuditOptions"/>.</summary>
internal sealed class AuditingOptions
{
    private static readonly AuditOptions Defaults = new();

    private readonly Option<int> count =
        CliOption.Whole("-k", $"Length of a list [default: {Defaults.ListLength}]", 1, 1000).WithDefault(Defaults.ListLength);
    private readonly Option<ScoreMode[]> score = ScoreOption.New(
        "The lists to look at [default: next and similar, as far as the model can answer them]", []);
    private readonly Option<double> beta = QueryOptions.Beta("Weight of an item's popularity in --score next");

    private readonly Option<int> lists = CliOption.Whole(
        "--lists",
        $"Look at this many lists of items drawn as often as they were used [default: the list of every item; "
            + $"above {AuditOptions.MaxListsOfAll} items, so many drawn]",
        1,
        AuditOptions.MaxLists)
            .WithDefault(0);

    private readonly Option<int> trails =
        CliOption.Whole("--walks", $"Number of walks along recommendations [default: {Defaults.Walks}]", 1, AuditOptions.MaxWalks)
            .WithDefault(Defaults.Walks);
    private readonly Option<int> steps =
        CliOption.Whole("--steps", $"Steps of a walk [default: {Defaults.Steps}]", 1, 1000).WithDefault(Defaults.Steps);
    private readonly Option<string?> by = CliOption.Text(
        "--by", "COLUMN", "Compare groups of items by a column of the model or of --items");
    private readonly Option<string?> items = CliOption.Text(
        "--items", "FILE", "A table of the items with an id column, for columns that the model lacks");
    private readonly Option<string> separator = CliOption.Word(
        "--separator", "TEXT", "Separates several values of an item or user; 'none' takes each text as one value [default: |]")
        .WithDefault("|");
    private readonly Option<string?> userBy = CliOption.Text(
        "--user-by", "COLUMN", "Compare groups of users of INPUT by a column of --users, or by 'activity', their number of events");
    private readonly Option<string?> users = CliOption.Text("--users", "FILE", "A table of the users with an id column");
    private readonly Option<int> minGroupSize = CliOption.Whole(
        "--min-group-size", $"Compare groups of at least this many items or users [default: {Defaults.MinGroupSize}]", 2, int.MaxValue)
        .WithDefault(Defaults.MinGroupSize);
    private readonly Option<string[]> direction = Two(
        "--direction",
        "Two sets of items, such as genre=Romance genre=War, at the ends of a direction: which items are biased toward which end? A set "
            + "is COLUMN=VALUE, ids separated by commas, or @FILE with one id per line");
    private readonly Option<string[]> association = Two(
        "--association", "Two more sets: are they biased toward different ends of --direction by more than chance?");
    private readonly Option<int> permutations = CliOption.Whole(
        "--permutations", $"Random partitions of the test of --association [default: {Defaults.Permutations}]", 100,
        AuditOptions.MaxPermutations)
        .WithDefault(Defaults.Permutations);

    public AuditingOptions(Command command)
    {
        foreach (Option option in new Option[]
        {
            count, score, beta, lists, trails, steps, by, items, separator, userBy, users, minGroupSize, direction, association,
            permutations
        })
            command.Add(option);
    }

    public AuditOptions From(CliContext context) => new()
    {
        ListLength = context.Value(count),
        Scores = context.Value(score) is [_, ..] scores ? scores : null,
        PopularityWeight = context.Value(beta),
        Lists = context.Value(lists),
        Walks = context.Value(trails),
        Steps = context.Value(steps),
        MinGroupSize = context.Value(minGroupSize),
        Permutations = context.Value(permutations),
        Threads = context.Value(GlobalOptions.Threads),
        Seed = context.Value(GlobalOptions.Seed),
    };

    public AuditQuestion Question(CliContext context) => new()
    {
        By = context.Value(by),
        Items = context.Value(items),
        Separator = context.Value(separator) is not SessionReaderOptions.NoColumn and string text ? text : null,
        UserBy = context.Value(userBy),
        Users = context.Value(users),
        Direction = context.Value(direction) is { Length: 2 } ends ? (ends[0], ends[1]) : null,
        Association = context.Value(association) is { Length: 2 } sets ? (sets[0], sets[1]) : null,
    };

    private static Option<string[]> Two(string name, string description)
    {
        Option<string[]> option = CliOption.Several(name, "SET SET", description);
        option.Arity = new ArgumentArity(2, 2);
        return option;
    }
}

/// <summary>What an audit examines besides popularity, coverage and walks.</summary>
internal sealed record AuditQuestion
{
    /// <summary>The column that groups items, or null.</summary>
    public string? By { get; init; }

    /// <summary>A table of the items, or null.</summary>
    public string? Items { get; init; }

    /// <summary>Separates several values, or null.</summary>
    public string? Separator { get; init; }

    /// <summary>The column that groups users, or null.</summary>
    public string? UserBy { get; init; }

    /// <summary>A table of the users, or null.</summary>
    public string? Users { get; init; }

    /// <summary>The sets at the ends of a direction, or null.</summary>
    public (string A, string B)? Direction { get; init; }

    /// <summary>The sets tested along the direction, or null.</summary>
    public (string X, string Y)? Association { get; init; }
}
