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

    /// <summary>The format to write.</summary>
    /// <param name="more">Formats of export only.</param>
    public static Option<string> To(params (string Name, string Description)[] more)
        => New("--to", [.. Known.All.Select(format => (format.Name, format.Description)), .. more]);

    /// <summary>The format to read.</summary>
    public static Option<string> From()
        => New("--from", [.. Known.All.Where(format => format.CanRead).Select(format => (format.Name, format.Description))]);

    private static Option<string> New(string name, (string Name, string Description)[] all)
    {
        return CliOption.Choice(
            name,
            "The format: " + string.Join("; ", all.Select(format => $"{format.Name}, {format.Description}")),
            [.. all.Select(format => format.Name)]);
    }
}
