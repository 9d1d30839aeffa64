using System.CommandLine;
using Item2Vec.Embeddings.Formats;

namespace Item2Vec.Cli;

/// <summary>The foreign formats of export and import.</summary>
internal static class FormatOption
{
    public static Option<string> New(string name)
        => CliOption.Choice(name, "The format: " + string.Join("; ", VectorFormats.All.Select(format => $"{format.Name}, {format.Description}")),
            [.. VectorFormats.All.Select(format => format.Name)]);
}
