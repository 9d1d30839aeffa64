using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Content.Mapping;

/// <summary>
/// The residual unit of content2vec: <c>y = p + W2 ReLU(W1 x + b1)</c> around a prediction p, W2 initially zero, trained with Adam.
/// </summary>
/// <remarks>Nedelec, Smirnova and Vasile 2017; Kingma and Ba 2015. Deterministic with one thread and one seed.</remarks>
internal sealed class ResidualUnit
{
    private const float Dropout = 0.2f;
    private const float LearningRate = 1e-3f;
    private readonly int features;
    private readonly int hidden;
    private readonly int targets;
    private readonly Adam first;
    private readonly Adam bias;
    private readonly Adam second;
    private readonly float[] units;
    private readonly float[] back;

    public ResidualUnit(int features, int hidden, int targets, ref RandomSource random)
    {
        (this.features, this.hidden, this.targets) = (features, hidden, targets);
        (first, bias, second) = (new Adam(features * hidden), new Adam(hidden), new Adam(hidden * targets));
        (units, back) = (new float[hidden], new float[hidden]);
        float bound = MathF.Sqrt(6f / features);
        for (int i = 0; i < first.Values.Length; i++) first.Values[i] = ((2 * random.NextFloat()) - 1) * bound;
    }

    /// <summary>Adds the residual to the prediction of an item, without dropout.</summary>
    public void AddTo(float[] y, ReadOnlySpan<float> x)
    {
        Hidden(x);
        Project(y);
    }

    /// <summary>As <see cref="AddTo(float[], ReadOnlySpan{float})"/>, with dropout, for training.</summary>
    public void AddTo(float[] y, ReadOnlySpan<float> x, ref RandomSource random)
    {
        Hidden(x);
        for (int h = 0; h < hidden; h++) units[h] = random.NextFloat() < Dropout ? 0 : units[h] / (1 - Dropout);
        Project(y);
    }

    /// <summary>Adds the gradient of the item of the last <see cref="AddTo(float[], ReadOnlySpan{float}, ref RandomSource)"/>.</summary>
    /// <param name="x">Its features.</param>
    /// <param name="slope">The derivative of the loss by y.</param>
    public void Learn(ReadOnlySpan<float> x, ReadOnlySpan<float> slope)
    {
        for (int h = 0; h < hidden; h++)
        {
            back[h] = 0;
            if (units[h] == 0) continue;
            ReadOnlySpan<float> row = second.Values.AsSpan(h * targets, targets);
            Span<float> gradient = second.Gradients.AsSpan(h * targets, targets);
            float sum = 0;
            for (int t = 0; t < slope.Length; t++)
            {
                sum += row[t] * slope[t];
                gradient[t] += units[h] * slope[t];
            }

            back[h] = sum / (1 - Dropout);
            bias.Gradients[h] += back[h];
        }

        for (int i = 0; i < features; i++)
        {
            if (x[i] == 0) continue;
            Span<float> gradient = first.Gradients.AsSpan(i * hidden, hidden);
            for (int h = 0; h < gradient.Length; h++) gradient[h] += x[i] * back[h];
        }
    }

    /// <summary>Takes a step against the gradients of a batch.</summary>
    public void Step(int batch)
    {
        foreach (Adam weights in (Adam[])[first, bias, second]) weights.Step(LearningRate, batch);
    }

    /// <summary>A copy of the weights.</summary>
    public float[][] Save() => [[.. first.Values], [.. bias.Values], [.. second.Values]];

    /// <summary>Restores saved weights.</summary>
    public void Restore(float[][] saved)
    {
        saved[0].CopyTo(first.Values, 0);
        saved[1].CopyTo(bias.Values, 0);
        saved[2].CopyTo(second.Values, 0);
    }

    private void Hidden(ReadOnlySpan<float> x)
    {
        bias.Values.CopyTo(units, 0);
        for (int i = 0; i < features; i++)
        {
            if (x[i] == 0) continue;
            ReadOnlySpan<float> row = first.Values.AsSpan(i * hidden, hidden);
            for (int h = 0; h < row.Length; h++) units[h] += x[i] * row[h];
        }

        for (int h = 0; h < hidden; h++) units[h] = Math.Max(0, units[h]);
    }

    private void Project(float[] y)
    {
        for (int h = 0; h < hidden; h++)
        {
            if (units[h] == 0) continue;
            ReadOnlySpan<float> row = second.Values.AsSpan(h * targets, targets);
            for (int t = 0; t < row.Length; t++) y[t] += units[h] * row[t];
        }
    }
}

/// <summary>Weights with their gradients and the moments of Adam (Kingma and Ba 2015, algorithm 1, beta 0.9 and 0.999).</summary>
internal sealed class Adam(int size)
{
    private const float Beta1 = 0.9f;
    private const float Beta2 = 0.999f;
    private const float Epsilon = 1e-8f;
    private readonly float[] first = new float[size];
    private readonly float[] second = new float[size];
    private int steps;

    public float[] Values { get; } = new float[size];

    /// <summary>Sums over a batch; reset by <see cref="Step"/>.</summary>
    public float[] Gradients { get; } = new float[size];

    public void Step(float rate, int batch)
    {
        steps++;
        float corrected = rate * MathF.Sqrt(1 - MathF.Pow(Beta2, steps)) / (1 - MathF.Pow(Beta1, steps));
        for (int i = 0; i < Values.Length; i++)
        {
            float gradient = Gradients[i] / batch;
            Gradients[i] = 0;
            first[i] += (1 - Beta1) * (gradient - first[i]);
            second[i] += (1 - Beta2) * ((gradient * gradient) - second[i]);
            Values[i] -= corrected * first[i] / (MathF.Sqrt(second[i]) + Epsilon);
        }
    }
}

/// <summary>Trains a residual unit epoch by epoch and keeps the weights that did best on the held-out items.</summary>
internal sealed class ResidualTraining(MapData data, LinearMap around, ResidualUnit unit, IMapObjective objective)
{
    private const int Batch = 64;
    private const int MaxEpochs = 60;
    private const int Patience = 6;

    /// <summary>Trains until the score has not risen for some epochs.</summary>
    /// <param name="score">Returns the unit's current score, higher is better.</param>
    /// <param name="random">Draws order and dropout.</param>
    /// <param name="cancel">Cancels the training.</param>
    public void Run(Func<double> score, ref RandomSource random, CancellationToken cancel)
    {
        float[][] linear = Array.ConvertAll(data.X, x => around.Apply(x));
        float[] slope = new float[data.Y[0].Length];
        float[][] best = unit.Save();
        double highest = score();
        for (int epoch = 0, since = 0; epoch < MaxEpochs && since < Patience; epoch++)
        {
            cancel.ThrowIfCancellationRequested();
            int inBatch = 0;
            foreach ((int item, int number) in objective.Epoch(new RandomSource(random.Next())))
            {
                float[] y = [.. linear[item]];
                unit.AddTo(y, data.X[item], ref random);
                objective.Slope(number, y, slope, ref random);
                unit.Learn(data.X[item], slope);
                if (++inBatch < Batch) continue;
                unit.Step(inBatch);
                inBatch = 0;
            }

            if (inBatch > 0) unit.Step(inBatch);
            double reached = score();
            since = reached > highest ? 0 : since + 1;
            if (reached <= highest) continue;
            (highest, best) = (reached, unit.Save());
        }

        unit.Restore(best);
    }
}
