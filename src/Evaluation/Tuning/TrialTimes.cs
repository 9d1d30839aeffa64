using Item2Vec.Embeddings.Options;

namespace Item2Vec.Evaluation.Tuning;

/// <summary>Estimates the time of a trial from completed ones.</summary>
internal static class TrialTimes
{
    /// <summary>The overhead of a pair besides the arithmetic of its dimensions, in dimensions.</summary>
    private const int PairOverhead = 32;

    /// <summary>A trial is stopped when it takes this much longer than estimated.</summary>
    private const double Slack = 1.25;

    /// <summary>The seconds that a training and its evaluation will take; 0 before anything is known.</summary>
    /// <param name="options">The training.</param>
    /// <param name="done">The completed trials.</param>
    /// <param name="asks">How many times the cases of a trial are evaluated.</param>
    public static double Estimate(TrainingOptions options, IReadOnlyList<Trial> done, int asks = 1)
    {
        if (done.Count == 0) return 0;
        Trial[] same = [.. done.Where(trial => trial.Options with { Epochs = options.Epochs } == options)];
        Trial[] from = same.Length > 0 ? same : [.. done];
        double training = from.Sum(trial => trial.Outcome.TrainSeconds) / from.Sum(trial => Work(trial.Options)) * Work(options);
        double asking = asks * from.Average(trial => trial.Outcome.QuerySeconds);
        return Slack * (training + asking);
    }

    /// <summary>Multiplications per event: epochs x context items x (negatives + 1) x dimensions.</summary>
    private static double Work(TrainingOptions options)
    {
        double context = options.DynamicWindow ? (options.Window + 1) / 2.0 : Math.Max(1, options.Window);
        return (double)options.Epochs * (1 + (2 * context * (options.NegativeSamples + 1) * (options.Dimensions + PairOverhead)));
    }
}
