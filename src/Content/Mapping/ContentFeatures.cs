using Item2Vec.Embeddings;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Content.Mapping;

/// <summary>What is known of an item from its content, as one row of numbers: of each kind of content its unit vector, standardised, and whether it is there.</summary>
/// <remarks>Mean and deviation come from the items that the map is learned from; a kind that an item lacks is all zeros.</remarks>
internal sealed class ContentFeatures
{
    /// <summary>The smallest deviation that is divided by, as a share of the typical one.</summary>
    private const double LeastDeviation = 0.5;

    /// <summary>The most deviations that an item may stand off: beyond what was learned from, a linear map knows nothing.</summary>
    private const float Farthest = 5;

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
            for (int d = 0; d < unit.Length; d++) row[at + d] = Math.Clamp((unit[d] - mean[i][d]) * scale[i][d], -Farthest, Farthest);

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
        if (rows.Length == 0) return;
        int dimensions = kinds[kind].Dimensions;
        double[] variances = new double[dimensions];
        for (int d = 0; d < dimensions; d++)
        {
            double average = rows.Average(row => (double)row[d]);
            variances[d] = rows.Average(row => (row[d] - average) * (row[d] - average));
            mean[kind][d] = (float)average;
        }

        // What hardly differs among the items that are learned from says nothing, and must not shout where a new item differs in it.
        double least = LeastDeviation * Math.Sqrt(variances.Average());
        for (int d = 0; d < dimensions; d++) scale[kind][d] = least > 0 ? (float)(1 / Math.Max(least, Math.Sqrt(variances[d]))) : 0;
    }
}
