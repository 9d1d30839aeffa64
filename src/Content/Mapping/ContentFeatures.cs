using Item2Vec.Embeddings;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Content.Mapping;

/// <summary>What is known of an item from its content, as one row of numbers: of each kind of content its unit vector, standardised, and whether it is there.</summary>
/// <remarks>Mean and deviation come from the items that the map is learned from; a kind that an item lacks is all zeros.</remarks>
internal sealed class ContentFeatures
{
    private readonly ItemVectors[] kinds;
    private readonly float[][] mean;
    private readonly float[][] scale;

    /// <summary>Takes mean and deviation.</summary>
    /// <param name="kinds">The vectors of each kind of content.</param>
    /// <param name="learned">The ids of the items that the map is learned from.</param>
    public ContentFeatures(IEnumerable<ItemVectors> kinds, IReadOnlyList<string> learned)
    {
        this.kinds = [.. kinds];
        mean = [.. this.kinds.Select(kind => new float[kind.Dimensions])];
        scale = [.. this.kinds.Select(kind => new float[kind.Dimensions])];
        Length = this.kinds.Sum(kind => kind.Dimensions + 1);
        for (int i = 0; i < this.kinds.Length; i++) Standardise(i, learned);
    }

    /// <summary>The numbers of a row.</summary>
    public int Length { get; }

    /// <summary>The row of an item, or null when it has no content of any kind.</summary>
    public float[]? Of(string item)
    {
        float[]? row = null;
        int at = 0;
        for (int i = 0; i < kinds.Length; at += kinds[i].Dimensions + 1, i++)
        {
            if (Unit(kinds[i], item) is not float[] unit) continue;
            row ??= new float[Length];
            for (int d = 0; d < unit.Length; d++) row[at + d] = (unit[d] - mean[i][d]) * scale[i][d];

            // One kind alone is there for every item that has a row.
            if (kinds.Length > 1) row[at + unit.Length] = 1;
        }

        return row;
    }

    /// <summary>The unit vector of an item, or null when it has none.</summary>
    private static float[]? Unit(ItemVectors kind, string item)
    {
        if (!kind.Vocabulary.TryGetRow(item, out int row)) return null;
        float[] vector = kind.Vector(row);
        double length = Norms.Length(vector);
        return length > 0 ? Array.ConvertAll(vector, value => (float)(value / length)) : null;
    }

    private void Standardise(int kind, IReadOnlyList<string> learned)
    {
        float[][] rows = [.. learned.Select(item => Unit(kinds[kind], item)).OfType<float[]>()];
        for (int d = 0; d < kinds[kind].Dimensions && rows.Length > 0; d++)
        {
            double average = rows.Average(row => (double)row[d]);
            double variance = rows.Average(row => (row[d] - average) * (row[d] - average));
            mean[kind][d] = (float)average;
            scale[kind][d] = variance > 1e-12 ? (float)(1 / Math.Sqrt(variance)) : 0;
        }
    }
}
