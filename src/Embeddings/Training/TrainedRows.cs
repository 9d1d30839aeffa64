using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training.Sampling;
using Item2Vec.Embeddings.Training.Schedule;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Embeddings.Training;

/// <summary>The vectors learned by a finished run, by kind of row; all share the memory of the run's matrices, unless items without events are added.</summary>
internal static class TrainedRows
{
    public static ItemVectors Of(TrainingRun run, TrainingSummary summary)
    {
        RowLayout rows = run.Layout;
        if (summary.Options.Users(UserMode.Dbow)) CopyOutputs(run);
        ItemVectors items = new(run.Corpus.Vocabulary, run.Input.Slice(0, rows.Items), run.Output.Slice(0, rows.Items), training: summary);
        if (rows.Metadata is ItemMetadata metadata)
        {
            ItemVectors values = new(
                metadata.Values, run.Input.Slice(rows.FirstMetadata, metadata.Values.Count), run.Output.Slice(rows.FirstMetadata, metadata.Values.Count));
            if (metadata.Items.Count > rows.Items) items = ColdStart.Join(items, values, metadata);
            items.Companions.Add(CompanionVectors.Metadata, () => values);
        }

        if (rows.Users > 0) items.Companions.Add(CompanionVectors.Users, () => new ItemVectors(run.Corpus.Users!, run.Input.Slice(rows.FirstUser, rows.Users), output: null));
        return items;
    }

    /// <summary>If only users predict items, the items' input rows are not trained: an item's output vector is in the space of the users and is its only one.</summary>
    private static void CopyOutputs(TrainingRun run)
    {
        for (int row = 0; row < run.Layout.Items; row++) run.Output.Row(row).CopyTo(run.Input.Row(row));
    }
}
