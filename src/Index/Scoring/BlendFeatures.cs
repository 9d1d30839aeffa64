using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors.Cooccurrences;

namespace Item2Vec.Indexing.Scoring;

/// <summary>
/// Computes the features of candidates for a history that come from counts: of pairs of items, of the sessions most like the history, and
/// of the history itself. Not thread-safe.
/// </summary>
internal sealed class BlendFeatures(CooccurrenceTable cooccurrences, Vocabulary items)
{
    public const int Next = BlendWeights.NextFeature;
    public const int Popularity = BlendWeights.PopularityFeature;
    public const int Similar = BlendWeights.SimilarFeature;
    public const int NextLast = BlendWeights.NextLastFeature;
    public const int SimilarLast = BlendWeights.SimilarLastFeature;

    /// <summary>The first features come from vectors and item counts, those of pairs after them.</summary>
    private const int OfPairs = 3;

    /// <summary>Those of the last item, of sessions and of the history come after the scores of the last item's vectors.</summary>
    private const int OfLast = 17;

    /// <summary>
    /// The shrinkage of item-kNN: sessions added to those of an item, so that rare ones do not win by chance (Hidasi et al. 2016).
    /// </summary>
    private const double Regularization = 20;

    /// <summary>Items with a smaller weight relative to the last one change no order.</summary>
    private const double MinWeight = 1e-4;

    /// <summary>How fast the vote of a neighboring session fades with the distance to the shared item (VSTAN).</summary>
    private const double DistanceScale = 2.05;

    /// <summary>How fast it fades with the age of the shared item.</summary>
    private const double AgeScale = 1.02;

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
    private const int LastAfterShare = 10;
    private const int LastSessionsShare = 11;
    private const int LastClosely = 12;

    // Sums over the neighboring sessions.
    private const int Neighbors = 13;
    private const int NeighborsAfter = 14;
    private const int NeighborsAnywhere = 15;

    // Of the history itself: how often it has the candidate, and one over the steps since.
    private const int Seen = 16;
    private const int SeenLately = 17;

    // Of the items before the last one, and of the latest of the neighboring sessions.
    private const int LastButOneAfter = 18;
    private const int LastButOne = 19;
    private const int ThirdLast = 20;
    private const int NeighborsLate = 21;
    private const int Sums = 22;

    private static readonly float[] ByDistance =
        [.. Enumerable.Range(0, RecentSessions.MaxEvents + 1).Select(distance => (float)Math.Exp(-distance / DistanceScale))];

    private readonly Dictionary<int, int> places = [];
    private readonly SessionSearch? neighbors = cooccurrences.Recent is RecentSessions recent ? new SessionSearch(recent) : null;
    private readonly float[]? trend = cooccurrences.Recent?.Trend(items);
    private double[] sums = new double[Sums * 256];
    private double similarity;

    /// <summary>
    /// The items that co-occur with the history, those of the sessions like it, and its own, in the order of discovery.
    /// </summary>
    public List<int> Candidates { get; } = [];

    /// <summary>Sums up what is counted for a history.</summary>
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
        (int second, int third) = BeforeLast(history);
        foreach ((int at, double weight) in new DecayedWeights(history.Length, weighting, above: min))
        {
            int place = at == history.Length - 1 ? 1 : at == second ? 2 : at == third ? 3 : 0;
            AddPairs(history[at], weight / total, place);
        }

        AddNeighbors(history);
        AddHistory(history);
    }

    /// <summary>Writes the features of candidate number <paramref name="candidate"/>, but those of vectors and popularity.</summary>
    public void Write(int candidate, Span<double> features)
    {
        int row = Candidates[candidate];
        ReadOnlySpan<double> of = sums.AsSpan(candidate * Sums, Sums);
        Span<double> pairs = features[OfPairs..];
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
        Span<double> last = features[OfLast..];
        last[0] = Log(100, of[LastAfterShare]);
        last[1] = Log(100, of[LastSessionsShare]);
        last[2] = Log(200, of[LastClosely]);
        double share = similarity > 0 ? 1 / similarity : 0;
        last[3] = Log(200, of[Neighbors] * share);
        last[4] = Log(200, of[NeighborsAfter] * share);
        last[5] = Log(100, of[NeighborsAnywhere] * share);
        last[6] = Log(1, of[Neighbors]);
        last[7] = of[NeighborsAnywhere] > 0 ? 1 : 0;
        last[8] = of[SeenLately] == 1 ? 1 : 0;
        last[9] = of[Seen] > 0 ? 1 : 0;
        last[10] = of[SeenLately];
        last[11] = of[Seen] > 1 ? 1 : 0;
        last[12] = Log(200, of[LastButOneAfter]);
        last[13] = Log(200, of[LastButOne]);
        last[14] = Log(200, of[ThirdLast]);
        last[15] = Log(200, of[NeighborsLate] * share);
        last[16] = trend is not null && row < trend.Length ? trend[row] : 0;
    }

    /// <summary>What counts contribute to the score of a candidate.</summary>
    public double Score(int candidate, IReadOnlyList<double> weights)
    {
        Span<double> features = stackalloc double[BlendWeights.Names.Count];
        features.Clear();
        Write(candidate, features);
        double score = 0;
        for (int i = OfPairs; i < features.Length; i++) score += weights[i] * features[i];
        return score;
    }

    /// <summary>The number of a candidate, or -1 if nothing is counted of an item with the history.</summary>
    public int Find(int row) => places.GetValueOrDefault(row, -1);

    private static double Log(double scale, double sum) => Math.Log(1 + (scale * sum));

    /// <summary>Where the last but one and the third last of its different items occurred last, or -1.</summary>
    private static (int Second, int Third) BeforeLast(ReadOnlySpan<int> history)
    {
        int second = history.IsEmpty ? -1 : history.LastIndexOfAnyExcept(history[^1]);
        return (second, second < 0 ? -1 : history[..second].LastIndexOfAnyExcept(history[^1], history[second]));
    }

    /// <summary>Adds the pairs of an item.</summary>
    /// <param name="item">The item.</param>
    /// <param name="weight">Its weight; those of a history add up to 1.</param>
    /// <param name="place">1 for the last of the different items, 2 for the last but one, 3 for the third last, or 0.</param>
    private void AddPairs(int item, double weight, int place)
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
            switch (place)
            {
                case 1:
                    of[LastAfterShare] = pair.After / events;
                    of[LastSessionsShare] = pair.Sessions / itemSessions;
                    of[LastClosely] = pair.CloselyAfter / votes;
                    break;
                case 2:
                    of[LastButOneAfter] = pair.CloselyAfter / votes;
                    of[LastButOne] = pair.Strength / votes;
                    break;
                case 3:
                    of[ThirdLast] = pair.Strength / votes;
                    break;
            }
        }
    }

    private void AddNeighbors(ReadOnlySpan<int> history)
    {
        similarity = 0;
        if (neighbors is null || history.IsEmpty) return;
        neighbors.Find(history);
        foreach (SessionNeighbor neighbor in neighbors.Found)
        {
            similarity += neighbor.Similarity;
            ReadOnlySpan<int> session = neighbors.Items(neighbor);
            int at = session.LastIndexOf(history[^(neighbor.LatestAge + 1)]);
            double late = neighbors.Lateness(neighbor);
            double vote = neighbor.Similarity * Math.Exp(-neighbor.LatestAge / AgeScale);
            for (int i = 0; i < session.Length; i++)
            {
                if ((uint)session[i] >= (uint)cooccurrences.Items) continue;
                Span<double> of = Place(session[i]);
                double near = vote * ByDistance[Math.Min(Math.Abs(i - at), ByDistance.Length - 1)];
                of[Neighbors] += near;
                if (i > at) of[NeighborsAfter] += near;
                of[NeighborsAnywhere] += neighbor.Similarity;
                of[NeighborsLate] += near * late;
            }
        }
    }

    private void AddHistory(ReadOnlySpan<int> history)
    {
        for (int age = history.Length - 1; age >= 0; age--)
        {
            // Items that were added since have no row to be scored.
            int row = history[^(age + 1)];
            if (row >= items.Count) continue;
            Span<double> of = Place(row);
            of[Seen]++;
            of[SeenLately] = 1.0 / (1 + age);
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
