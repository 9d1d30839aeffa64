using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training.Variants;

namespace Item2Vec.Cli.Options;

/// <summary>What the command line calls the properties and methods that the libraries' errors name.</summary>
internal static class OptionNames
{
    private static readonly Dictionary<string, string> Flags = new(StringComparer.Ordinal)
    {
        // Reading a log.
        ["ItemColumn"] = "--item-column",
        ["SessionColumn"] = "--session-column",
        ["UserColumn"] = "--user-column",
        ["TimeColumn"] = "--time-column",
        ["NullWords"] = "--null",
        ["ColumnNames"] = "--columns",
        ["HasHeader"] = "--no-header",
        ["Quotes"] = "--no-quotes",
        ["AllowLoss"] = "--allow-loss",
        ["TimeFormats"] = "--time-format",
        ["BasketColumn"] = "--basket-column",
        ["WeightColumn"] = "--weight-column",
        ["GoalColumn"] = "--goal-column",
        ["SplitColumn"] = "--split",
        ["Delimiter"] = "--delimiter",
        ["SessionGap"] = "--session-gap",
        ["MinCount"] = "--min-count",
        ["MemoryLimit"] = "--memory-limit",
        ["MaxLine"] = "--max-line",

        // Training, besides the options of the table.
        ["Neighbors"] = "--co-occurrences",
        ["Resume"] = "--resume",
        ["ContentOptions.MinCount"] = "--content-min-count",

        // Content.
        ["Vocabulary"] = "--vocabulary",
        ["Pooling"] = "--pooling",
        ["OutputName"] = "--output-name",
        ["BatchSize"] = "--batch",
        ["SkipUnreadable"] = "--skip-unreadable",

        // Asking, evaluating and auditing.
        ["Score"] = "--score",
        ["HistoryWeights"] = "--history-weights",
        ["PopularityWeight"] = "--beta",
        ["UserWeight"] = "--user-weight",
        ["Fold"] = "--fold",
        ["Boost"] = "--boost",
        ["MaxPer"] = "--max-per",
        ["Diversity"] = "--diversity",
        ["Scores"] = "--score",
        ["Repeats"] = "--repeats",
        ["ListLength"] = "-k",
        ["MinGroupSize"] = "--min-group-size",
        ["EscapeItems"] = "--escape",
        ["NumberType"] = "--type",
        ["Normalize"] = "--normalize",
    };

    private static readonly Dictionary<string, string> Commands = new(StringComparer.Ordinal)
    {
        ["ItemTrainer.Train"] = "item2vec train",
        ["ModelDirectory.Save"] = "item2vec train",
        ["ItemIndex.Build"] = "item2vec index build",
        ["VectorFormats.Find"] = "item2vec import",
        ["ItemTable.Read"] = "--items FILE",
        ["ItemTableOptions.OfUsers"] = "--users FILE",
        ["ItemMetadata.Of"] = "--metadata",
        ["BlendSlice.HoldOut"] = "--blend-sessions",
        ["ContentEncoder.Encode"] = "--encoder",
        ["ContentSource.Texts"] = "--text",
        ["ContentSource.Images"] = "--image",
        ["ContentSource.Tensors"] = "--tensor",
        ["ContentPlacement.Place"] = "train --content",
        ["TextEncoderBuilder.Write"] = "item2vec content fit",
    };

    /// <summary>Every flag and command that an error may name.</summary>
    public static IEnumerable<string> All => [.. Flags.Values, .. Table.All.Select(Flag), .. Commands.Values];

    private static TrainingOptionTable Table => VariantRegistry.BuiltIn.Options;

    /// <summary>A note of a library about options, in the words of the command line.</summary>
    public static string InText(string note) => new Item2VecException(note) { Option = string.Empty }.With(Of).Message;

    /// <summary>The error of a command whose options have problems, which name properties and their values.</summary>
    public static Item2VecException ErrorOf(string command, IEnumerable<string> problems) => new(
        string.Join("; ", problems.Select(InProblem)), $"'item2vec {command} --help' lists the options", ErrorCode.Usage);

    /// <summary>A problem in the words of the command line: <c>Bag = Mean</c> is <c>--bag mean</c>.</summary>
    private static string InProblem(string problem)
    {
        string[] values = [.. Table.All.Where(option => option.Kind == OptionKind.Choice)
            .Where(option => problem.Contains(option.Property, StringComparison.Ordinal)).SelectMany(option => option.Syntax.Split('|'))];

        // As a hint, in which properties of a single word are replaced too.
        return new Item2VecException(problem, problem) { Option = string.Empty }
            .With(name => Of(name) ?? Array.Find(values, value => value.Equals(name, StringComparison.OrdinalIgnoreCase))).Hint!;
    }

    /// <summary>The flag of a property, the flag or command of a method; null when the command line has none.</summary>
    public static string? Of(string name)
        => Flags.GetValueOrDefault(name) ?? Commands.GetValueOrDefault(name)
            ?? (Table.OfProperty(name) is TrainingOption option ? Flag(option) : null);

    private static string Flag(TrainingOption option) => $"--{option.Key}";
}
