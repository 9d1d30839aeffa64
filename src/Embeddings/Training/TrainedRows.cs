using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training.Sampling;
using Item2Vec.Embeddings.Training.Schedule;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Embeddings.Training;

/// <summary>
/// The vectors learned by a finished run, by kind of row; all share the memory of the run's matrices, unless items without events are
/// added.
/// </summary>
internal static class TrainedRows
{
    /// <summary>The vectors of the items with those learned beside them; the matrices are freed with the last that lie in them.</summary>
    public static ItemVectors Of(TrainingRun run, TrainingSummary summary)
    {
        RowLayout rows = run.Layout;
        if (run.Variant.HasOneVectorPerItem(summary.Options)) CopyOutputs(run);
        using Lease matrices = run.TakeMatrices();
        ItemVectors items = Part(run.Corpus.Vocabulary, 0, rows.Items, hasOutput: true);
        if (rows.Metadata is ItemMetadata metadata)
        {
            ItemVectors values = Part(metadata.Values, rows.FirstMetadata, metadata.Values.Count, hasOutput: true);
            if (metadata.Items.Count > rows.Items)
            {
                using ItemVectors trained = items;
                items = ColdStart.Join(trained, values, metadata);
            }

            items.Companions.Add(CompanionVectors.Metadata, values);
        }

        if (rows.Users > 0)
            items.Companions.Add(CompanionVectors.Users, Part(run.Corpus.Users!, rows.FirstUser, rows.Users, hasOutput: false));
        return items;

        ItemVectors Part(Vocabulary names, int first, int count, bool hasOutput) => new(
            names,
            new VectorMemory(run.Input.Slice(first, count), hasOutput ? run.Output.Slice(first, count) : null)
            {
                Training = new Lazy<TrainingSummary?>(first == 0 ? summary : null),
                Whole = matrices.Copy(),
            },
            attributes: null);
    }

    /// <summary>Only the output rows have been learned.</summary>
    private static void CopyOutputs(TrainingRun run)
    {
        for (int row = 0; row < run.Layout.Items; row++) run.Output.Row(row).CopyTo(run.Input.Row(row));
    }
}

/// <summary>Places items without sessions at the mean of their metadata's vectors.</summary>
internal static class ColdStart
{
    /// <summary>The trained items followed by all others that the metadata describes, in separate memory.</summary>
    public static ItemVectors Join(ItemVectors trained, ItemVectors values, ItemMetadata metadata)
    {
        using Lease lease = trained.Acquire();
        EmbeddingMatrix input = Longer(trained.Input, metadata.Items.Count);
        EmbeddingMatrix output = Longer(trained.Output!, metadata.Items.Count);
        MetadataMean mean = new(trained.Dimensions);
        for (int row = trained.Count; row < metadata.Items.Count; row++)
        {
            mean.Clear();
            for (int column = 0; column < metadata.ColumnCount; column++) mean.AddColumn(metadata.ValuesOf(row, column));
            mean.Write(values.Input, input.Row(row));
            mean.Write(values.Output!, output.Row(row));
        }

        return new ItemVectors(metadata.Items, input, output, training: trained.Training);
    }

    private static EmbeddingMatrix Longer(EmbeddingMatrix matrix, int rows)
    {
        EmbeddingMatrix longer = new(rows, matrix.Dimensions);
        for (int row = 0; row < matrix.Rows; row++) matrix.Row(row).CopyTo(longer.Row(row));
        return longer;
    }
}
