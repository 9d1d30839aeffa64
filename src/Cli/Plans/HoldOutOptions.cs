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
    private static readonly string[] Protocols = ["last-item", "prefix", "recent", "item-to-item", "published"];

    private const string ColumnPrefix = "column:";
    private const string Last = "last";

    private readonly Option<string> split;

    private readonly Option<string[]> test = CliOption.Several(
        "--test", "FILE", "Train on the whole log and ask about the sessions of these files instead");

    private readonly Option<string?> pairs = CliOption.Text(
        "--pairs",
        "FILE",
        "Train on the whole log and ask the pairs of this table instead: tab-separated columns query and target, or session too");

    private readonly Option<string> protocol = CliOption.Choice(
        "--protocol",
        "What a model is given: the last item, the whole prefix (uniform or recency-weighted), or one item to predict the rest of its "
            + "session; published is recent as papers on session models count it [default: last-item]",
        Protocols).WithDefault(Protocols[0]);

    private readonly Option<string> predict = CliOption.Choice(
        "--predict", "Look for the next item or for the rest of the session [default: next]", "next", "rest").WithDefault("next");
    private readonly Option<string?> repeats = CliOption.Choice(
        "--repeats",
        "A target that is the item just used: leave the case out, count it as found, or rank that item like any other [default: drop; "
            + "rank with --protocol published]",
        "drop", "hit", "rank")!;

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
        split = CliOption.Parsed<string>(
            "--split",
            ofTable ? "last|sessions:F|time:F|column:NAME" : "last|sessions:F|time:F",
            "Hold out the last item of each session, a share of the sessions, or the latest share of them"
                + (ofTable ? "; or the sessions that a column says are for testing" : string.Empty) + " [default: last]",
            ofTable ? ReadSplitOrColumn : ReadSplit).WithDefault(Last);
        foreach (Option option in ofTable
            ? new Option[] { split, test, pairs, protocol, predict, repeats, cutoffs, cold, cases }
            : [split, protocol, predict, repeats]) command.Add(option);
    }

    /// <summary>A protocol as the command line has it.</summary>
    public static string NameOf(Protocol protocol) => Protocols[(int)protocol];

    /// <summary>The text of --split, which has been checked.</summary>
    public string SplitText(CliContext context) => context.Value(split);

    /// <summary>The options that say what is trained on and asked besides the log.</summary>
    public IReadOnlyList<Option> OfOtherFiles => [test, pairs];

    /// <summary>What is held out, and where it comes from.</summary>
    public HeldOut HeldOut(CliContext context)
    {
        string text = context.Value(split);
        CorpusSplit.TryParse(text, context.Value(GlobalOptions.Seed), out CorpusSplit? parsed);
        return new HeldOut(text)
        {
            Split = parsed,
            IsGiven = IsGiven(context, split),
            Column = parsed is null ? text[ColumnPrefix.Length..] : null,
            Pairs = context.Value(pairs),
            Test = context.Value(test) ?? [],
        };
    }

    public EvaluationOptions From(CliContext context)
    {
        EvaluationOptions options = Options(context);
        return context.Value(repeats) switch
        {
            null => options,
            "drop" => options with { Repeats = RepeatRule.Drop },
            "hit" => options with { Repeats = RepeatRule.Hit },
            _ => options with { Repeats = RepeatRule.Rank },
        };
    }

    private EvaluationOptions Options(CliContext context) => new()
    {
        Protocol = (Protocol)Array.IndexOf(Protocols, context.Value(protocol)),
        PredictRest = context.Value(predict) == "rest",
        Cutoffs = context.Value(cutoffs),
        ColdCounts = context.Value(cold),
        MaxCases = context.Value(cases),
        Threads = context.Value(GlobalOptions.Threads),
        Seed = context.Value(GlobalOptions.Seed),
    };

    /// <summary>Finds choices that do not go together.</summary>
    /// <param name="context">The command's context.</param>
    /// <param name="ofModels">Whether models are asked that are trained already, with whole sessions where no split is given.</param>
    public void Check(CliContext context, bool ofModels = false)
    {
        if (context.Value(test) is { Length: > 0 })
        {
            if (IsGiven(context, split)) throw Instead("--split", "--test says what is held out");
            if (context.Value(pairs) is not null) throw Instead("--pairs", "--test says what is asked");
        }

        bool whole = context.Value(test) is { Length: > 0 }
            || (ofModels && !IsGiven(context, split))
            || (context.Value(pairs) is null && context.Value(split) != Last);
        if (context.Value(protocol) is "item-to-item" or "published" && !whole)
        {
            throw new Item2VecException(
                $"--protocol {context.Value(protocol)} needs whole sessions that are held out",
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

    private static bool IsGiven(CliContext context, Option option) => context.Parsed.GetResult(option) is { Implicit: false };

    private static Item2VecException Instead(string option, string reason)
        => new($"{option}: {reason}", $"leave {option} out", ErrorCode.Usage);

    private static bool ReadSplitOrColumn(string text, out string value, out string expected)
    {
        value = text;
        expected = $"{CorpusSplit.Syntax}; or {ColumnPrefix}NAME";
        return CorpusSplit.TryParse(text, 0, out _)
            || (text.StartsWith(ColumnPrefix, StringComparison.Ordinal) && text.Length > ColumnPrefix.Length);
    }

    private static bool ReadSplit(string text, out string value, out string expected)
    {
        value = text;
        expected = CorpusSplit.Syntax;
        return CorpusSplit.TryParse(text, 0, out _);
    }
}
