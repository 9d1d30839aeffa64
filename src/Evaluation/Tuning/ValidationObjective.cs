using System.Diagnostics;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Cooccurrences;
using Item2Vec.Evaluation.Cases;
using Item2Vec.Evaluation.Metrics;
using Item2Vec.Evaluation.Splits;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation.Tuning;

/// <summary>Trains on one part of a log and evaluates on the rest of it.</summary>
/// <remarks>
/// The weight of popularity of <see cref="ScoreMode.Next"/> costs no training: it is chosen for each model on some of the cases, before
/// all of them are evaluated.
/// </remarks>
public sealed class ValidationObjective : ITrialObjective, IDisposable
{
    /// <summary>Enough cases to choose a weight.</summary>
    private const int CasesForBeta = 1000;

    /// <summary>The weights of popularity that are tried.</summary>
    public static IReadOnlyList<double> Betas { get; } = [0, 0.25, 0.5, 0.75, 1];

    private readonly SessionCorpus training;
    private readonly ScoreMode score;
    private readonly string metric;
    private readonly IReadOnlyList<double> betas;
    private readonly Evaluator evaluator;
    private readonly Evaluator few;

    /// <summary>Builds the cases.</summary>
    /// <param name="split">The training part and the validation slice.</param>
    /// <param name="evaluation">The options of the evaluation.</param>
    /// <param name="score">The score to tune; <see cref="ScoreMode.Blend"/> with the pairs of the training part and the weights that suit
    /// most logs.</param>
    /// <param name="metric">The metric, by its name in <see cref="ModelResult.Metrics"/>; its cutoff is one of those of
    /// <paramref name="evaluation"/>.</param>
    /// <param name="beta">The weight of popularity, or null to choose one of <see cref="Betas"/> for each model.</param>
    /// <exception cref="Item2VecException">An option is out of range, or there are no cases.</exception>
    public ValidationObjective(SplitCorpus split, EvaluationOptions evaluation, ScoreMode score, string metric, double? beta = null)
    {
        ArgumentNullException.ThrowIfNull(split);
        ArgumentNullException.ThrowIfNull(evaluation);
        training = split.Training;
        this.score = score;
        this.metric = metric;
        betas = beta is double one ? [one] : Betas;
        evaluator = new Evaluator(split, evaluation);
        few = betas.Count == 1 || evaluator.Cases <= CasesForBeta
            ? evaluator
            : new Evaluator(split, evaluation with { MaxCases = CasesForBeta });
    }

    /// <summary>The number of cases.</summary>
    public int Cases => evaluator.Cases;

    /// <inheritdoc/>
    public void Dispose()
    {
        evaluator.Dispose();
        few.Dispose();
    }

    /// <inheritdoc/>
    public TrialOutcome Measure(TrainingOptions options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        using ItemVectors vectors = ItemTrainer.Train(training, options, progress, cancellationToken);
        long begin = Stopwatch.GetTimestamp();
        using CooccurrenceTable? pairs = score.NeedsCooccurrences ? CooccurrenceBuilder.Build(training, null, cancellationToken) : null;
        double beta = score != ScoreMode.Next ? double.NaN : betas.MaxBy(weight => betas.Count == 1 ? 0 : Ask(few, weight).Value);
        Estimate result = Ask(evaluator, beta);
        return new TrialOutcome(result, beta, vectors.Training!.TrainSeconds, Stopwatch.GetElapsedTime(begin).TotalSeconds);

        Estimate Ask(Evaluator who, double weight)
        {
            using ModelScorer scorer = who.Scorer(score, vectors, weight, pairs);
            return who.Measure(string.Empty, scorer, cancellationToken).Metrics[metric];
        }
    }
}
