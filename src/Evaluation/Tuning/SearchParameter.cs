using Item2Vec.Embeddings.Options;

namespace Item2Vec.Evaluation.Tuning;

/// <summary>A hyper-parameter that is searched.</summary>
/// <param name="Name">The key of the option.</param>
/// <param name="Draw">The value of a number drawn from [0, 1).</param>
/// <param name="Get">Its value in options.</param>
/// <param name="With">Options with another value.</param>
public sealed record SearchParameter(string Name, Func<double, double> Draw, Func<TrainingOptions, double> Get, Func<TrainingOptions, double, TrainingOptions> With)
{
    /// <summary>Whether its values are better compared by their magnitudes.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>Where 0 stands among the magnitudes; NaN where it is no value.</summary>
    public double ZeroStandsAt { get; init; } = double.NaN;

    /// <summary>An option that may be searched, around the value that a search starts from.</summary>
    internal static SearchParameter Of(TrainingOption option, SearchRange range, TrainingOptions start, VariantDefinition variant)
    {
        double from = option.NumberOf(start, variant);
        return new SearchParameter(
            option.Key, drawn => range.Draw(drawn, from), options => option.NumberOf(options, variant), option.WithNumber)
        {
            IsLogarithmic = range.IsLogarithmic,
            ZeroStandsAt = range.ZeroStandsAt,
        };
    }
}
