namespace Item2Vec.Cli.Terminal;

/// <summary>The formats of --format; the first is the default.</summary>
internal static class ResultFormats
{
    private static readonly IResultFormat[] All = [new TableFormat(), new JsonFormat(), new TsvFormat()];

    public static string[] Names => [.. All.Select(format => format.Name)];

    public static IResultFormat Find(string name) => All.First(format => format.Name == name);
}
