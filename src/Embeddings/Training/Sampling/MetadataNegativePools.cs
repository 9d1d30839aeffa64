using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Embeddings.Training.Sampling;

/// <summary>What the values of metadata compete with when they are predicted: the values of their column, or all outputs.</summary>
internal static class MetadataNegativePools
{
    /// <summary>The spaces of outputs when the values stand behind those of <paramref name="items"/>: one for each column behind that of the items, or one of all.</summary>
    public static IReadOnlyList<NegativePool> Behind(NegativePool items, ItemMetadata? metadata, bool shared)
    {
        if (metadata is null) return [items];
        if (shared) return [items with { Counts = [.. items.Counts, .. Counts(metadata, 0, metadata.Values.Count)] }];
        List<NegativePool> spaces = [items];
        for (int column = 0; column < metadata.ColumnCount; column++)
        {
            (int first, int count) = metadata.Range(column);
            spaces.Add(new NegativePool(items.Counts.Length + first, Counts(metadata, first, count)));
        }

        return spaces;
    }

    private static long[] Counts(ItemMetadata metadata, int first, int count) => [.. Enumerable.Range(first, count).Select(metadata.Values.CountOf)];
}
