using Item2Vec.Content.Encoders;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Content.Mapping;

/// <summary>
/// The mean of the vectors of the learned items nearest by content: <c>sum max(0, cos(W'x, W'x_i))^power v_i</c> over the 40
/// highest cosines.
/// </summary>
/// <remarks>
/// The attribute-kNN mapping of Gantner et al. 2010 (Learning attribute-to-feature mappings for cold-start recommendations), in the metric
/// of a ridge regression W: content that says nothing about behavior does not make items near. Its intercept is left out, or all
/// items would be near each other. A mean of vectors stays where items are; a regression that knows little about an item predicts the mean
/// of all, and so the same neighbors for all such items. n queries take n x items x dimensions multiplications. Thread-safe; the result
/// does not depend on the number of threads.
/// </remarks>
internal sealed class NeighborMean
{
    /// <summary>The number of neighbors.</summary>
    public const int Neighbors = 40;

    /// <summary>Queries scored at once.</summary>
    private const int Block = 32;

    private readonly LinearMap direction;
    private readonly float[][] y;
    private readonly int[] rows;
    private readonly EmbeddingMatrix places;

    /// <summary>Prepares the items to find neighbors among.</summary>
    /// <param name="linear">The regression whose metric is used.</param>
    /// <param name="items">The items.</param>
    public NeighborMean(LinearMap linear, MapData items)
    {
        direction = linear with { Intercept = new double[linear.Intercept.Length] };
        (y, rows) = (items.Y, items.Rows);
        places = Places(items.X);
    }

    /// <summary>The weights of neighbors and of the regression's prediction.</summary>
    public NeighborWeights Weights { get; init; } = NeighborWeights.Candidates[0];

    /// <summary>The nearest items of each query and their cosines, best first.</summary>
    /// <param name="x">The features of the queries.</param>
    /// <param name="own">The row of each query in the model, which is excluded from its neighbors; -1 if it has none.</param>
    public (int Item, float Cosine)[][] Nearest(IReadOnlyList<float[]> x, IReadOnlyList<int> own)
    {
        (int, float)[][] nearest = new (int, float)[x.Count][];
        Parallel.For(0, (x.Count + Block - 1) / Block, block =>
        {
            int first = block * Block, count = Math.Min(Block, x.Count - first);
            using EmbeddingMatrix queries = Places([.. x.Skip(first).Take(count)]);
            using EmbeddingMatrix scores = new(count, places.Rows);
            ScoreProduct.Compute(places, queries, count, scores);
            for (int query = 0; query < count; query++)
            {
                TopK best = new(Neighbors);
                ReadOnlySpan<float> cosines = scores.Row(query);
                for (int item = 0; item < cosines.Length; item++)
                {
                    if (cosines[item] > best.Threshold && rows[item] != own[first + query]) best.Offer(item, cosines[item]);
                }

                nearest[first + query] = best.Take();
            }
        });
        return nearest;
    }

    /// <summary>
    /// The unit vector of the weighted sum of the regression's unit vector and the neighbors' mean; the former alone if no neighbor has a
    /// cosine above 0.
    /// </summary>
    public float[] Mix(float[] regression, (int Item, float Cosine)[] nearest, NeighborWeights weights)
    {
        float[] mean = new float[regression.Length];
        foreach ((int item, float cosine) in nearest)
            VectorOperations.AddScaled(MathF.Pow(Math.Max(0, cosine), weights.Power), y[item], mean);
        if (!(Norms.Length(mean) > 0)) return regression;
        Pools.Normalize(mean);
        VectorOperations.AddScaled(weights.Regression, regression, mean);
        Pools.Normalize(mean);
        return mean;
    }

    private EmbeddingMatrix Places(float[][] x)
    {
        EmbeddingMatrix matrix = new(x.Length, direction.Intercept.Length);
        Parallel.For(0, x.Length, i =>
        {
            float[] place = direction.Apply(x[i]);
            Pools.Normalize(place);
            place.CopyTo(matrix.Row(i));
        });
        return matrix;
    }
}

/// <summary>The weights of a prediction from neighbors.</summary>
/// <param name="Power">The exponent of a neighbor's cosine in its weight.</param>
/// <param name="Regression">The length of the regression's vector relative to the neighbors' mean of length 1.</param>
internal readonly record struct NeighborWeights(float Power, float Regression)
{
    /// <summary>The candidates tried on held-out items; the first is used if there are none.</summary>
    public static IReadOnlyList<NeighborWeights> Candidates { get; } = [.. from power in (float[])[8, 4,
        2] from regression in (float[])[0.5f, 0.25f, 0, 1] select new NeighborWeights(power, regression)];
}
