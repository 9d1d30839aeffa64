using System.Diagnostics;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Cooccurrences;
using Item2Vec.Evaluation.Cases;
using Item2Vec.Evaluation.Metrics;
using Item2Vec.Evaluation.Splits;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation;

/// <summary>Evaluates models on held-out items: every item is ranked in every case, without sampling.</summary>
/// <remarks>
/// Thread-safe. Results do not depend on the number of threads. A target that the training part does not know is a miss in every metric.
/// Equal scores share their expected rank. Lists hold the more frequent of equally scored items. Holds native memory if it has vectors for
/// diversity.
/// </remarks>
public sealed class Evaluator : IDisposable
{
    private readonly SplitCorpus split;
    private readonly EvaluationRun run;
    private readonly Bootstrap bootstrap;
    private readonly CaseSlices slices;
    private readonly int selfRepeats;
    private readonly int unknownEvents;

    /// <summary>Builds the cases.</summary>
    /// <param name="split">The log in two parts.</param>
    /// <param name="options">The options; null takes the defaults.</param>
    /// <param name="likeness">Vectors of the training part's items for the diversity of lists; null leaves diversity out.</param>
    /// <exception cref="Item2VecException">An option is out of range, or the held-out part gives no cases.</exception>
    public Evaluator(SplitCorpus split, EvaluationOptions? options = null, ItemVectors? likeness = null)
    {
        ArgumentNullException.ThrowIfNull(split);
        options ??= new EvaluationOptions();
        options.Validate();
        this.split = split;
        CaseBuilder builder = new(options);
        EvaluationCase[] cases = builder.Build(split.HeldOut);
        selfRepeats = builder.SelfRepeats;
        unknownEvents = builder.UnknownEvents;
        if (cases.Length == 0)
        {
            if (unknownEvents > 0)
                throw new Item2VecException(
                    "there is nothing to ask: no held-out session has two items that the training part has",
                    "check that both parts name their items alike");
            throw new Item2VecException(
                "there is nothing to ask: every held-out event repeats the item before it",
                "count repeats as found with Repeats = hit, or rank them with Repeats = rank")
            {
                Option = nameof(EvaluationOptions.Repeats),
            };
        }

        bootstrap = new Bootstrap(cases, options.Resamples, options.Seed);
        slices = new CaseSlices(cases, split.Training.Vocabulary, options.ColdCounts);
        QueryGroups groups = new(cases);
        CaseMetrics metrics = new(options.Cutoffs);
        run = new EvaluationRun(
            options, split.Training.Vocabulary, cases, groups, metrics, likeness is null ? null : SimilarScorer.UnitRows(likeness));
    }

    /// <summary>The number of cases.</summary>
    public int Cases => run.Cases.Length;

    /// <summary>The unit vectors for diversity, or null.</summary>
    internal EmbeddingMatrix? Likeness => run.Likeness;

    /// <summary>The scorer of <see cref="ScoreMode.Similar"/>: cosine of input vectors.</summary>
    public ModelScorer Similar(ItemVectors vectors) => Scorer(ScoreMode.Similar, vectors, 0);

    /// <summary>
    /// The scorer of <see cref="ScoreMode.Next"/>: input against output vectors, and a popularity prior times <paramref name="beta"/>.
    /// </summary>
    /// <exception cref="Item2VecException">The model has no output vectors.</exception>
    public ModelScorer Next(ItemVectors vectors, double beta) => Scorer(ScoreMode.Next, vectors, beta);

    /// <summary>The scorer of <see cref="ScoreMode.Blend"/>: vectors and counts together.</summary>
    /// <exception cref="Item2VecException">The model has no output vectors.</exception>
    public ModelScorer Blend(ItemVectors vectors, CooccurrenceTable cooccurrences)
        => Scorer(ScoreMode.Blend, vectors, 0, cooccurrences);

    /// <summary>What a score does with a model.</summary>
    /// <param name="score">The score.</param>
    /// <param name="vectors">The model.</param>
    /// <param name="beta">The weight of popularity in <see cref="ScoreMode.Next"/>.</param>
    /// <param name="cooccurrences">The pairs of <see cref="ScoreMode.Blend"/>, or null for those that the model keeps.</param>
    /// <exception cref="Item2VecException">The model lacks what the score needs.</exception>
    public ModelScorer Scorer(ScoreMode score, ItemVectors vectors, double beta, CooccurrenceTable? cooccurrences = null)
        => new(score, vectors, beta, run.Options.HistoryDecay, cooccurrences, run.Items);

    /// <summary>Evaluates one model.</summary>
    /// <param name="name">Its name in the result.</param>
    /// <param name="scorer">The model, trained on the training part only.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    public ModelResult Measure(string name, IScorer scorer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(scorer);
        long begin = Stopwatch.GetTimestamp();
        (double[][] values, long[] listed) = run.Measure(scorer, new ParallelOptions
        {
            MaxDegreeOfParallelism = run.Options.Threads > 0 ? run.Options.Threads : Environment.ProcessorCount,
            CancellationToken = cancellationToken,
        });
        Dictionary<string, Estimate> metrics = Estimates(values, _ => true);
        int length = run.Options.MaxListLength;
        metrics[FormattableString.Invariant($"coverage@{length}")] = new Estimate(ListStatistics.Coverage(listed), double.NaN, double.NaN);
        metrics[FormattableString.Invariant($"gini@{length}")] = new Estimate(ListStatistics.Gini(listed), double.NaN, double.NaN);
        return new ModelResult(name, metrics, Stopwatch.GetElapsedTime(begin).TotalSeconds)
        {
            Sums = run.Metrics.OfAccuracy.Index().ToDictionary(one => one.Item, one => bootstrap.Sums(i => values[i][one.Index])),
            Slices = slices.Names.Select((slice, number) => (slice, number)).Where(one => slices.Count(one.number) > 0).ToDictionary(
                one => one.slice, one => new SliceResult(slices.Count(one.number), Estimates(values, i => slices.Of(i) == one.number))),
        };
    }

    /// <summary>
    /// The differences of two models in every metric of accuracy, the first minus the second: on the same cases and the same bootstrap
    /// samples, so that an interval without 0 tells them apart even where their own intervals overlap.
    /// </summary>
    /// <param name="one">A result of <see cref="Measure"/>.</param>
    /// <param name="other">Another one.</param>
    /// <exception cref="ArgumentException">A result is not of an evaluator.</exception>
    public IReadOnlyDictionary<string, Estimate> Compare(ModelResult one, ModelResult other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        if (one.Sums is null || other.Sums is null)
            throw new ArgumentException("Only results of an evaluator can be compared.", one.Sums is null ? nameof(one) : nameof(other));
        return run.Metrics.OfAccuracy.ToDictionary(
            metric => metric, metric => bootstrap.Difference(one.Sums[metric], other.Sums[metric]));
    }

    /// <summary>Combines the results of models.</summary>
    public EvaluationResult Result(IReadOnlyList<ModelResult> models) => new()
    {
        Split = split.Name,
        Cases = run.Cases.Length,
        Sessions = run.Cases.Select(one => one.Session).Distinct().Count(),
        Items = run.Items.Count,
        CasesWithUnknownTarget = run.Cases.Count(one => one.UnknownTargets > 0),
        CasesWithoutHistory = run.Cases.Count(one => one.History.IsEmpty),
        SelfRepeats = selfRepeats,
        UnknownEvents = unknownEvents,
        Models = models,
    };

    /// <summary>Frees the unit vectors for diversity. No evaluation may be running.</summary>
    public void Dispose() => run.Likeness?.Dispose();

    private Dictionary<string, Estimate> Estimates(double[][] values, Func<int, bool> isIn)
    {
        Dictionary<string, Estimate> metrics = [];
        for (int metric = 0; metric < run.Metrics.Names.Count; metric++)
        {
            int column = metric;
            if (column != run.Metrics.Diversity || run.Likeness is not null)
                metrics[run.Metrics.Names[column]] = bootstrap.Estimate(i => values[i][column], isIn);
        }

        return metrics;
    }
}

/// <summary>What is shared by all models of an evaluation.</summary>
/// <param name="Options">The options.</param>
/// <param name="Items">The items of the training part, all of which are ranked.</param>
/// <param name="Cases">The cases.</param>
/// <param name="Groups">The cases grouped by history.</param>
/// <param name="Metrics">The metrics.</param>
/// <param name="Likeness">Unit vectors for the similarity of items, or null.</param>
internal sealed record EvaluationRun(
    EvaluationOptions Options, Vocabulary Items, EvaluationCase[] Cases, QueryGroups Groups, CaseMetrics Metrics, EmbeddingMatrix? Likeness)
{
    /// <summary>Ranks all items for all cases.</summary>
    /// <returns>Each case's metrics, one row per case; and how often each item was in a list.</returns>
    public (double[][] Values, long[] Listed) Measure(IScorer scorer, ParallelOptions parallel)
    {
        double[][] values = new double[Cases.Length][];
        for (int i = 0; i < values.Length; i++) values[i] = new double[Metrics.Names.Count];
        long[] listed = new long[Items.Count];
        int batches = (Groups.Count + CaseRanker.Batch - 1) / CaseRanker.Batch;
        Parallel.For(0, batches, parallel, () => new CaseRanker(this, scorer), (batch, _, part) =>
        {
            part.Measure(batch * CaseRanker.Batch, Math.Min(Groups.Count, (batch + 1) * CaseRanker.Batch), values);
            return part;
        }, part =>
        {
            lock (listed)
                for (int row = 0; row < listed.Length; row++) listed[row] += part.Listed[row];
            part.Dispose();
        });
        return (values, listed);
    }
}
