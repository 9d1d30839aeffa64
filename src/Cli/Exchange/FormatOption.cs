using System.CommandLine;
using Item2Vec.Cli.Options;
using Item2Vec.Data;
using Item2Vec.Embeddings.Formats;

namespace Item2Vec.Cli.Exchange;

/// <summary>The foreign formats of export and import.</summary>
internal static class FormatOption
{
    /// <summary>The formats of the library, and Parquet, which needs a package.</summary>
    public static VectorFormats Known { get; } = VectorFormats.BuiltIn.With(new ParquetVectors());

    /// <summary>The option.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="more">Formats of this command only.</param>
    public static Option<string> New(string name, params (string Name, string Description)[] more)
    {
        (string Name, string Description)[] all = [.. Known.All.Select(format => (format.Name, format.Description)), .. more];
        return CliOption.Choice(
            name,
            "The format: " + string.Join("; ", all.Select(format => $"{format.Name}, {format.Description}")),
            [.. all.Select(format => format.Name)]);
    }
}
