using System.CommandLine;
using System.Diagnostics;
using Item2Vec.Cli.Map.Pictures;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Progress;
using Item2Vec.Cli.Terminal;
using Item2Vec.Indexing;
using Item2Vec.Maps;
using Item2Vec.Maps.Pages;

namespace Item2Vec.Cli.Map;

/// <summary>A run of map: opens the model, lays its items out, writes the page and the pictures.</summary>
internal sealed class MapRun
{
    public required MapFiles Targets { get; init; }

    public required MapOptions Layout { get; init; }

    public required MapPageOptions Page { get; init; }

    public required string Model { get; init; }

    public int Execute(CliContext context, Option<string> model, CancellationToken cancel)
    {
        using ItemIndex index = ModelOption.Open(context, model);
        index.CheckNumbers();
        Page.CheckColorBy(index.Vectors.Attributes);
        MapPageOptions shown = Page.Title.Length > 0
            ? Page
            : Page with { Title = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(Model))) };
        long begin = Stopwatch.GetTimestamp();
        ItemMap map = MapBar.Run(context, bar => ItemMap.Create(index, Layout, bar, cancel));
        context.WriteNote(
            $"laid {Readable.Count(map.Count, "item")} out by {MapScene.NameOf(map.Method)} in "
                + $"{Readable.Time(Stopwatch.GetElapsedTime(begin))}, {Readable.Count(map.Clusters.Count, "cluster")}");
        MapPage? page = Targets.Page is null
            ? null
            : MapBar.Run(context, bar => MapPage.Create(index, map, shown, bar?.OfNeighbors(map.Count), cancel));
        Write(context, Targets.Page, path => page!.Write(path));
        if (Targets.Png is not null || Targets.Svg is not null)
        {
            MapScene scene = MapScene.Of(index, map, shown, new PictureStyle(Targets.Width, Targets.Height, Targets.IsDark));
            Write(context, Targets.Png, path => PngPicture.Write(scene, path));
            Write(context, Targets.Svg, path => SvgPicture.Write(scene, path));
        }

        context.PrintForTools(new MapSummary(map, Targets, page));
        return ExitCode.Ok;
    }

    private static void Write(CliContext context, string? path, Action<string> write)
    {
        if (path is null) return;
        write(path);
        context.WriteNote($"wrote {path} ({Readable.Bytes(new FileInfo(path).Length)})");
    }
}
