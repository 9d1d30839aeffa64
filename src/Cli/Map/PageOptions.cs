using System.CommandLine;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Terminal;
using Item2Vec.Maps.Pages;

namespace Item2Vec.Cli.Map;

/// <summary>What page and pictures show.</summary>
internal sealed class PageOptions
{
    private const string Auto = "auto", Rounded = "int8", None = "none";

    private readonly Option<string?> title;
    private readonly Option<string?> color;
    private readonly Option<int> count;
    private readonly Option<int> items;
    private readonly Option<string> vectors;

    public PageOptions(Command command)
    {
        command.Add(title = CliOption.Word("--title", "TEXT", "The title [default: the name of the model]")!);
        command.Add(color = CliOption.Word(
            "--color-by", "COLUMN", $"Color by an attribute, {MapPageOptions.ByCluster} or {MapPageOptions.ByCount} [default: cluster]")!);
        command.Add(count = CliOption.Whole("-k", "Nearest items that the page lists with each item [default: 10]", 0,
            MapPageOptions.MaxNeighbors).WithDefault(10));
        command.Add(items = CliOption.Whole(
            "--max-items", "Show only this many items, those used most [default: all]", 1, int.MaxValue).WithDefault(0));
        command.Add(vectors = CliOption.Choice(
            "--vectors",
            $"Vectors in the page, for analogies: rounded to 8 bits, or none [default: {Auto}, up to "
                + $"{Readable.Count(MapPageOptions.MaxDefaultNumbers)} numbers]",
            Auto, Rounded, None).WithDefault(Auto));
    }

    public MapPageOptions From(CliContext context) => new()
    {
        Title = context.Value(title) ?? string.Empty,
        ColorBy = context.Value(color),
        Neighbors = context.Value(count),
        MaxItems = context.Value(items),
        Vectors = context.Value(vectors) switch { Rounded => true, None => false, _ => null },
    };
}
