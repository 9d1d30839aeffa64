using Item2Vec.Content.Encoders;
using Item2Vec.Content.Options;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Content.Mapping;

/// <summary>
/// Predicts the vector of an item from its content: a linear map, plus a residual unit or the nearest items.
/// </summary>
internal sealed class ContentMap(LinearMap linear, ResidualUnit? residual, NeighborMean? neighbors = null)
{
    private static readonly double[] Penalties = [1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1, 1];

    /// <summary>The mean cosine between prediction and vector of held-out items.</summary>
    public double HeldOutCosine { get; private set; }

    /// <summary>The same for the mean vector, which ignores content.</summary>
    public double MeanCosine { get; private init; }

    /// <summary>The ridge penalty that was best on them.</summary>
    public double Penalty { get; private init; }

    /// <summary>The predicted unit vector of an item.</summary>
    public float[] Predict(float[] x) => Predict([x], [-1])[0];

    /// <summary>The predicted unit vectors of some items.</summary>
    /// <param name="x">Their features.</param>
    /// <param name="own">Their rows in the model, -1 for items without: an item must not predict its own vector.</param>
    public float[][] Predict(IReadOnlyList<float[]> x, IReadOnlyList<int> own)
    {
        float[][] y = residual is null ? [.. x.AsParallel().AsOrdered().Select(Regressed)] : [.. x.Select(Regressed)];
        return neighbors is null
            ? y : [.. y.Zip(neighbors.Nearest(x, own), (place, nearest) => neighbors.Mix(place, nearest, neighbors.Weights))];
    }

    /// <summary>Learns a map.</summary>
    /// <param name="data">The items.</param>
    /// <param name="options">The kind of map.</param>
    /// <param name="pairs">Co-occurring items, for <see cref="ContentMapKind.Pairwise"/>.</param>
    /// <param name="cancel">Cancels the learning.</param>
    public static ContentMap Learn(MapData data, ContentOptions options, IReadOnlyList<(int From, int To)> pairs, CancellationToken cancel)
    {
        (int[] learned, int[] held) = data.Split(options.Seed);
        MapData part = data.Part(learned);
        Ridge trial = new(part.X, part.Y, part.Weights);
        (double penalty, double cosine) = Penalties.AsParallel().AsOrdered()
            .Select(candidate => (candidate, new ContentMap(trial.Solve(candidate), null).Cosine(data, held)))
            .MaxBy(result => result.Item2);
        double mean = new ContentMap(trial.Mean(), null).Cosine(data, held);
        if (options.Map == ContentMapKind.Ridge)
            return new ContentMap(Whole(data, penalty), null) { Penalty = penalty, HeldOutCosine = cosine, MeanCosine = mean };
        LinearMap around = trial.Solve(penalty);
        if (options.Map == ContentMapKind.Knn)
        {
            (NeighborWeights weights, cosine) = ChooseWeights(data, part, held, around);
            LinearMap whole = Whole(data, penalty);
            return new ContentMap(whole, null, new NeighborMean(whole, data) { Weights = weights }) { Penalty = penalty,
                HeldOutCosine = cosine, MeanCosine = mean };
        }

        // A network uses the held-out items for early stopping, so they stay out of its ridge too.
        RandomSource random = RandomSource.For(options.Seed, 0, data.X.Length);
        ResidualUnit unit = new(data.X[0].Length, options.HiddenUnits, data.Y[0].Length, ref random);
        ContentMap map = new(around, unit) { Penalty = penalty, MeanCosine = mean };
        IMapObjective objective = options.Map == ContentMapKind.Mlp
            ? new CosineObjective(data, learned) : new PairObjective(data, learned, pairs);
        new ResidualTraining(data, around, unit, objective).Run(() => map.Cosine(data, held), ref random, cancel);
        map.HeldOutCosine = map.Cosine(data, held);
        return map;
    }

    private static LinearMap Whole(MapData data, double penalty) => new Ridge(data.X, data.Y, data.Weights).Solve(penalty);

    private static (NeighborWeights Weights, double Cosine) ChooseWeights(MapData data, MapData learned, int[] held, LinearMap around)
    {
        NeighborMean neighbors = new(around, learned);
        float[][] x = [.. held.Select(item => data.X[item])], places = Array.ConvertAll(x, new ContentMap(around, null).Predict);
        (int, float)[][] nearest = neighbors.Nearest(x, [.. held.Select(_ => -1)]);
        return NeighborWeights.Candidates.AsParallel().AsOrdered()
            .Select(weights => (weights,
                Cosine(data, held, [.. places.Zip(nearest, (place, near) => neighbors.Mix(place, near, weights))])))
                .MaxBy(result => result.Item2);
    }

    private float[] Regressed(float[] x)
    {
        float[] y = linear.Apply(x);
        residual?.AddTo(y, x);
        Pools.Normalize(y);
        return y;
    }

    private double Cosine(MapData data, int[] items)
        => Cosine(data, items, Predict([.. items.Select(item => data.X[item])], [.. items.Select(_ => -1)]));

    private static double Cosine(MapData data, int[] items, float[][] predicted)
        => items.Length == 0 ? 0 : items.Zip(predicted, (item, place) => place.Zip(data.Y[item], (a, b) => (double)a * b).Sum()).Average();
}

/// <summary>The training data of a map: features, unit vector and weight of each item.</summary>
internal sealed record MapData(float[][] X, float[][] Y, double[] Weights)
{
    private const int HeldOutShare = 10;

    /// <summary>The row of each item in the model; by default its number here.</summary>
    public int[] Rows { get; init; } = [.. Enumerable.Range(0, X.Length)];

    /// <summary>Some of the items.</summary>
    public MapData Part(int[] items)
        => new([.. items.Select(i => X[i])], [.. items.Select(i => Y[i])], [.. items.Select(i => Weights[i])])
        {
            Rows = [.. items.Select(i => Rows[i])],
        };

    /// <summary>Holds out a seeded random tenth of the items, at least one; none if there are too few.</summary>
    public (int[] Learned, int[] HeldOut) Split(long seed)
    {
        if (X.Length < HeldOutShare) return ([.. Enumerable.Range(0, X.Length)], []);
        ulong[] drawn = [.. Enumerable.Range(0, X.Length).Select(item => IdHash.Mix((ulong)item ^ IdHash.Mix((ulong)seed)))];
        int first = Array.IndexOf(drawn, drawn.Min());
        bool any = drawn.Any(number => number % HeldOutShare == 0);
        ILookup<bool, int> parts = Enumerable.Range(0, X.Length).ToLookup(item => any ? drawn[item] % HeldOutShare == 0 : item == first);
        return ([.. parts[false]], [.. parts[true]]);
    }
}
