using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors.Cooccurrences;
using Item2Vec.Indexing.Learning;
using Item2Vec.Indexing.Rules;

namespace Item2Vec.Indexing.Scoring;

/// <summary>
/// Computes the features of candidates for a history that come from counts: of pairs of items, of the sessions most like the history, and
/// of the history itself. Not thread-safe.
/// </summary>
/// <param name="cooccurrences">What the model keeps.</param>
/// <param name="items">Its items.</param>
/// <param name="learned">What has been learned since, or null.</param>
internal sealed class BlendFeatures(CooccurrenceTable cooccurrences, Vocabulary items, LearnedSessions? learned = null)
{
    public const int Next = BlendWeights.NextFeature;
    public const int Popularity = BlendWeights.PopularityFeature;
    public const int Similar = BlendWeights.SimilarFeature;
    public const int NextLast = BlendWeights.NextLastFeature;
    public const int SimilarLast = BlendWeights.SimilarLastFeature;
    public const int Session = BlendWeights.SessionFeature;
    public const int SessionLast = BlendWeights.SessionLastFeature;

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

    // Sums over the pairs of the history, for each candidate that has one.
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
    private const int LastButOneAfter = 13;
    private const int LastButOne = 14;
    private const int ThirdLast = 15;
    private const int PairSums = 16;

    // Sums over the neighboring sessions, for every candidate.
    private const int Neighbors = 0;
    private const int NeighborsAfter = 1;
    private const int NeighborsAnywhere = 2;
    private const int NeighborsLate = 3;

    // Of the history itself: how often it has the candidate, and one over the steps since.
    private const int Seen = 4;
    private const int SeenLately = 5;
    private const int SessionSums = 6;

    /// <summary>What each sum of pairs is multiplied by before its logarithm is taken.</summary>
    private static readonly double[] PairScales = [1, 1, 100, 100, 1, 100, 20, 10, 200, 200, 100, 100, 200, 200, 200, 200];

    /// <summary>The same for the sums of sessions.</summary>
    private static readonly double[] SessionScales = [200, 200, 100, 200];

    private static readonly float[] ByDistance =
        [.. Enumerable.Range(0, RecentSessions.MaxEvents + 1).Select(distance => (float)Math.Exp(-distance / DistanceScale))];

    private readonly DistinctRows candidates = new(RowsOf(items, cooccurrences));
    private readonly SessionSearch? neighbors = cooccurrences.Recent is RecentSessions recent ? new SessionSearch(recent, learned) : null;
    private readonly float[]? trend = cooccurrences.Recent?.Trend(items);
    private double[] pairSums = new double[PairSums * 256];
    private double[] sessionSums = new double[SessionSums * 256];
    private float[] scores = [];
    private int paired;
    private double similarity;

    /// <summary>
    /// The items that co-occur with the history, those of the sessions like it, and its own, in the order of discovery.
    /// </summary>
    public ReadOnlySpan<int> Candidates => candidates.Rows;

    /// <summary>Room for those that are scored, which has whatever the caller puts there.</summary>
    public DistinctRows Considered { get; } = new(RowsOf(items, cooccurrences));

    private readonly int rows = RowsOf(items, cooccurrences);

    /// <summary>Sums up what is counted for a history.</summary>
    /// <param name="query">The query with the history.</param>
    /// <param name="decay">The weight of an item as a share of the one after it.</param>
    public void Gather(HistoryQuery query, double decay)
    {
        candidates.Clear();
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

        paired = candidates.Count;
        AddNeighbors(history);
        AddHistory(history);
    }

    /// <summary>Writes the features of candidate number <paramref name="candidate"/>, but those of vectors and popularity.</summary>
    public void Write(int candidate, Span<double> features)
    {
        Span<double> logs = stackalloc double[PairSums];
        Span<double> last = features[OfLast..];
        if (candidate < paired)
        {
            Span<double> pairs = features[OfPairs..];
            ReadOnlySpan<double> of = pairSums.AsSpan(candidate * PairSums, PairSums);
            VectorOperations.LogOnePlus(of, PairScales, 1, logs);
            pairs[0] = logs[After];
            pairs[1] = logs[Before];
            pairs[2] = logs[AfterShare];
            pairs[3] = logs[BeforeShare];
            pairs[4] = logs[Sessions];
            pairs[5] = logs[SessionsShare];
            pairs[6] = of[After] > 0 ? 1 : 0;
            pairs[7] = of[Before] > 0 ? 1 : 0;
            pairs[8] = logs[ItemKnn];
            pairs[9] = logs[Closely];
            pairs[10] = logs[CloselyAfterShare];
            pairs[11] = logs[CloselyBeforeShare];
            last[0] = logs[LastAfterShare];
            last[1] = logs[LastSessionsShare];
            last[2] = logs[LastClosely];
            last[12] = logs[LastButOneAfter];
            last[13] = logs[LastButOne];
            last[14] = logs[ThirdLast];
        }

        ReadOnlySpan<double> near = sessionSums.AsSpan(candidate * SessionSums, SessionSums);
        if (near[NeighborsAnywhere] > 0)
        {
            double factor = similarity > 0 ? 1 / similarity : 0;
            VectorOperations.LogOnePlus(near[..SessionScales.Length], SessionScales, factor, logs);
            last[3] = logs[Neighbors];
            last[4] = logs[NeighborsAfter];
            last[5] = logs[NeighborsAnywhere];
            last[6] = Math.Log(1 + near[Neighbors]);
            last[7] = 1;
            last[15] = logs[NeighborsLate];
        }

        last[8] = near[SeenLately] == 1 ? 1 : 0;
        last[9] = near[Seen] > 0 ? 1 : 0;
        last[10] = near[SeenLately];
        last[11] = near[Seen] > 1 ? 1 : 0;
        int row = Candidates[candidate];
        last[16] = trend is null ? 0 : learned is not null ? learned.Trend(row, items) : row < trend.Length ? trend[row] : 0;
    }

    /// <summary>What counts contribute to the score of each candidate, in their order; valid until the next history.</summary>
    public ReadOnlySpan<float> Scores(ReadOnlySpan<double> weights)
    {
        if (scores.Length < candidates.Count) scores = new float[2 * candidates.Count];
        for (int candidate = 0; candidate < candidates.Count; candidate++) scores[candidate] = (float)Score(candidate, weights);
        return scores.AsSpan(0, candidates.Count);
    }

    /// <summary>What counts contribute to the score of a candidate.</summary>
    public double Score(int candidate, ReadOnlySpan<double> weights)
    {
        Span<double> features = stackalloc double[weights.Length];
        features.Clear();
        Write(candidate, features);
        double score = 0;
        for (int i = OfPairs; i < features.Length; i++) score += weights[i] * features[i];
        return score;
    }

    /// <summary>What counts contribute to the score of a row, by their kind; without those that contribute nothing.</summary>
    public ScorePart[] Parts(int row, ReadOnlySpan<double> weights)
    {
        int candidate = Find(row);
        if (candidate < 0) return [];
        Span<double> features = stackalloc double[weights.Length];
        features.Clear();
        Write(candidate, features);
        Dictionary<string, double> parts = [];
        for (int i = OfPairs; i < features.Length; i++)
            if (weights[i] * features[i] is not 0 and double part) parts[KindOf(i)] = parts.GetValueOrDefault(KindOf(i)) + part;
        return [.. parts.Select(part => new ScorePart(part.Key, part.Value))];
    }

    private static string KindOf(int feature) => (feature - OfLast) switch
    {
        (>= 3 and <= 7) or 15 => "sessions",
        >= 8 and <= 11 => "history",
        16 => "trend",
        _ => "pairs",
    };

    /// <summary>The number of a candidate, or -1 if nothing is counted of an item with the history.</summary>
    public int Find(int row) => candidates.Find(row);

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
        LearnedPairs? later = learned?.Of(item)?.Pairs;
        int places = later?.Places ?? 0;
        if (count + places == 0) return;
        double votes = 0;
        for (long at = from; at < from + count; at++) votes += cooccurrences.Pair(at).Strength;
        for (int at = 0; at < places; at++)
            if (later!.TryGet(at, out Cooccurrence pair)) votes += pair.Strength;
        if (votes <= 0) return;
        ItemTotals totals = new(weight, place, votes, Math.Max(1, items.CountOf(item)), Math.Max(1, SessionsWith(item)));
        for (long at = from; at < from + count; at++) AddPair(cooccurrences.Pair(at), totals);
        for (int at = 0; at < places; at++)
            if (later!.TryGet(at, out Cooccurrence pair)) AddPair(pair, totals);
    }

    /// <summary>Adds a pair of an item; what the model keeps of it and what has been learned since add up.</summary>
    private void AddPair(in Cooccurrence pair, in ItemTotals item)
    {
        if ((uint)pair.Other >= (uint)rows) return;
        (double weight, double votes, double events, double itemSessions) = (item.Weight, item.Votes, item.Events, item.Sessions);
        Span<double> of = PairsOf(pair.Other);
        of[After] += weight * pair.After;
        of[Before] += weight * pair.Before;
        of[AfterShare] += weight * pair.After / events;
        of[BeforeShare] += weight * pair.Before / events;
        of[Sessions] += weight * pair.Sessions;
        of[SessionsShare] += weight * pair.Sessions / itemSessions;
        of[ItemKnn] += weight * pair.Sessions
            / Math.Sqrt((itemSessions + Regularization) * (SessionsWith(pair.Other) + Regularization));
        of[Closely] += weight * pair.Strength;
        of[CloselyAfterShare] += weight * pair.CloselyAfter / votes;
        of[CloselyBeforeShare] += weight * pair.CloselyBefore / votes;
        switch (item.Place)
        {
            case 1:
                of[LastAfterShare] += pair.After / events;
                of[LastSessionsShare] += pair.Sessions / itemSessions;
                of[LastClosely] += pair.CloselyAfter / votes;
                break;
            case 2:
                of[LastButOneAfter] += pair.CloselyAfter / votes;
                of[LastButOne] += pair.Strength / votes;
                break;
            case 3:
                of[ThirdLast] += pair.Strength / votes;
                break;
        }
    }

    private int SessionsWith(int row) => cooccurrences.SessionsOf(row) + (learned?.Of(row)?.Sessions ?? 0);

    /// <summary>The number of possible rows.</summary>
    private static int RowsOf(Vocabulary items, CooccurrenceTable cooccurrences)
        => Math.Max(items.Room?.Capacity ?? items.Count, cooccurrences.Items);

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
            double vote = neighbor.Similarity * Math.Exp(-neighbor.LatestAge / SessionSearch.AgeScale);
            for (int i = 0; i < session.Length; i++)
            {
                if ((uint)session[i] >= (uint)rows) continue;
                Span<double> of = SessionsOf(session[i]);
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
            // Items that were added to a live index have no row to be scored.
            int row = history[^(age + 1)];
            if (row >= items.Count) continue;
            Span<double> of = SessionsOf(row);
            of[Seen]++;
            of[SeenLately] = 1.0 / (1 + age);
        }
    }

    private Span<double> PairsOf(int row)
    {
        if (candidates.Add(row, out int place))
        {
            if (pairSums.Length < (place + 1) * PairSums) Array.Resize(ref pairSums, 2 * pairSums.Length);
            pairSums.AsSpan(place * PairSums, PairSums).Clear();
            ClearSessions(place);
        }

        return pairSums.AsSpan(place * PairSums, PairSums);
    }

    private Span<double> SessionsOf(int row)
    {
        if (candidates.Add(row, out int place)) ClearSessions(place);
        return sessionSums.AsSpan(place * SessionSums, SessionSums);
    }

    private void ClearSessions(int place)
    {
        if (sessionSums.Length < (place + 1) * SessionSums) Array.Resize(ref sessionSums, 2 * sessionSums.Length);
        sessionSums.AsSpan(place * SessionSums, SessionSums).Clear();
    }
}
