using System.Diagnostics;
using Item2Vec.Embeddings;
using Item2Vec.Indexing;

namespace Item2Vec.Cli;

/// <summary>Builds an index and shows how it goes.</summary>
internal static class IndexJob
{
    public static ItemIndex Build(CliContext context, ItemVectors vectors, IndexOptions options, CancellationToken cancel)
    {
        long begin = Stopwatch.GetTimestamp();
        ItemIndex index = context.Quiet || !context.Streams.LiveNotes
            ? ItemIndex.Build(vectors, options, null, cancel)
            : LiveBar.Run("indexing", context.Streams.NoteStyle.HasColours, bar => ItemIndex.Build(vectors, options, new Bar(bar, vectors.Count), cancel));
        context.Note($"linked {Show.Count(index.Count, "item")} in {Show.Time(Stopwatch.GetElapsedTime(begin))}");
        return index;
    }

    private sealed class Bar(LiveBar bar, int items) : IProgress<int>
    {
        public void Report(int value) => bar.Show(value / (double)Math.Max(1, items), Show.Count(value, "item"));
    }
}
