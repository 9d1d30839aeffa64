using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Embeddings.Training;

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
