using Item2Vec.Cli.Options;
using Item2Vec.Cli.Terminal;
using Item2Vec.Maps;

namespace Item2Vec.Cli.Progress;

/// <summary>The progress of a map, as a bar.</summary>
internal sealed class MapBar : IProgress<MapProgress>
{
    private readonly LiveBar bar;

    private MapBar(LiveBar bar) => this.bar = bar;

    /// <summary>Does some work with a progress bar, or without one where nobody watches.</summary>
    public static T Run<T>(CliContext context, Func<MapBar?, T> work) => context.Quiet || !context.Streams.LiveNotes
        ? work(null)
        : LiveBar.Run("map", context.Streams.NoteStyle.HasColors, bar => work(new MapBar(bar)));

    /// <summary>The progress of looking up the neighbors of a number of items.</summary>
    public IProgress<int> OfNeighbors(int items) => new NeighborBar(this, items);

    public void Report(MapProgress value)
    {
        string what = value.Stage switch
        {
            MapStage.Neighbors => "neighbors",
            MapStage.Components => "components",
            MapStage.Layout => "layout",
            _ => "clusters",
        };
        bar.Show(
            value.Done / (double)Math.Max(1, value.Total),
            $"{what}, {Readable.Count(value.Done)} of {Readable.Count(value.Total)}");
    }

    private sealed class NeighborBar(MapBar bar, int items) : IProgress<int>
    {
        public void Report(int value) => bar.Report(new MapProgress(MapStage.Neighbors, value, items));
    }
}
