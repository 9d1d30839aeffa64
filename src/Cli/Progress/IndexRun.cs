using System.Diagnostics;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Terminal;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Hnsw;

namespace Item2Vec.Cli.Progress;

/// <summary>Builds an index and shows its progress.</summary>
internal static class IndexRun
{
    public static ItemIndex Build(CliContext context, ItemVectors vectors, IndexOptions options, CancellationToken cancel)
    {
        long begin = Stopwatch.GetTimestamp();
        ItemIndex index = context.Quiet || !context.Streams.LiveNotes
            ? ItemIndex.Build(vectors, options, null, cancel)
            : LiveBar.Run(
                "indexing",
                context.Streams.NoteStyle.HasColors,
                bar => ItemIndex.Build(vectors, options, new Bar(bar, vectors.Count), cancel));
        context.WriteNote($"linked {Readable.Count(index.Count, "item")} in {Readable.Time(Stopwatch.GetElapsedTime(begin))}");
        return index;
    }

    private sealed class Bar(LiveBar bar, int items) : IProgress<int>
    {
        private int last;
        private int rounds;

        /// <summary>The count restarts for the second graph.</summary>
        public void Report(int value)
        {
            if (value < last / 2) rounds++;
            last = value;
            bar.Show(
                (value / (double)Math.Max(1, items)) % 1, $"{(rounds == 0 ? "input" : "output")} vectors, {Readable.Count(value, "item")}");
        }
    }
}
