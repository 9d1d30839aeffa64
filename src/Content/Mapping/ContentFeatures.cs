using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Content.Mapping;

/// <summary>
/// The features of an item's content, as one row: for each kind of content its unit vector, centered and scaled, and
/// an indicator of whether it has that kind.
/// </summary>
/// <remarks>
/// Mean and scale come from the items that the map is learned from. Each kind has one scale, so that all kinds have equal variance, on
/// average 1 per dimension; dimensions keep their proportions: dividing each by its own deviation would amplify what hardly differs among
/// items. A missing kind is all zeros.
/// </remarks>
internal sealed class ContentFeatures
{
    /// <summary>
    /// Maximum length of a row relative to the typical one: farther from its training data, a map extrapolates badly.
    /// </summary>
    private const double Farthest = 3;

    private readonly ItemVectors[] kinds;
    private readonly float[][] mean;
    private readonly float[] scale;
    private readonly float[] share;

    /// <summary>Computes means and scales.</summary>
    /// <param name="kinds">The vectors of each kind of content.</param>
    /// <param name="learned">The ids of the items that the map is learned from.</param>
    public ContentFeatures(IEnumerable<ItemVectors> kinds, IReadOnlyList<string> learned)
    {
        this.kinds = [.. kinds];
        mean = [.. this.kinds.Select(kind => new float[kind.Dimensions])];
        (scale, share) = (new float[this.kinds.Length], new float[this.kinds.Length]);
        Length = this.kinds.Sum(kind => kind.Dimensions + 1);
        for (int i = 0; i < this.kinds.Length; i++) Measure(i, learned);
    }

    /// <summary>The length of a row.</summary>
    public int Length { get; }

    /// <summary>The row of an item, or null if it has no content of any kind.</summary>
    public float[]? Of(string item)
    {
        float[]?[] units = Array.ConvertAll(kinds, kind => Unit(kind, item));
        if (Array.TrueForAll(units, unit => unit is null)) return null;
        float[] row = new float[Length];
        for (int i = 0, at = 0; i < kinds.Length; at += kinds[i].Dimensions + 1, i++)
        {
            row[at + kinds[i].Dimensions] = (units[i] is null ? 0 : 1) - share[i];
            if (units[i] is not float[] unit) continue;
            for (int d = 0; d < unit.Length; d++) row[at + d] = (unit[d] - mean[i][d]) * scale[i];
        }

        double maxLength = Farthest * Math.Sqrt(Length);
        float shrink = (float)Math.Min(1, maxLength / Math.Max(Norms.Length(row), maxLength));
        for (int d = 0; d < row.Length; d++) row[d] *= shrink;
        return row;
    }

    /// <summary>The unit vector of an item, or null if it has none or a zero vector.</summary>
    /// <exception cref="Item2VecException">It holds numbers that are not finite.</exception>
    public static float[]? Unit(ItemVectors kind, string item)
    {
        if (!kind.Vocabulary.TryGetRow(item, out int row)) return null;
        float[] vector;
        using (kind.Acquire()) vector = kind.Input.Row(row).ToArray();
        double length = Norms.Length(vector);
        if (!double.IsFinite(length))
            throw new Item2VecException($"the content of the item '{item}' holds numbers that are not finite",
                "encode it again, or leave it out of the content");
        return length > 0 ? Array.ConvertAll(vector, value => (float)(value / length)) : null;
    }

    private void Measure(int kind, IReadOnlyList<string> learned)
    {
        float[][] rows = [.. learned.Select(item => Unit(kinds[kind], item)).OfType<float[]>()];
        if (rows.Length == 0) return;
        share[kind] = (float)rows.Length / learned.Count;
        double variance = 0;
        for (int d = 0; d < mean[kind].Length; d++)
        {
            double average = rows.Average(row => (double)row[d]);
            variance += rows.Average(row => (row[d] - average) * (row[d] - average));
            mean[kind][d] = (float)average;
        }

        scale[kind] = variance > 0 ? (float)Math.Sqrt((double)Length / kinds.Length / variance) : 0;
    }
}
