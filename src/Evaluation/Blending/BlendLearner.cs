using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Cooccurrences;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation.Blending;

/// <summary>
/// Learns <see cref="BlendWeights"/> from events that neither vectors nor counts have seen: the coefficients that maximize the likelihood
/// of what came next among all items.
/// </summary>
/// <remarks>
/// Conditional logit (McFadden 1974), by Newton's method. The negative log-likelihood is convex, so there is one optimum. Items that
/// neither co-occurrences nor the first <see cref="Leading"/> of the vectors name are represented by a weighted sample. The coefficients
/// are regularized toward the defaults. Fewer than <see cref="Plenty"/> cases change nothing unless the coefficients learned from one half
/// of them improve the likelihood of the other half by more than twice its standard error, both halves together.
/// </remarks>
public sealed class BlendLearner
{
    /// <summary>Sessions that give enough cases for the coefficients: about twice as many.</summary>
    public const int DefaultSessions = 1200;

    /// <summary>The number of top results of the vectors that are considered besides co-occurring items.</summary>
    private const int Leading = 200;

    /// <summary>The number of other items that are sampled, each weighted for many.</summary>
    private const int Others = 200;

    /// <summary>Strength of the regularization toward the defaults: the inverse variance of a normal prior.</summary>
    private const double Prior = 2;

    private const int MaxSteps = 20;

    /// <summary>From so many cases on, coefficients that are learned are better than the defaults.</summary>
    private const int Plenty = 1000;

    /// <summary>The most candidates of a case, and those of them that are taken by rank.</summary>
    private const int MaxCandidates = 200, Highest = 100;

    /// <summary>Scores that are computed together, by one thread.</summary>
    private const int MaxScores = 4_000_000;

    /// <summary>Up to this number, all items are considered.</summary>
    private const int SmallCatalogue = 1000;

    private readonly ItemVectors vectors;
    private readonly CooccurrenceTable cooccurrences;
    private readonly double decay;
    private readonly NextScorer next;
    private readonly ScoringModel model;
    private readonly float[] logShares;
    private readonly BlendWeights defaults;

    private BlendLearner(ScoringModel model, CooccurrenceTable cooccurrences, double decay)
    {
        vectors = model.Vectors;
        this.cooccurrences = cooccurrences;
        this.decay = decay;
        next = new NextScorer(model, beta: 0, decay);
        this.model = model;
        logShares = PopularityPrior.LogShares(vectors);
        defaults = cooccurrences.SessionVectors is null ? BlendWeights.Default : BlendWeights.DefaultWithSessions;
    }

    /// <summary>Counts the co-occurrences of a corpus, with blend weights learned from a slice of it.</summary>
    /// <param name="corpus">The sessions.</param>
    /// <param name="slice">The held-out events.</param>
    /// <param name="vectors">Vectors trained on the rest of the slice, with output vectors.</param>
    /// <param name="decay">The weight of an item of a history as a share of the one after it: see <see cref="Learn"/>.</param>
    /// <param name="options">Options of the table; null takes the defaults.</param>
    /// <param name="sessionVectors">Session vectors trained on the rest of the slice, which the result shares; null for none.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="Item2VecException">An option is out of range, or the corpus has more than 2^31 events.</exception>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    public static CooccurrenceTable CountAndLearn(
        SessionCorpus corpus, BlendSlice slice, ItemVectors vectors, double decay, CooccurrenceOptions? options = null,
        SessionVectors? sessionVectors = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(slice);
        options ??= new CooccurrenceOptions();
        using CooccurrenceTable ofRest = CooccurrenceBuilder.Build(
            slice.Rest, options with { SessionOrder = slice.RestOrder }, cancellationToken);
        using CooccurrenceTable ofAll = CooccurrenceBuilder.Build(corpus, options, cancellationToken);
        using CooccurrenceTable rest = sessionVectors is null ? ofRest : ofRest.With(sessionVectors.Share());
        using CooccurrenceTable counted = sessionVectors is null ? ofAll : ofAll.With(sessionVectors.Share());
        return counted.With(Learn(slice, vectors, rest, decay, options.Threads, cancellationToken));
    }

    /// <summary>Learns the coefficients.</summary>
    /// <param name="slice">The held-out events, unseen by vectors and co-occurrences.</param>
    /// <param name="vectors">The model, trained on the rest, with output vectors.</param>
    /// <param name="cooccurrences">The co-occurrences, counted in the rest.</param>
    /// <param name="decay">The weight of an item of a history as a share of the one after it, above 0 to 1; 0 uses only the last
    /// item.</param>
    /// <param name="threads">Threads, or 0 for one per processor. The coefficients do not depend on it.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The coefficients; the defaults if the slice is empty or teaches nothing better.</returns>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    public static BlendWeights Learn(
        BlendSlice slice, ItemVectors vectors, CooccurrenceTable cooccurrences, double decay, int threads = 0,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(slice);
        ArgumentNullException.ThrowIfNull(vectors);
        ArgumentNullException.ThrowIfNull(cooccurrences);
        if (slice.Count == 0) return cooccurrences.Info.Blend;
        using Lease lease = vectors.Acquire();
        using ScoringModel model = new(vectors);
        return new BlendLearner(model, cooccurrences, decay).Fit(
            slice.Cases, WithLastAlone(slice.Cases, decay),
            new ParallelOptions
            {
                MaxDegreeOfParallelism = threads > 0 ? threads : Environment.ProcessorCount, CancellationToken = cancellationToken
            });
    }

    /// <summary>Every second case a second time with the last item of its history alone, since many histories are of one item.</summary>
    private static List<BlendCase> WithLastAlone(IReadOnlyList<BlendCase> cases, double decay)
        => decay == 0
            ? [.. cases.Select(one => one with { History = one.History[^1..] })]
            : [.. cases, .. cases.Where((one, number) => number % 2 == 0 && one.History.Length > 1)
                .Select(one => one with { History = one.History[^1..] })];

    private BlendWeights Fit(IReadOnlyList<BlendCase> heldOut, List<BlendCase> cases, ParallelOptions parallel)
    {
        LogitChoice[] choices = new LogitChoice[cases.Count];
        int block = Math.Clamp(MaxScores / vectors.Count, 1, 32);
        Parallel.For(
            0, (choices.Length + block - 1) / block, parallel,
            () => (Features: new BlendFeatures(cooccurrences, vectors.Vocabulary), Scores: new EmbeddingMatrix(block, vectors.Count)),
            (number, _, own) =>
            {
                AddChoices(
                    cases, number * block, Math.Min(choices.Length, (number + 1) * block), own.Features, own.Scores, choices);
                return own;
            },
            own => own.Scores.Dispose());
        double[] start = [.. defaults.Values];
        if (heldOut.Count < Plenty && !IsBetter(choices, start, parallel)) return defaults;
        double[] learned = ConditionalLogit.Fit(choices, start, Prior, MaxSteps, parallel);
        return new BlendWeights(After(more: true)) { ValuesOfOne = After(more: false), Cases = heldOut.Count };

        // Regularized toward those of all.
        double[] After(bool more)
        {
            LogitChoice[] some = [.. choices.Where((_, number) => cases[number].History.Length > 1 == more)];
            return some.Length == choices.Length ? learned : ConditionalLogit.Fit(some, learned, Prior, MaxSteps, parallel);
        }
    }

    /// <summary>Whether coefficients learned from one half of the choices predict the other half better than the defaults do.</summary>
    private static bool IsBetter(LogitChoice[] choices, double[] start, ParallelOptions parallel)
    {
        double[] gains = new double[choices.Length];
        for (int half = 0; half < 2; half++)
        {
            LogitChoice[] others = [.. choices.Where((_, number) => number % 2 != half)];
            double[] learned = ConditionalLogit.Fit(others, start, Prior, MaxSteps, parallel);
            for (int i = half; i < choices.Length; i += 2)
                gains[i] = ConditionalLogit.Loss(choices[i], start) - ConditionalLogit.Loss(choices[i], learned);
        }

        double mean = gains.Average();
        double variance = gains.Sum(gain => (gain - mean) * (gain - mean)) / Math.Max(1, gains.Length - 1);
        return mean > 2 * Math.Sqrt(variance / gains.Length);
    }

    /// <summary>The choices of some cases, whose scores for all items are one matrix product.</summary>
    private void AddChoices(
        List<BlendCase> cases, int from, int to, BlendFeatures features, EmbeddingMatrix scores, LogitChoice[] choices)
    {
        HistoryQuery[] queries = new HistoryQuery[to - from];
        for (int i = 0; i < queries.Length; i++)
        {
            queries[i] = new HistoryQuery(cases[from + i].History);
        }

        next.ScoreAll(queries, scores);
        for (int i = 0; i < queries.Length; i++)
            choices[from + i] = Choice(queries[i], cases[from + i].Target, features, scores.Row(i), new RandomSource((ulong)(from + i)));
    }

    /// <summary>The features of the candidate items of a case.</summary>
    private LogitChoice Choice(
        HistoryQuery query, int target, BlendFeatures features, ReadOnlySpan<float> nextScores, RandomSource random)
    {
        features.Gather(query, decay);
        HashSet<int> sure = Sure(target, features, nextScores);
        HashSet<int> drawn = [];
        int rest = vectors.Count - sure.Count;
        for (int i = 0; i < Others; i++)
            if (random.NextBelow(vectors.Count) is int row && !sure.Contains(row)) drawn.Add(row);

        // In row order: sums must not depend on the order of a set.
        int[] rows = [.. sure.Concat(drawn).Order()];
        float[] values = Values(query, rows, features, nextScores);
        float[] offsets = Array.ConvertAll(
            rows, row => drawn.Contains(row) ? (float)Math.Log(rest / (double)Math.Max(1, drawn.Count)) : 0);
        return Thinned(values, offsets, rows, Array.IndexOf(rows, target), random);
    }

    private float[] Values(HistoryQuery query, int[] rows, BlendFeatures features, ReadOnlySpan<float> nextScores)
    {
        int width = BlendWeights.Names.Count;
        float[] values = new float[rows.Length * width];
        double[] sum = new double[vectors.Dimensions];
        float[] direction = new float[vectors.Dimensions];
        float[] lastDirection = new float[vectors.Dimensions];
        QueryBuilder.Write(query, model, decay, unit: true, sum, direction);
        int last = query.History.Span[^1];
        float[] session = new float[vectors.Dimensions];
        if (cooccurrences.SessionVectors is SessionVectors learned)
            QueryBuilder.WriteSession(query, learned.Rows, decay, 1, 0, sum, session);
        QueryBuilder.Write(vectors.Input.Row(last), unit: true, sum, lastDirection);
        Span<double> of = stackalloc double[width];
        for (int i = 0; i < rows.Length; i++)
        {
            int row = rows[i];
            of.Clear();
            if (features.Find(row) is >= 0 and int candidate) features.Write(candidate, of);
            ReadOnlySpan<float> input = vectors.Input.Row(row);
            float scale = vectors.InverseNorms[row];
            (of[BlendFeatures.Next], of[BlendFeatures.NextLast]) = (
                nextScores[row],
                query.History.Length == 1 ? nextScores[row] : Dot(vectors.Input.Row(last), vectors.Output!.Row(row)));
            (of[BlendFeatures.Similar], of[BlendFeatures.SimilarLast]) = (Dot(direction, input) * scale, Dot(lastDirection, input) * scale);
            of[BlendFeatures.Popularity] = logShares[row];
            if (cooccurrences.SessionVectors is { Rows: EmbeddingMatrix taught } && row < taught.Rows)
                (of[BlendFeatures.Session], of[BlendFeatures.SessionLast]) = (
                    Dot(session, taught.Row(row)),
                    last < taught.Rows ? SessionVectors.Scale * Dot(taught.Row(last), taught.Row(row)) : 0);
            for (int feature = 0; feature < width; feature++) values[(i * width) + feature] = (float)of[feature];
        }

        return values;
    }

    /// <summary>
    /// Of many candidates those that the default coefficients rank highest, and a sample of the others in which each stands for several.
    /// </summary>
    private LogitChoice Thinned(float[] values, float[] offsets, int[] rows, int chosen, RandomSource random)
    {
        if (rows.Length <= MaxCandidates) return new LogitChoice(values, offsets, chosen);
        int width = BlendWeights.Names.Count;
        float[] scores = new float[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            double score = offsets[i];
            for (int feature = 0; feature < width; feature++)
                score += defaults.Values[feature] * values[(i * width) + feature];
            scores[i] = -(float)score;
        }

        int[] order = [.. Enumerable.Range(0, rows.Length)];
        Array.Sort(scores, order);
        Span<int> others = order.AsSpan(Highest);
        random.Shuffle(others);
        float offset = (float)Math.Log(others.Length / (double)(MaxCandidates - Highest));
        foreach (int place in others) offsets[place] += place == chosen ? 0 : offset;
        int[] kept = [.. order.AsSpan(0, MaxCandidates).ToArray().Append(chosen).Distinct().Order()];
        float[] some = new float[kept.Length * width];
        for (int i = 0; i < kept.Length; i++) values.AsSpan(kept[i] * width, width).CopyTo(some.AsSpan(i * width));
        return new LogitChoice(some, Array.ConvertAll(kept, place => offsets[place]), Array.IndexOf(kept, chosen));
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b) => VectorOperations.Dot(a, b[..a.Length]);

    /// <summary>Every item of a small catalog, of a large one the candidates.</summary>
    private HashSet<int> Sure(int target, BlendFeatures features, ReadOnlySpan<float> nextScores)
    {
        if (vectors.Count <= SmallCatalogue) return [.. Enumerable.Range(0, vectors.Count)];
        TopK leading = new(Leading);
        for (int row = 0; row < nextScores.Length; row++) leading.Offer(row, nextScores[row] + (logShares[row] / 2));
        return [.. features.Candidates, .. leading.Take().Select(best => best.Row), target];
    }
}

/// <summary>A history and the item that followed it.</summary>
/// <param name="History">The rows, oldest first; not empty.</param>
/// <param name="Target">The row that followed.</param>
internal readonly record struct BlendCase(int[] History, int Target);
