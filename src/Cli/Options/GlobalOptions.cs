using System.CommandLine;
using Item2Vec.Cli.Terminal;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training.Variants;
using Item2Vec.Indexing;

namespace Item2Vec.Cli.Options;

/// <summary>The options of every command.</summary>
internal static class GlobalOptions
{
    public static readonly Option<string> Format =
        CliOption.Choice("--format", "Output format", ResultFormats.Names).WithDefault("table").Everywhere();

    public static readonly Option<bool> Quiet =
        CliOption.Flag("--quiet", "No notes and no progress, only results, warnings and errors", "-q").Everywhere();

    public static readonly Option<bool> Verbose =
        CliOption.Flag("--verbose", "More notes; a stack trace on unexpected errors").Everywhere();

    public static readonly Option<bool> NoColor = CliOption.Flag("--no-color", "No colors, like NO_COLOR in the environment").Everywhere();

    public static readonly Option<bool> CsvSafe = CliOption.Flag(
        "--csv-safe", "With --format tsv: a quote before cells that a spreadsheet would take for formulas (=, +, -, @)").Everywhere();

    /// <summary>Leaving it out is what 0 is in the library, which the command line does not read.</summary>
    public static readonly Option<int> Threads = CliOption.Whole(
        "--threads", CliOption.HelpOf(OfTraining(nameof(TrainingOptions.Threads))), 1, TrainingOptions.MaxThreads).Everywhere();

    public static readonly Option<long> Seed = CliOption.Declared(OfTraining(nameof(TrainingOptions.Seed)), (_, options) => options.Seed)
        .WithDefault(new TrainingOptions().Seed).Everywhere();

    /// <summary>Shows what --help leaves out; what it does is the program's to say.</summary>
    public static readonly Option<bool> HelpAll = CliOption.Flag("--help-all", "Show all options, by group").Everywhere();

    /// <summary>How notes, warnings and errors are written.</summary>
    public static readonly Option<string> Log = CliOption.Choice(
        "--log", "Notes, warnings and errors on standard error as text, or as JSON lines with times and nothing else [default: text]",
        "text", "json").WithDefault("text").Everywhere();

    public static IReadOnlyList<Option> All => [Format, CsvSafe, Quiet, Verbose, NoColor, Log, Threads, Seed, HelpAll];

    /// <summary>Whether the log is JSON; also if the rest of the command line is invalid.</summary>
    public static bool IsJsonLog(ParseResult parsed) => parsed.GetResult(Log)?.Tokens is [.., { Value: "json" }];

    /// <summary>Whether an option only matters to commands that train.</summary>
    public static bool IsForTraining(Option option) => option == Threads || option == Seed;

    /// <summary>Whether --verbose was given; also if the rest of the command line is invalid.</summary>
    public static bool IsVerbose(ParseResult parsed) => parsed.GetValue(Verbose);

    /// <summary>A training option that commands without a training have too.</summary>
    private static TrainingOption OfTraining(string property) => VariantRegistry.BuiltIn.Options.OfProperty(property)!;
}

/// <summary>The model that a command reads.</summary>
internal static class ModelOption
{
    /// <summary>Where <c>train</c> writes and queries read by default.</summary>
    public const string Default = "item2vec-model";

    public static Option<string> New()
        => CliOption.Word("--model", "DIR", $"The model [default: {Default}]", "-m").WithDefault(Default);

    /// <summary>The numbers that are looked at when a model with a graph is opened, whose queries read few of them: some 30 ms.</summary>
    internal static long MaxChecked { get; set; } = 1 << 26;

    /// <summary>Opens a model for queries, and checks its numbers where that takes no longer than a query.</summary>
    /// <param name="context">The command's.</param>
    /// <param name="option">The option.</param>
    /// <param name="verify">Whether to compare all data with its checksums, for a command that copies the vectors.</param>
    /// <param name="load">Whether to copy the model into memory.</param>
    /// <param name="throughGraph">Whether the query reads few vectors, which it checks itself.</param>
    public static ItemIndex Open(
        CliContext context, Option<string> option, bool verify = false, bool load = false, bool throughGraph = false)
    {
        ItemIndex index = ItemIndex.Open(context.Value(option), verify, load);
        try
        {
            if (!throughGraph || index.Graph is null || (long)index.Count * index.Dimensions <= MaxChecked) index.CheckNumbers();
            return index;
        }
        catch
        {
            index.Dispose();
            throw;
        }
    }
}
