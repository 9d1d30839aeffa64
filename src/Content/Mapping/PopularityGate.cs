using Item2Vec.Content.Encoders;
using Item2Vec.Content.Options;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;

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

/// <summary>
/// Learns the gate from sessions held out of a second training: on sessions that the vectors have seen, behavior would always look
/// best.
/// </summary>
internal static class GateLearning
{
    private const int HeldOutShare = 10;
    private const int MaxCases = 100_000;

    /// <summary>The range of rows, that is of items of similar count, that the item to compare with is drawn from.</summary>
    private const int Neighborhood = 50;

    public static PopularityGate? Learn(PlacedItems placed, SessionCorpus corpus, Func<SessionCorpus, ItemVectors> retrain,
        ContentOptions options, CancellationToken cancel)
    {
        using SessionCorpus seen = Without(corpus);
        if (seen.TokenCount == 0) return null;
        using ItemVectors vectors = retrain(seen);
        if (placed.On(vectors, seen, options, cancel) is not PlacedItems of) return null;
        List<GateCase> cases = Cases(of, corpus, options.Seed, cancel);
        return cases.Count == 0 ? null : PopularityGate.Learn(cases);
    }

    private static bool IsHeldOut(long session) => IdHash.Mix((ulong)session) % HeldOutShare == 0;

    /// <summary>The sessions that are not held out, with all columns of their events, users and items.</summary>
    private static SessionCorpus Without(SessionCorpus corpus)
    {
        int[] kept = new int[checked((int)corpus.SessionCount)];
        for (int session = 0; session < kept.Length; session++) kept[session] = IsHeldOut(session) ? 0 : corpus.SessionLength(session);
        return CorpusPart.Shorten(corpus, kept);
    }

    private static List<GateCase> Cases(PlacedItems placed, SessionCorpus corpus, long seed, CancellationToken cancel)
    {
        ItemVectors vectors = placed.Trained;
        float[]?[] places = placed.Places();
        float[][] units = [.. Enumerable.Range(0, vectors.Count).Select(row => Unit(vectors.Vector(row)))];
        RandomSource random = RandomSource.For(seed, 2, vectors.Count);
        List<GateCase> cases = [];
        for (long session = 0; session < corpus.SessionCount && cases.Count < MaxCases; session++)
        {
            if (!IsHeldOut(session)) continue;
            cancel.ThrowIfCancellationRequested();
            int[] rows = corpus.Session(session);
            for (int i = 0; i + 1 < rows.Length; i++)
            {
                int next = rows[i + 1];
                int other = Math.Clamp(next + random.NextBelow((2 * Neighborhood) + 1) - Neighborhood, 0, vectors.Count - 1);
                if (next == rows[i] || other == next || places[next] is not float[] right || places[other] is not float[] wrong) continue;
                float[] from = units[rows[i]];
                cases.Add(new GateCase(vectors.Vocabulary.CountOf(next), Dot(from, units[next]) - Dot(from, units[other]),
                    Dot(from, right) - Dot(from, wrong)));
            }
        }

        return cases;
    }

    private static float[] Unit(float[] vector)
    {
        Pools.Normalize(vector);
        return vector;
    }

    private static double Dot(float[] a, float[] b)
    {
        double sum = 0;
        for (int d = 0; d < a.Length; d++) sum += a[d] * b[d];
        return sum;
    }
}
