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
/// are regularized toward the defaults, which are kept unless the coefficients learned from one half of the cases improve the likelihood
/// of the other half by more than its standard error, both halves together: few cases, or cases like those of most logs, change nothing.
/// </remarks>
public sealed class BlendLearner
{
    /// <summary>Enough cases for fifteen coefficients.</summary>
    public const int MaxCases = 2000;

    /// <summary>The number of top results of the vectors that are considered besides co-occurring items.</summary>
    private const int Leading = 200;

    /// <summary>The number of other items that are sampled, each weighted for many.</summary>
    private const int Others = 200;

    /// <summary>Strength of the regularization toward the defaults: the inverse variance of a normal prior.</summary>
    private const double Prior = 2;

    private const int MaxSteps = 20;

    /// <summary>Up to this number, all items are considered.</summary>
    private const int SmallCatalogue = 1000;

    private readonly ItemVectors vectors;
    private readonly CooccurrenceTable cooccurrences;
    private readonly double decay;
    private readonly NextScorer next;
    private readonly SimilarScorer similar;
    private readonly float[] logShares;

    private BlendLearner(ScoringModel model, CooccurrenceTable cooccurrences, double decay)
    {
        vectors = model.Vectors;
        this.cooccurrences = cooccurrences;
        this.decay = decay;
        next = new NextScorer(model, beta: 0, decay);
        similar = new SimilarScorer(model, decay);
        logShares = PopularityPrior.LogShares(vectors);
    }

    /// <summary>Counts the co-occurrences of a corpus, with blend weights learned from a slice of it.</summary>
    /// <param name="corpus">The sessions.</param>
    /// <param name="slice">The held-out events.</param>
    /// <param name="vectors">Vectors trained on the rest of the slice, with output vectors.</param>
    /// <param name="decay">The weight of an item of a history as a share of the one after it: see <see cref="Learn"/>.</param>
    /// <param name="options">Options of the table; null takes the defaults.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="Item2VecException">An option is out of range, or the corpus has more than 2^31 events.</exception>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    public static CooccurrenceTable CountAndLearn(
        SessionCorpus corpus, BlendSlice slice, ItemVectors vectors, double decay, CooccurrenceOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(slice);
        options ??= new CooccurrenceOptions();
        using CooccurrenceTable rest = CooccurrenceBuilder.Build(slice.Rest, options, cancellationToken);
        using CooccurrenceTable counted = CooccurrenceBuilder.Build(corpus, options, cancellationToken);
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
        if (slice.Count == 0) return BlendWeights.Default;
        using Lease lease = vectors.Acquire();
        using ScoringModel model = new(vectors);
        return new BlendLearner(model, cooccurrences, decay).Fit(
            slice.Cases,
            new ParallelOptions
            {
                MaxDegreeOfParallelism = threads > 0 ? threads : Environment.ProcessorCount, CancellationToken = cancellationToken
            });
    }

    private BlendWeights Fit(IReadOnlyList<BlendCase> cases, ParallelOptions parallel)
    {
        LogitChoice[] choices = new LogitChoice[cases.Count];
        Parallel.For(0, choices.Length, parallel, () => new BlendFeatures(cooccurrences, vectors.Vocabulary), (number, _, features) =>
        {
            choices[number] = Choice(cases[number], features, new RandomSource((ulong)number));
            return features;
        }, _ => { });
        double[] start = [.. BlendWeights.Default.Values];
        return IsBetter(choices, start, parallel)
            ? new BlendWeights(ConditionalLogit.Fit(choices, start, Prior, MaxSteps, parallel)) { Cases = cases.Count }
            : BlendWeights.Default;
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
        return mean > Math.Sqrt(variance / gains.Length);
    }

    /// <summary>The features of the candidate items of a case.</summary>
    private LogitChoice Choice(BlendCase one, BlendFeatures features, RandomSource random)
    {
        if (decay == 0) one = one with { History = one.History[^1..] };
        float[] nextScores = new float[vectors.Count];
        float[] cosines = new float[vectors.Count];
        next.Score(one.History, nextScores);
        similar.Score(one.History, cosines);
        float[] lastNextScores = nextScores;
        float[] lastCosines = cosines;
        if (one.History.Length > 1)
        {
            (lastNextScores, lastCosines) = (new float[vectors.Count], new float[vectors.Count]);
            next.Score(one.History.AsSpan(^1), lastNextScores);
            similar.Score(one.History.AsSpan(^1), lastCosines);
        }

        features.Gather(new HistoryQuery(one.History), decay);
        HashSet<int> sure = Sure(one.Target, features, nextScores);
        HashSet<int> drawn = [];
        int rest = vectors.Count - sure.Count;
        for (int i = 0; i < Others; i++)
            if (random.NextBelow(vectors.Count) is int row && !sure.Contains(row)) drawn.Add(row);

        // In row order: sums must not depend on the order of a set.
        int[] rows = [.. sure.Concat(drawn).Order()];
        float logDrawn = (float)Math.Log(rest / (double)Math.Max(1, drawn.Count));
        int width = BlendWeights.Names.Count;
        float[] values = new float[rows.Length * width];
        Span<double> of = stackalloc double[width];
        for (int i = 0; i < rows.Length; i++)
        {
            of.Clear();
            (of[BlendFeatures.Next], of[BlendFeatures.Popularity], of[BlendFeatures.Similar]) = (
                nextScores[rows[i]], logShares[rows[i]], cosines[rows[i]]);
            (of[BlendFeatures.NextLast], of[BlendFeatures.SimilarLast]) = (lastNextScores[rows[i]], lastCosines[rows[i]]);
            if (features.Find(rows[i]) is >= 0 and int candidate) features.Write(candidate, of);
            for (int feature = 0; feature < width; feature++) values[(i * width) + feature] = (float)of[feature];
        }

        return new LogitChoice(values, Array.ConvertAll(rows, row => drawn.Contains(row) ? logDrawn : 0), Array.IndexOf(rows, one.Target));
    }

    /// <summary>Every item of a small catalog, of a large one the candidates.</summary>
    private HashSet<int> Sure(int target, BlendFeatures features, float[] nextScores)
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
