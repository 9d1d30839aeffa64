using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Cooccurrences;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation.Blending;

/// <summary>Learns <see cref="BlendWeights"/> of events that neither vectors nor counts have seen: the coefficients under which what came was most likely among all items.</summary>
/// <remarks>
/// Conditional logit (McFadden 1974), by Newton's method. The likelihood is convex, so that there is one answer. Items that neither pairs nor the first
/// <see cref="Leading"/> of the vectors name are represented by a sample with weights. The coefficients are drawn towards the defaults, which stay where what is learned from one half of the cases
/// does not make the other half more likely by more than its standard error, both halves together: few cases, or cases like those of most logs, change nothing.
/// </remarks>
public sealed class BlendLearner
{
    /// <summary>Enough cases for fifteen coefficients.</summary>
    public const int MaxCases = 2000;

    /// <summary>The vectors' first answers that are looked at beside the pairs'.</summary>
    private const int Leading = 200;

    /// <summary>Other items that are looked at, each for many.</summary>
    private const int Others = 200;

    /// <summary>How strongly coefficients are drawn to the defaults: as a normal distribution of this inverse variance.</summary>
    private const double Prior = 2;

    private const int MaxSteps = 20;

    /// <summary>So many items are all looked at.</summary>
    private const int SmallCatalogue = 1000;

    private readonly ItemVectors vectors;
    private readonly CooccurrenceTable cooccurrences;
    private readonly double decay;
    private readonly NextScorer next;
    private readonly SimilarScorer similar;
    private readonly float[] logShares;

    private BlendLearner(ItemVectors vectors, CooccurrenceTable cooccurrences, double decay)
    {
        this.vectors = vectors;
        this.cooccurrences = cooccurrences;
        this.decay = decay;
        ScoringModel model = new(vectors);
        next = new NextScorer(model, beta: 0, decay);
        similar = new SimilarScorer(model, decay);
        logShares = PopularityPrior.LogShares(vectors);
    }

    /// <summary>Counts the pairs of a corpus, weighed against vectors as a slice of it teaches.</summary>
    /// <param name="corpus">The sessions.</param>
    /// <param name="slice">What was held out of it.</param>
    /// <param name="vectors">Vectors that were trained on the rest of the slice, with output vectors.</param>
    /// <param name="decay">The weight of an item of a history as a share of the one after it: see <see cref="Learn"/>.</param>
    /// <param name="options">What to keep; null takes the defaults.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="Item2VecException">An option is out of range, or the corpus has more than 2^31 events.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static CooccurrenceTable CountAndLearn(
        SessionCorpus corpus, BlendSlice slice, ItemVectors vectors, double decay, CooccurrenceOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(slice);
        options ??= new CooccurrenceOptions();
        using CooccurrenceTable rest = CooccurrenceBuilder.Build(slice.Rest, options, cancellationToken);
        using CooccurrenceTable counted = CooccurrenceBuilder.Build(corpus, options, cancellationToken);
        return counted.With(Learn(slice, vectors, rest, decay, options.Threads, cancellationToken));
    }

    /// <summary>Learns the coefficients.</summary>
    /// <param name="slice">The events, of which the other two know nothing.</param>
    /// <param name="vectors">The model, trained on the rest, with output vectors.</param>
    /// <param name="cooccurrences">The pairs, counted in the rest.</param>
    /// <param name="decay">The weight of an item of a history as a share of the one after it, above 0 to 1; 0 looks at the last item only.</param>
    /// <param name="threads">Threads, or 0 for one each processor. The coefficients do not depend on it.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The coefficients; the defaults where the slice is empty or teaches nothing better.</returns>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static BlendWeights Learn(BlendSlice slice, ItemVectors vectors, CooccurrenceTable cooccurrences, double decay, int threads = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(slice);
        ArgumentNullException.ThrowIfNull(vectors);
        ArgumentNullException.ThrowIfNull(cooccurrences);
        if (slice.Count == 0) return BlendWeights.Default;
        using Lease lease = vectors.Acquire();
        return new BlendLearner(vectors, cooccurrences, decay).Fit(
            slice.Cases, new ParallelOptions { MaxDegreeOfParallelism = threads > 0 ? threads : Environment.ProcessorCount, CancellationToken = cancellationToken });
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

    /// <summary>Whether coefficients learned from one half of the choices foretell the other half better than the defaults do.</summary>
    private static bool IsBetter(LogitChoice[] choices, double[] start, ParallelOptions parallel)
    {
        double[] gains = new double[choices.Length];
        for (int half = 0; half < 2; half++)
        {
            LogitChoice[] others = [.. choices.Where((_, number) => number % 2 != half)];
            double[] learned = ConditionalLogit.Fit(others, start, Prior, MaxSteps, parallel);
            for (int i = half; i < choices.Length; i += 2) gains[i] = ConditionalLogit.Loss(choices[i], start) - ConditionalLogit.Loss(choices[i], learned);
        }

        double mean = gains.Average();
        double variance = gains.Sum(gain => (gain - mean) * (gain - mean)) / Math.Max(1, gains.Length - 1);
        return mean > Math.Sqrt(variance / gains.Length);
    }

    /// <summary>The features of the items among which one came.</summary>
    private LogitChoice Choice(BlendCase one, BlendFeatures features, RandomSource random)
    {
        float[] nextScores = new float[vectors.Count];
        float[] cosines = new float[vectors.Count];
        next.Score(one.History, nextScores);
        similar.Score(one.History, cosines);
        features.Gather(one.History, decay);
        int last = one.History[^1];
        HashSet<int> sure = Sure(one.Target, last, features, nextScores);
        HashSet<int> drawn = [];
        int rest = vectors.Count - sure.Count - 1;
        for (int i = 0; i < Others; i++)
            if (random.NextBelow(vectors.Count) is int row && row != last && !sure.Contains(row)) drawn.Add(row);

        // In the order of rows: sums must not depend on that of a set.
        int[] rows = [.. sure.Concat(drawn).Order()];
        float logDrawn = (float)Math.Log(rest / (double)Math.Max(1, drawn.Count));
        int width = BlendWeights.Names.Count;
        float[] values = new float[rows.Length * width];
        Span<double> of = stackalloc double[width];
        for (int i = 0; i < rows.Length; i++)
        {
            of.Clear();
            (of[BlendFeatures.Next], of[BlendFeatures.Popularity], of[BlendFeatures.Similar]) = (nextScores[rows[i]], logShares[rows[i]], cosines[rows[i]]);
            if (features.Find(rows[i]) is >= 0 and int candidate) features.Write(candidate, of);
            for (int feature = 0; feature < width; feature++) values[(i * width) + feature] = (float)of[feature];
        }

        return new LogitChoice(values, Array.ConvertAll(rows, row => drawn.Contains(row) ? logDrawn : 0), Array.IndexOf(rows, one.Target));
    }

    /// <summary>Every item of a small catalogue, of a large one those that somebody names; never the item just used.</summary>
    private HashSet<int> Sure(int target, int last, BlendFeatures features, float[] nextScores)
    {
        HashSet<int> sure;
        if (vectors.Count <= SmallCatalogue)
        {
            sure = [.. Enumerable.Range(0, vectors.Count)];
        }
        else
        {
            TopK leading = new(Leading);
            for (int row = 0; row < nextScores.Length; row++) leading.Offer(row, nextScores[row] + (logShares[row] / 2));
            sure = [.. features.Candidates, .. leading.Take().Select(best => best.Row), target];
        }

        sure.Remove(last);
        return sure;
    }
}
