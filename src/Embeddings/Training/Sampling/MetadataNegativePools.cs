using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Embeddings.Training.Sampling;

/// <summary>The negative pools of metadata values: the values of their column, or all outputs.</summary>
internal static class MetadataNegativePools
{
    /// <summary>The negative pools if the values come after <paramref name="items"/>: one per column after that of the items, or one of all.</summary>
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
