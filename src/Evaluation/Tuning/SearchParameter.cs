using Item2Vec.Embeddings.Options;

namespace Item2Vec.Evaluation.Tuning;

/// <summary>A hyperparameter that is searched.</summary>
/// <param name="Name">Its name on the command line, without dashes.</param>
/// <param name="Draw">The value of a number drawn from [0, 1).</param>
/// <param name="Get">Its value in options.</param>
/// <param name="With">Options with another value.</param>
public sealed record SearchParameter(string Name, Func<double, double> Draw, Func<TrainingOptions, double> Get, Func<TrainingOptions, double, TrainingOptions> With)
{
    /// <summary>One of some values, with equal probability.</summary>
    internal static Func<double, double> OneOf(params double[] values) => drawn => values[(int)(drawn * values.Length)];

    /// <summary>A log-uniform number between two, to two digits.</summary>
    internal static Func<double, double> LogUniform(double low, double high) => drawn =>
    {
        double value = low * Math.Pow(high / low, drawn);
        double step = Math.Pow(10, Math.Floor(Math.Log10(value)) - 1);
        return Math.Round(Math.Round(value / step) * step, 6);
    };
}
