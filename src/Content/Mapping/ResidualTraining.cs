using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Content.Mapping;

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
