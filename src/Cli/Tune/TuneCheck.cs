using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Cooccurrences;
using Item2Vec.Evaluation;
using Item2Vec.Evaluation.Cases;
using Item2Vec.Evaluation.Metrics;
using Item2Vec.Evaluation.Splits;
using Item2Vec.Evaluation.Tuning;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Cli.Tune;

/// <summary>The results of the first and the best training plan on the test slice.</summary>
/// <param name="Cases">The number of cases.</param>
/// <param name="Models">Plan, score and metrics: for each plan next, similar and the score that was tuned for.</param>
internal sealed record TuneCheck(int Cases, IReadOnlyList<TuneCheck.Line> Models)
{
    public const string First = "first plan";
    public const string Best = "best plan";

    /// <summary>Trains both on the training part including the validation slice, and evaluates them on the test slice.</summary>
    /// <exception cref="OperationCanceledException">It was canceled.</exception>
    public static TuneCheck Of(
        SplitCorpus test, EvaluationOptions asking, TuneGoal goal, TrainingOptions start, Trial best, CancellationToken cancel)
    {
        using Evaluator evaluator = new(test, asking);
        List<Line> lines = [];
        Ask(First, start, goal.Beta ?? TuneGoal.DefaultBeta);
        Ask(Best, best.Options, goal.BetaOf(best));
        return new TuneCheck(evaluator.Cases, lines);

        void Ask(string plan, TrainingOptions options, double beta)
        {
            using ItemVectors vectors = ItemTrainer.Train(test.Training, options, null, cancel);
            Add(ScoreMode.Next, beta);
            Add(ScoreMode.Similar);
            if (goal.Score == ScoreMode.Next || goal.Score == ScoreMode.Similar) return;
            using CooccurrenceTable? pairs = goal.Score.NeedsCooccurrences ? CooccurrenceBuilder.Build(test.Training, null, cancel) : null;
            Add(goal.Score, null, pairs);

            void Add(ScoreMode score, double? weight = null, CooccurrenceTable? pairs = null)
            {
                using ModelScorer scorer = evaluator.Scorer(score, vectors, weight ?? 0, pairs);
                lines.Add(new Line(plan, score.Name, weight, evaluator.Measure(plan, scorer, cancel).Metrics));
            }
        }
    }

    /// <summary>The metrics of a plan with one score.</summary>
    /// <param name="Configuration">First or best.</param>
    /// <param name="Score">The score.</param>
    /// <param name="Beta">The weight of popularity in it, if it has one.</param>
    /// <param name="Metrics">The metrics.</param>
    internal sealed record Line(string Configuration, string Score, double? Beta, IReadOnlyDictionary<string, Estimate> Metrics);
}
