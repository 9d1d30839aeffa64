using System.CommandLine;

namespace Item2Vec.Cli;

/// <summary>Options that several queries share.</summary>
internal static class QueryOptions
{
    public static Option<int> Count() => CliOption.Whole("-k", "How many items to show [default: 10]", 1, int.MaxValue).WithDefault(10);

    public static Option<string[]> Exclude() => CliOption.Several("--exclude", "ID,", "Items to leave out, parted by commas");

    /// <summary>Asks for exact search. Search is exact, so there is nothing to show in the help.</summary>
    public static Option<bool> Exact()
    {
        Option<bool> exact = CliOption.Flag("--exact", "Compare with every item");
        exact.Hidden = true;
        return exact;
    }
}
