using System.CommandLine;
using System.Globalization;
using Item2Vec.Cli.Options;
using Item2Vec.Embeddings.Common;
using Item2Vec.Evaluation.Cases;
using Item2Vec.Evaluation.Splits;

namespace Item2Vec.Cli.Plans;

/// <summary>The options of evaluate that say what is held out, asked and measured.</summary>
internal sealed class HoldOutOptions
{
    private static readonly EvaluationOptions Defaults = new();

    /// <summary>The names of <see cref="Protocol"/>, in its order.</summary>
    private static readonly string[] Protocols = ["last-item", "prefix", "recent", "item-to-item"];

    private readonly Option<string> split = CliOption.Parsed<string>(
        "--split",
        "last|sessions:F|time:F",
        "Hold out the last item of each session, a share of the sessions, or the latest share of them [default: last]",
        ReadSplit).WithDefault("last");

    private readonly Option<string?> pairs = CliOption.Text(
        "--pairs",
        "FILE",
        "Train on the whole log and ask the pairs of this table instead: tab-separated columns query and target, or session too");

    private readonly Option<string> protocol = CliOption.Choice(
        "--protocol",
        "What a model is given: the last item, the whole prefix (uniform or recency-weighted), or one item to predict the rest of its "
            + "session [default: last-item]",
        Protocols).WithDefault(Protocols[0]);

    private readonly Option<string> predict = CliOption.Choice(
        "--predict", "Look for the next item or for the rest of the session [default: next]", "next", "rest").WithDefault("next");
    private readonly Option<string> repeats = CliOption.Choice(
        "--repeats",
        "A target that is the item just used: leave the case out, count it as found, or rank that item like any other [default: drop]",
        "drop", "hit", "rank").WithDefault("drop");

    private readonly Option<IReadOnlyList<int>> cutoffs =
        Numbers("--cutoffs", "Lengths at which lists are cut [default: 5,10,20]").WithDefault(Defaults.Cutoffs);
    private readonly Option<IReadOnlyList<int>> cold =
        Numbers("--cold", "Also by how often the training part has the target: 0,5 gives 0, 1 to 5, and more [default: none]")
            .WithDefault(Defaults.ColdCounts);
    private readonly Option<int> cases = CliOption.Whole(
        "--cases", "Ask this many cases or few more, of sessions drawn at random [default: all]", 1, int.MaxValue).WithDefault(0);

    /// <param name="command">Receives the options.</param>
    /// <param name="ofTable">Whether to add the options that only affect result tables.</param>
    public HoldOutOptions(Command command, bool ofTable = true)
    {
        foreach (Option option in ofTable
            ? new Option[] { split, pairs, protocol, predict, repeats, cutoffs, cold, cases }
            : [split, protocol, predict, repeats]) command.Add(option);
    }

    /// <summary>A protocol as the command line has it.</summary>
    public static string NameOf(Protocol protocol) => Protocols[(int)protocol];

    /// <summary>The file of --pairs, or null.</summary>
    public string? Pairs(CliContext context) => context.Value(pairs);

    /// <summary>The text of --split, which has been checked.</summary>
    public string SplitText(CliContext context) => context.Value(split);

    public CorpusSplit Split(CliContext context)
        => CorpusSplit.TryParse(context.Value(split), context.Value(GlobalOptions.Seed), out CorpusSplit? parsed)
            ? parsed!
            : throw new InvalidOperationException("--split was checked when it was read");

    public EvaluationOptions From(CliContext context) => new()
    {
        Protocol = (Protocol)Array.IndexOf(Protocols, context.Value(protocol)),
        PredictRest = context.Value(predict) == "rest",
        Repeats = context.Value(repeats) switch
        {
            "drop" => RepeatRule.Drop,
            "hit" => RepeatRule.Hit,
            _ => RepeatRule.Rank,
        },
        Cutoffs = context.Value(cutoffs),
        ColdCounts = context.Value(cold),
        MaxCases = context.Value(cases),
        Threads = context.Value(GlobalOptions.Threads),
        Seed = context.Value(GlobalOptions.Seed),
    };

    /// <summary>Finds choices that do not go together.</summary>
    public void Check(CliContext context)
    {
        bool whole = context.Value(pairs) is null && context.Value(split) != "last";
        if (context.Value(protocol) == "item-to-item" && !whole)
        {
            throw new Item2VecException(
                "--protocol item-to-item needs whole sessions that are held out",
                "hold some out with --split sessions:0.1 or --split time:0.1",
                ErrorCode.Usage);
        }

        if (context.Value(pairs) is string path && !File.Exists(path))
            throw new Item2VecException($"--pairs {path}: there is no such file", code: ErrorCode.InputMissing);
    }

    private static Option<IReadOnlyList<int>> Numbers(string name, string description)
        => CliOption.Parsed<IReadOnlyList<int>>(name, "N,", description, (string text, out IReadOnlyList<int> value, out string expected) =>
        {
            expected = "increasing whole numbers separated by commas, such as 5,10,20";
            List<int> numbers = [];
            foreach (string part in text.Split(','))
                if (int.TryParse(part, NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out int number)
                    && (numbers.Count == 0 || number > numbers[^1])) numbers.Add(number);
            value = numbers;
            return numbers.Count == text.Split(',').Length;
        });

    private static bool ReadSplit(string text, out string value, out string expected)
    {
        value = text;
        expected = CorpusSplit.Syntax;
        return CorpusSplit.TryParse(text, 0, out _);
    }
}
