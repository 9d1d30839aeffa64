using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors.Cooccurrences;

namespace Item2Vec.Indexing.Scoring;

/// <summary>Computes the co-occurrence features of candidates for a history. Not thread-safe.</summary>
internal sealed class BlendFeatures(CooccurrenceTable cooccurrences, Vocabulary items)
{
    public const int Next = BlendWeights.NextFeature;
    public const int Popularity = BlendWeights.PopularityFeature;
    public const int Similar = BlendWeights.SimilarFeature;

    /// <summary>The features from vectors and item counts; those from co-occurrences come after them.</summary>
    public const int OfVectors = 3;

    /// <summary>
    /// The shrinkage of item-kNN: sessions added to those of an item, so that rare ones do not win by chance (Hidasi et al. 2016).
    /// </summary>
    private const double Regularization = 20;

    /// <summary>Items with a smaller weight relative to the last one change no order.</summary>
    private const double MinWeight = 1e-4;

    // Sums over the history for each candidate.
    private const int After = 0;
    private const int Before = 1;
    private const int AfterShare = 2;
    private const int BeforeShare = 3;
    private const int Sessions = 4;
    private const int SessionsShare = 5;
    private const int ItemKnn = 6;
    private const int Closely = 7;
    private const int CloselyAfterShare = 8;
    private const int CloselyBeforeShare = 9;
    private const int Sums = 10;

    private readonly Dictionary<int, int> places = [];
    private double[] sums = new double[Sums * 256];

    /// <summary>The items that co-occur with the history, in the order of discovery.</summary>
    public List<int> Candidates { get; } = [];

    /// <summary>Sums up the co-occurrences of a history.</summary>
    /// <param name="query">The query with the history.</param>
    /// <param name="decay">The weight of an item as a share of the one after it.</param>
    public void Gather(HistoryQuery query, double decay)
    {
        places.Clear();
        Candidates.Clear();
        ReadOnlySpan<int> history = query.History.Span;
        HistoryWeighting weighting = query.Weighting(decay);
        double total = DecayedWeights.Total(history.Length, weighting);

        // The last item of a plain history weighs 1; where weights and ages are given, only their proportions count.
        double min = weighting.IsPlain ? MinWeight : MinWeight * total;
        foreach ((int at, double weight) in new DecayedWeights(history.Length, weighting, above: min)) Add(history[at], weight / total);
    }

    /// <summary>The co-occurrence features of candidate number <paramref name="candidate"/>, after those of vectors.</summary>
    public void Write(int candidate, Span<double> features)
    {
        ReadOnlySpan<double> of = sums.AsSpan(candidate * Sums, Sums);
        Span<double> pairs = features[OfVectors..];
        pairs[0] = Log(1, of[After]);
        pairs[1] = Log(1, of[Before]);
        pairs[2] = Log(100, of[AfterShare]);
        pairs[3] = Log(100, of[BeforeShare]);
        pairs[4] = Log(1, of[Sessions]);
        pairs[5] = Log(100, of[SessionsShare]);
        pairs[6] = of[After] > 0 ? 1 : 0;
        pairs[7] = of[Before] > 0 ? 1 : 0;
        pairs[8] = Log(20, of[ItemKnn]);
        pairs[9] = Log(10, of[Closely]);
        pairs[10] = Log(200, of[CloselyAfterShare]);
        pairs[11] = Log(200, of[CloselyBeforeShare]);
    }

    /// <summary>The contribution of co-occurrences to the score of a candidate.</summary>
    public double Score(int candidate, BlendWeights weights)
    {
        Span<double> features = stackalloc double[BlendWeights.Names.Count];
        Write(candidate, features);
        double score = 0;
        for (int i = OfVectors; i < features.Length; i++) score += weights.Values[i] * features[i];
        return score;
    }

    /// <summary>The number of a candidate, or -1 if an item has no co-occurrences with the history.</summary>
    public int Find(int row) => places.GetValueOrDefault(row, -1);

    private static double Log(double scale, double sum) => Math.Log(1 + (scale * sum));

    private void Add(int item, double weight)
    {
        (long from, int count) = cooccurrences.Range(item);
        if (count == 0) return;
        double votes = 0;
        for (long at = from; at < from + count; at++) votes += cooccurrences.Pair(at).Strength;
        double events = Math.Max(1, items.CountOf(item));
        double itemSessions = Math.Max(1, cooccurrences.SessionsOf(item));
        for (long at = from; at < from + count; at++)
        {
            Cooccurrence pair = cooccurrences.Pair(at);
            if ((uint)pair.Other >= (uint)cooccurrences.Items) continue;
            Span<double> of = Place(pair.Other);
            of[After] += weight * pair.After;
            of[Before] += weight * pair.Before;
            of[AfterShare] += weight * pair.After / events;
            of[BeforeShare] += weight * pair.Before / events;
            of[Sessions] += weight * pair.Sessions;
            of[SessionsShare] += weight * pair.Sessions / itemSessions;
            of[ItemKnn] += weight * pair.Sessions
                / Math.Sqrt((itemSessions + Regularization) * (cooccurrences.SessionsOf(pair.Other) + Regularization));
            of[Closely] += weight * pair.Strength;
            of[CloselyAfterShare] += weight * pair.CloselyAfter / votes;
            of[CloselyBeforeShare] += weight * pair.CloselyBefore / votes;
        }
    }

    private Span<double> Place(int row)
    {
        if (!places.TryGetValue(row, out int place))
        {
            place = Candidates.Count;
            places.Add(row, place);
            Candidates.Add(row);
            if (sums.Length < (place + 1) * Sums) Array.Resize(ref sums, sums.Length * 2);
            sums.AsSpan(place * Sums, Sums).Clear();
        }

        return sums.AsSpan(place * Sums, Sums);
    }
}
