using System.CommandLine;
using System.Globalization;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Terminal;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Options;

namespace Item2Vec.Cli.Plans;

/// <summary>The options of train that say how vectors are learned; defaults and ranges are those of <see cref="TrainingOptions"/>.</summary>
internal sealed class LearningOptions
{
    private static readonly TrainingOptions Defaults = new();

    private readonly Option<string> variant = CliOption.Choice(
        "--variant", "The model: items alone, by baskets, with users, or with metadata [default: item]", "item", TrainingOptions.Bagged, "user", "meta").WithDefault("item");

    private readonly Option<string> architecture =
        CliOption.Choice("--architecture", "Each context item predicts the centre, or their mean does [default: skipgram]", "skipgram", "cbow").WithDefault("skipgram");

    private readonly Option<int> dimensions = CliOption.Whole("--dimensions", "The length of a vector [default: 100]", 2, 2048).WithDefault(Defaults.Dimensions);
    private readonly Option<int> window = CliOption.Parsed<int>("--window", "N|session", "Events (bagged: baskets) to each side that are context, or the whole session regardless of order [default: 5]", ReadWindow)
        .WithDefault(Defaults.Window);

    private readonly Option<bool> fixedWindow = CliOption.Flag("--fixed-window", "Every window has its full width, instead of one drawn from 1 to --window, which favours near events");
    private readonly Option<bool> noEndToken = CliOption.Flag("--no-end-token", "No token at the end of each session; by default one is trained along, then dropped");
    private readonly Option<int> negative = CliOption.Whole("--negative", "Negative samples for each pair [default: 5]", 1, 128).WithDefault(Defaults.NegativeSamples);
    private readonly Option<int> sharing = CliOption.Whole(
        "--share-negatives", "Context items of a centre that share its negatives; 1 for independent pairs, slower [default: 10]", 1, 10_000).WithDefault(Defaults.NegativeSharing);
    private readonly Option<double> exponent = CliOption.Number(
        "--ns-exponent", "Negatives are drawn by count to this power, -1 to 1 [default: 0.75]", "a number from -1 to 1", x => x is >= -1 and <= 1).WithDefault(Defaults.NegativeExponent);
    private readonly Option<double> sample = CliOption.Number(
        "--sample", "Thin out items above this share of all events, 0 for never [default: 1e-3]", "a number from 0 to below 1, such as 1e-3", x => x is >= 0 and < 1).WithDefault(Defaults.Subsampling);

    private readonly Option<int> epochs = CliOption.Whole("--epochs", "Passes over the data [default: 15]", 1, 100_000).WithDefault(Defaults.Epochs);
    private readonly Option<string> optimizer = CliOption.Choice(
        "--optimizer", "All rows move by the learning rate, or each by a step of its own, for few passes [default: sgd]", "sgd", "adagrad").WithDefault("sgd");

    private readonly Option<double?> rate = CliOption.Parsed<double?>(
        "--learning-rate", "X", "The step size at the start [default: 0.025, cbow 0.05, adagrad 0.2]", ReadRate);

    private readonly Option<double> floor = CliOption.Number(
        "--learning-rate-floor", "The step size falls no lower than this share of the first; 1 keeps it constant [default: 1e-4]", "a number from 0 to 1", x => x is >= 0 and <= 1).WithDefault(Defaults.LearningRateFloor);

    public LearningOptions(Command command)
    {
        foreach (Option option in new Option[] { variant, architecture, dimensions, window, fixedWindow, noEndToken, negative, sharing, exponent, sample, epochs, optimizer, rate, floor }) command.Add(option);
    }

    public TrainingOptions From(CliContext context) => new()
    {
        Variant = context.Value(variant),
        Architecture = context.Value(architecture) == "cbow" ? Architecture.Cbow : Architecture.SkipGram,
        Dimensions = context.Value(dimensions),
        Window = context.Value(window),
        DynamicWindow = !context.Value(fixedWindow),
        NegativeSamples = context.Value(negative),
        NegativeSharing = context.Value(sharing),
        EndToken = !context.Value(noEndToken),
        NegativeExponent = context.Value(exponent),
        Subsampling = context.Value(sample),
        Epochs = context.Value(epochs),
        Optimizer = context.Value(optimizer) == "adagrad" ? Optimizer.AdaGrad : Optimizer.Sgd,
        LearningRate = context.Value(rate),
        LearningRateFloor = context.Value(floor),
        Threads = context.Value(GlobalOptions.Threads),
        Seed = context.Value(GlobalOptions.Seed),
    };

    /// <summary>Where two trainings differ, in the names of the command line: "--dimensions is 64, in the checkpoint 100". Threads may differ.</summary>
    public static IEnumerable<string> Differences(TrainingOptions saved, TrainingOptions given)
        => Shown(saved).Zip(Shown(given)).Where(pair => pair.First.Value != pair.Second.Value)
            .Select(pair => $"{pair.First.Name} is {pair.Second.Value}, in the checkpoint {pair.First.Value}");

    /// <summary>The optimizer as the command line writes it.</summary>
    public static string NameOf(Optimizer optimizer) => optimizer == Optimizer.AdaGrad ? "adagrad" : "sgd";

    private static IEnumerable<(string Name, string Value)> Shown(TrainingOptions options) =>
    [
        ("--variant", options.Variant),
        ("--architecture", options.Architecture == Architecture.Cbow ? "cbow" : "skipgram"),
        ("--user-mode", UserOptions.NameOf(options.UserMode)),
        ("--dimensions", Readable.Exact(options.Dimensions)),
        ("--window", options.Window == TrainingOptions.WholeSession ? "session" : Readable.Exact(options.Window)),
        ("--fixed-window", options.DynamicWindow ? "off" : "on"),
        ("--negative", Readable.Exact(options.NegativeSamples)),
        ("--share-negatives", Readable.Exact(options.NegativeSharing)),
        ("--no-end-token", options.EndToken ? "off" : "on"),
        ("--ns-exponent", Readable.Exact(options.NegativeExponent)),
        ("--sample", Readable.Exact(options.Subsampling)),
        ("--epochs", Readable.Exact(options.Epochs)),
        ("--optimizer", NameOf(options.Optimizer)),
        ("--learning-rate", Readable.Exact(options.EffectiveLearningRate)),
        ("--meta-weights", ItemReadingOptions.Shown(options.Metadata)),
        ("--meta-negatives", options.Metadata.SharedNegatives ? "shared" : "column"),
        ("--learning-rate-floor", Readable.Exact(options.LearningRateFloor)),
        ("--seed", options.Seed.ToString(CultureInfo.InvariantCulture)),
        .. ContextOptions.Shown(options),
    ];

    private static bool ReadWindow(string text, out int value, out string expected)
    {
        expected = "a whole number from 1 to 10000, or 'session'";
        value = TrainingOptions.WholeSession;
        return text == "session" || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value is >= 1 and <= 10_000);
    }

    private static bool ReadRate(string text, out double? value, out string expected)
    {
        expected = "a number above 0, at most 10";
        bool isNumber = CliOption.TryReadNumber(text, out double number);
        value = number;
        return isNumber && number is > 0 and <= 10;
    }
}

/// <summary>The options of train that say how users are learned.</summary>
internal sealed class UserOptions
{
    private static readonly (string Name, UserMode Mode)[] Modes = [("dbow+items", UserMode.DbowItems), ("dbow", UserMode.Dbow), ("dm", UserMode.Dm)];

    private readonly Option<string?> mode = CliOption.Choice(
        "--user-mode", "With --variant user: the user predicts items beside the context items, alone, or in their mean [default: dbow+items]", [.. Modes.Select(mode => mode.Name)])!;

    public UserOptions(Command command) => command.Add(mode);

    /// <summary>Adds what the command line says of users.</summary>
    /// <exception cref="Item2VecException">It says something and the variant has none.</exception>
    public TrainingOptions AddTo(TrainingOptions options, CliContext context)
    {
        if (context.Value(mode) is not string name) return options;
        if (options.Variant != "user") throw new Item2VecException($"--user-mode: variant '{options.Variant}' learns no users", "add --variant user", ErrorCode.Usage);
        return options with { UserMode = Modes.First(mode => mode.Name == name).Mode };
    }

    /// <summary>The mode as the command line writes it.</summary>
    public static string NameOf(UserMode mode) => Modes.First(known => known.Mode == mode).Name;
}
