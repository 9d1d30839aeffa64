namespace Item2Vec.Content.Mapping;

/// <summary>
/// The weight of an item's behavior by its count: <c>w = s(slope (log(1 + n) - middle))</c>, s the logistic function.
/// </summary>
/// <param name="Slope">How steeply the weight rises with the logarithm of the count, at least 0.</param>
/// <param name="Middle">log(1 + n) where behavior and content have equal weights; below 0 if behavior weighs more at every count.</param>
/// <remarks>The gate of BALSE (Vie et al. 2018), on the logarithm of the count.</remarks>
internal sealed record PopularityGate(double Slope, double Middle)
{
    /// <summary>Behavior alone: all vectors stay unchanged.</summary>
    public static readonly PopularityGate Open = new(1, double.NegativeInfinity);

    private const double Sharpness = 8;
    private const int Steps = 400;
    private const double Rate = 0.1;

    /// <summary>Minimum gain over no gate in log-likelihood: one for each parameter (Akaike 1974).</summary>
    private const double MinGain = 2;

    public double Trust(long count) => Sigmoid(Slope * (Math.Log(1.0 + count) - Middle));

    /// <summary>The log-likelihood of choosing the right one of two, summed over the cases.</summary>
    public double LogLikelihood(IReadOnlyList<GateCase> cases) => cases.Sum(one =>
    {
        double trust = Trust(one.Count);
        return Math.Log(Sigmoid(Sharpness * ((trust * one.BehaviorMargin) + ((1 - trust) * one.ContentMargin))));
    });

    /// <summary>Learns a gate from what came next in sessions that the vectors have not seen.</summary>
    /// <param name="cases">For each event the count of the item that came next, and the cosines of it and of a drawn item of similar
    /// count.</param>
    /// <returns>The gate that maximizes the log-likelihood of the right one of two, by Adam from slope 1 and equal weights at 10 events;
    /// <see cref="Open"/> if that is no better.</returns>
    public static PopularityGate Learn(IReadOnlyList<GateCase> cases)
    {
        Adam weights = new(2);
        weights.Values[0] = (float)Math.Log(Math.E - 1);
        weights.Values[1] = (float)Math.Log(11);
        for (int step = 0; step < Steps && cases.Count > 0; step++)
        {
            double slope = Softplus(weights.Values[0]);
            double slopeGradient = 0, middleGradient = 0;
            foreach (GateCase one in cases)
            {
                double distance = Math.Log(1.0 + one.Count) - weights.Values[1];
                double trust = Sigmoid(slope * distance);
                double margin = (trust * one.BehaviorMargin) + ((1 - trust) * one.ContentMargin);
                double byTrust = -Sharpness * (1 - Sigmoid(Sharpness * margin)) * (one.BehaviorMargin - one.ContentMargin);
                slopeGradient += byTrust * trust * (1 - trust) * distance;
                middleGradient -= byTrust * trust * (1 - trust) * slope;
            }

            weights.Gradients[0] = (float)(slopeGradient * Sigmoid(weights.Values[0]));
            weights.Gradients[1] = (float)middleGradient;
            weights.Step((float)Rate, cases.Count);
        }

        PopularityGate learned = new(Softplus(weights.Values[0]), weights.Values[1]);
        return learned.LogLikelihood(cases) > Open.LogLikelihood(cases) + MinGain ? learned : Open;
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static double Softplus(double x) => Math.Log(1 + Math.Exp(x));
}

/// <summary>An event that a gate is learned from.</summary>
/// <param name="Count">The count of the item that came next.</param>
/// <param name="BehaviorMargin">How much closer its learned vector is to the previous item than the drawn item's.</param>
/// <param name="ContentMargin">The same for the vectors predicted from content.</param>
internal readonly record struct GateCase(long Count, double BehaviorMargin, double ContentMargin);
