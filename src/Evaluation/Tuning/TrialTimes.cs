using Item2Vec.Embeddings.Options;

namespace Item2Vec.Evaluation.Tuning;

/// <summary>Estimates how long a trial will take from those that are done.</summary>
internal static class TrialTimes
{
    /// <summary>What a pair costs beside the arithmetic of its dimensions, in dimensions.</summary>
    private const int PairOverhead = 32;

    /// <summary>A trial may take so much longer than estimated before it is stopped.</summary>
    private const double Slack = 1.25;

    /// <summary>The seconds that a training and its questions will take; 0 before anything is known.</summary>
    /// <param name="options">The training.</param>
    /// <param name="done">The trials that are done.</param>
    /// <param name="asks">How many times the questions of a trial are asked.</param>
    public static double Estimate(TrainingOptions options, IReadOnlyList<Trial> done, int asks = 1)
    {
        if (done.Count == 0) return 0;
        Trial[] same = [.. done.Where(trial => trial.Options with { Epochs = options.Epochs } == options)];
        Trial[] from = same.Length > 0 ? same : [.. done];
        double training = from.Sum(trial => trial.Outcome.TrainSeconds) / from.Sum(trial => Work(trial.Options)) * Work(options);
        double asking = asks * from.Average(trial => trial.Outcome.QuerySeconds);
        return Slack * (training + asking);
    }

    /// <summary>Multiplications an event: epochs x context items x (negatives + 1) x dimensions.</summary>
    private static double Work(TrainingOptions options)
    {
        double context = options.DynamicWindow ? (options.Window + 1) / 2.0 : Math.Max(1, options.Window);
        return (double)options.Epochs * (1 + (2 * context * (options.NegativeSamples + 1) * (options.Dimensions + PairOverhead)));
    }
}
