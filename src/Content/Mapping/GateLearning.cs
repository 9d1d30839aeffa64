using Item2Vec.Content.Encoders;
using Item2Vec.Content.Options;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Content.Mapping;

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
