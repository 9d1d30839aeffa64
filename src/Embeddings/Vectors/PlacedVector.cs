using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Embeddings.Vectors;

/// <summary>The vectors that metadata or content gives to an item.</summary>
/// <param name="Input">The input vector.</param>
/// <param name="Output">The output vector.</param>
public sealed record PlacedVector(float[] Input, float[] Output)
{
    /// <summary>
    /// The vectors that their metadata gives to items of a model that has learned metadata, as items without events get them.
    /// </summary>
    /// <param name="vectors">The model.</param>
    /// <param name="metadata">The metadata that it was trained with.</param>
    /// <param name="rows">The items.</param>
    /// <returns>The vectors; null for an item without metadata.</returns>
    public static IReadOnlyList<PlacedVector?> ByMetadata(ItemVectors vectors, ItemMetadata metadata, IReadOnlyList<int> rows)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(rows);
        ItemVectors values = MetadataQuery.MetadataOf(vectors);
        MetadataMean mean = new(vectors.Dimensions);
        PlacedVector?[] places = new PlacedVector?[rows.Count];
        for (int i = 0; i < places.Length; i++)
        {
            mean.Clear();
            bool isDescribed = false;
            for (int column = 0; column < metadata.ColumnCount; column++)
            {
                ReadOnlySpan<int> own = metadata.ValuesOf(rows[i], column);
                isDescribed |= own.Length > 0;
                mean.AddColumn(own);
            }

            if (!isDescribed) continue;
            PlacedVector place = new(new float[vectors.Dimensions], new float[vectors.Dimensions]);
            mean.Write(values.Input, place.Input);
            mean.Write(values.Output!, place.Output);
            places[i] = place;
        }

        return places;
    }
}
