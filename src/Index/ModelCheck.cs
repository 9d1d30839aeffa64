using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing.Scoring;
using Item2Vec.Indexing.Search;

namespace Item2Vec.Indexing;

/// <summary>Looks for the signs of a training that went wrong: vectors that collapsed, an item in most lists, a loss that rose.</summary>
/// <remarks>The limits are explained in docs/tuning.md.</remarks>
public static class ModelCheck
{
    /// <summary>With fewer items, ten neighbors are a large part of them, and one topic may be all there is.</summary>
    internal const int MinItems = 100;

    /// <summary>The mean cosine of frequent items from which vectors count as collapsed.</summary>
    private const double CollapsedFrom = 0.8;

    /// <summary>The share of lists from which an item counts as a hub, if its popularity explains less than a third of it.</summary>
    private const double HubFrom = 0.5;

    private const double HubOverPopularity = 3;

    /// <summary>
    /// A loss is taken before the step: where windows of a session are much alike, as baskets are, it rises by up to 40 % while the steps
    /// get smaller, and the vectors are none the worse for it.
    /// </summary>
    private const double RiseFrom = 1.5;

    /// <summary>The loss of an epoch above which the first steps were far too long, as a multiple of that of guessing.</summary>
    private const double HighFrom = 2;

    private const int ListLength = 10;
    private const int MaxQueries = 300, MinQueries = 100;

    /// <summary>Scores to compute at most, unless <see cref="MinQueries"/> need more: a second on two processors.</summary>
    private const long MaxScores = 300_000_000;

    /// <summary>Checks a model and its training.</summary>
    /// <param name="vectors">The vectors, with a summary of their training where there is one.</param>
    /// <param name="threads">Maximum number of threads; 0 for one per processor.</param>
    /// <returns>What is wrong; empty if nothing was found. The same vectors always give the same answer.</returns>
    /// <remarks>Time: a hundred to three hundred exact queries, about a second for a million items.</remarks>
    public static IReadOnlyList<ModelWarning> Run(ItemVectors vectors, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        using ItemVectors own = vectors.Share();
        return
        [
            .. own.Training is TrainingSummary training ? OfLoss(training) : [],
            .. own.Count < MinItems ? [] : OfVectors(own, threads == 0 ? Environment.ProcessorCount : threads),
        ];
    }

    private static IEnumerable<ModelWarning> OfLoss(TrainingSummary training)
    {
        IReadOnlyList<double> losses = training.EpochLosses;
        double guessing = (1 + training.Options.NegativeSamples) * Math.Log(2);
        if (losses.Count == 0) yield break;
        if (losses.Any(loss => !double.IsFinite(loss) || loss > HighFrom * guessing))
        {
            yield return new ModelWarning(
                ModelWarningKind.LossHigh,
                FormattableString.Invariant($"the loss was {losses.Max():0.0} in an epoch, where guessing has {guessing:0.0}"),
                "give a lower LearningRate");
        }
        else if (losses[^1] > RiseFrom * losses.Min())
        {
            yield return new ModelWarning(
                ModelWarningKind.LossRose,
                FormattableString.Invariant($"the loss rose during training, from {losses.Min():0.00} to {losses[^1]:0.00}"),
                "give a lower LearningRate");
        }
    }

    private static IEnumerable<ModelWarning> OfVectors(ItemVectors vectors, int threads)
    {
        int[] rows = FrequentRows(vectors);
        double cosine = MeanCosine(vectors, rows);
        if (!(cosine < CollapsedFrom))
        {
            // Every list is chance then, and a hub in some of them tells no more.
            yield return new ModelWarning(
                ModelWarningKind.Collapsed,
                FormattableString.Invariant(
                    $"the vectors collapsed: frequent items have a cosine of {cosine:0.00} with each other, so that neighbors are chance"),
                vectors.Training?.Options.Optimizer == Optimizer.Sgd ? "give more Epochs, or Optimizer = adagrad" : "give more Epochs");
            yield break;
        }

        (int hub, double share, double popularity) = MostListed(vectors, rows, threads);
        if (share >= HubFrom && share > HubOverPopularity * popularity)
        {
            yield return new ModelWarning(
                ModelWarningKind.Hub,
                FormattableString.Invariant(
                    $"item '{vectors.Vocabulary[hub]}' is among the {ListLength} nearest of {100 * share:0} % of the frequent items; ")
                    + FormattableString.Invariant($"its popularity explains {100 * popularity:0} %"),
                "leave it out if it is no item (a home page, a bag), or give a lower LearningRate or more Epochs");
        }
    }

    /// <summary>Some of the most frequent tenth of the items, or of the <see cref="MaxQueries"/> most frequent ones.</summary>
    private static int[] FrequentRows(ItemVectors vectors)
    {
        int frequent = Math.Min(vectors.Count, Math.Max(MaxQueries, vectors.Count / 10));
        int queries = (int)Math.Clamp(MaxScores / vectors.Count, MinQueries, MaxQueries);
        int[] rows = [.. Enumerable.Range(0, frequent)];
        RandomSource random = new(1);
        random.Shuffle(rows);
        return rows[..Math.Min(queries, frequent)];
    }

    /// <summary>The mean cosine of all pairs of some rows.</summary>
    private static double MeanCosine(ItemVectors vectors, int[] rows)
    {
        // All cosines add up to the squared length of the sum of the unit vectors, those of rows with themselves included.
        float[] sum = new float[vectors.Dimensions];
        foreach (int row in rows) VectorOperations.AddScaled(vectors.InverseNorms[row], vectors.Input.Row(row)[..sum.Length], sum);
        return (sum.Sum(x => (double)x * x) - rows.Length) / ((double)rows.Length * (rows.Length - 1));
    }

    /// <summary>The row that is in most lists, the share of the lists that it is in, and that of lists drawn by popularity.</summary>
    private static (int Row, double Share, double Popularity) MostListed(ItemVectors vectors, int[] rows, int threads)
    {
        using EmbeddingMatrix queries = new(rows.Length, vectors.Dimensions);
        double[] sum = new double[vectors.Dimensions];
        for (int i = 0; i < rows.Length; i++) QueryBuilder.Write(vectors.Input.Row(rows[i]), unit: true, sum, queries.Row(i));
        RowScoring cosines = new(vectors.Input, vectors.InverseNorms, null, 0);
        ScoredRow[][] lists = ExactBatch.Find(cosines, queries, rows, null, ListLength, threads);
        (int row, int count) = lists.SelectMany(list => list).CountBy(found => found.Row)
            .Select(found => (found.Key, found.Value)).OrderByDescending(found => found.Value).ThenBy(found => found.Key)
            .FirstOrDefault();
        long events = 0;
        for (int other = 0; other < vectors.Count; other++) events += vectors.Vocabulary.CountOf(other);
        double popularity = events == 0 ? 0 : vectors.Vocabulary.CountOf(row) / (double)events;
        return (row, count / (double)rows.Length, 1 - Math.Pow(1 - popularity, ListLength));
    }
}

/// <summary>A sign that a training went wrong.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">What was found, in words.</param>
/// <param name="Remedy">What to do, in terms of the properties of <see cref="TrainingOptions"/>, as the hint of an
/// <see cref="Item2VecException"/>.</param>
public sealed record ModelWarning(ModelWarningKind Kind, string Text, string Remedy);

/// <summary>The kinds of signs that a training went wrong.</summary>
public enum ModelWarningKind
{
    /// <summary>Frequent items all have nearly the same direction.</summary>
    Collapsed,

    /// <summary>An item is in most lists of neighbors, far more often than its popularity explains.</summary>
    Hub,

    /// <summary>The loss was lower in an earlier epoch.</summary>
    LossRose,

    /// <summary>In an epoch the loss was far above that of guessing.</summary>
    LossHigh,
}
