using System.CommandLine;
using Item2Vec.Cli.Terminal;

namespace Item2Vec.Cli.Options;

/// <summary>The options of every command.</summary>
internal static class GlobalOptions
{
    public static readonly Option<string> Format =
        CliOption.Choice("--format", "Output format", ResultFormats.Names).WithDefault("table").Everywhere();

    public static readonly Option<bool> Quiet = CliOption.Flag("--quiet", "No notes and no progress, only results, warnings and errors", "-q").Everywhere();

    public static readonly Option<bool> Verbose = CliOption.Flag("--verbose", "More notes; a stack trace on unexpected errors").Everywhere();

    public static readonly Option<bool> NoColor = CliOption.Flag("--no-color", "No colors, like NO_COLOR in the environment").Everywhere();

    public static readonly Option<int> Threads =
        CliOption.Whole("--threads", "Threads; 1 makes training reproducible bit for bit [default: one per processor]", 1, 1024).Everywhere();

    public static readonly Option<long> Seed = CliOption.Whole64("--seed", "The random seed [default: 1]").WithDefault(1).Everywhere();

    /// <summary>Shows what --help leaves out; what it does is the program's to say.</summary>
    public static readonly Option<bool> HelpAll = CliOption.Flag("--help-all", "Show all options, by group").Everywhere();

    public static IReadOnlyList<Option> All => [Format, Quiet, Verbose, NoColor, Threads, Seed, HelpAll];

    /// <summary>Whether an option only matters to commands that train.</summary>
    public static bool IsForTraining(Option option) => option == Threads || option == Seed;

    /// <summary>Whether --verbose was given; also if the rest of the command line is invalid.</summary>
    public static bool IsVerbose(ParseResult parsed) => parsed.GetValue(Verbose);
}
