using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Content.Mapping;

/// <summary>Where the content of an item puts it among the vectors of the model: a linear map, and what a residual unit adds.</summary>
internal sealed class ContentMap(LinearMap linear, ResidualUnit? residual)
{
    private static readonly double[] Penalties = [1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1, 1];

    /// <summary>The mean cosine between prediction and vector of the items that were held out.</summary>
    public double HeldOutCosine { get; private set; }

    /// <summary>The same of the mean vector, which knows nothing of content.</summary>
    public double MeanCosine { get; private init; }

    /// <summary>The ridge penalty that was best for them.</summary>
    public double Penalty { get; private init; }

    /// <summary>The unit vector of an item.</summary>
    public float[] Predict(float[] x)
    {
        float[] y = linear.Apply(x);
        residual?.AddTo(y, x);
        Encoders.Pools.Normalize(y);
        return y;
    }

    /// <summary>Learns a map.</summary>
    /// <param name="data">The items.</param>
    /// <param name="options">The kind of map.</param>
    /// <param name="pairs">Pairs of the items that occur together, for <see cref="ContentMapKind.Pairwise"/>.</param>
    /// <param name="cancel">Stops the learning.</param>
    public static ContentMap Learn(MapData data, ContentOptions options, IReadOnlyList<(int From, int To)> pairs, CancellationToken cancel)
    {
        (int[] learned, int[] held) = data.Split(options.Seed);
        Ridge trial = new([.. learned.Select(i => data.X[i])], [.. learned.Select(i => data.Y[i])], [.. learned.Select(i => data.Weights[i])]);
        (double penalty, double cosine) = Penalties.AsParallel().AsOrdered().Select(candidate => (candidate, new ContentMap(trial.Solve(candidate), null).Cosine(data, held))).MaxBy(result => result.Item2);
        double mean = new ContentMap(trial.Mean(), null).Cosine(data, held);
        if (options.Map == ContentMapKind.Ridge) return new ContentMap(new Ridge(data.X, data.Y, data.Weights).Solve(penalty), null) { Penalty = penalty, HeldOutCosine = cosine, MeanCosine = mean };

        // A network is stopped by the items that were held out, so that they stay out of its ridge too.
        LinearMap around = trial.Solve(penalty);
        RandomSource random = RandomSource.For(options.Seed, 0, data.X.Length);
        ResidualUnit unit = new(data.X[0].Length, options.HiddenUnits, data.Y[0].Length, ref random);
        ContentMap map = new(around, unit) { Penalty = penalty, MeanCosine = mean };
        IMapObjective objective = options.Map == ContentMapKind.Mlp ? new CosineObjective(data, learned) : new PairObjective(data, learned, pairs);
        new ResidualTraining(data, around, unit, objective).Run(() => map.Cosine(data, held), ref random, cancel);
        map.HeldOutCosine = map.Cosine(data, held);
        return map;
    }

    private double Cosine(MapData data, int[] items)
    {
        if (items.Length == 0) return 0;
        double sum = 0;
        foreach (int item in items)
        {
            float[] predicted = Predict(data.X[item]);
            for (int t = 0; t < predicted.Length; t++) sum += predicted[t] * data.Y[item][t];
        }

        return sum / items.Length;
    }
}
