using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training.Variants;

namespace Item2Vec.Evaluation.Tuning;

/// <summary>The training plans of a search: options to start from, and the parameters that are drawn at random.</summary>
/// <remarks>
/// The ranges stand with the options (<c>TrainingOption.Search</c>): those of Caselles-Dupré et al. 2018, widened to what short
/// sessions and large catalogs need. Parameters are drawn independently (Bergstra and Bengio 2012). Epochs are not among them: they are the
/// budget that a search spends (<see cref="SuccessiveHalving"/>).
/// </remarks>
public sealed class SearchSpace
{
    /// <summary>The name by which epochs are fixed.</summary>
    public const string Epochs = "epochs";

    /// <summary>A plan that was drawn before is redrawn this often before the space counts as exhausted.</summary>
    private const int MaxDraws = 200;

    /// <summary>A space.</summary>
    /// <param name="start">The first plan; parameters that are not searched keep its values.</param>
    /// <param name="parameters">The searched parameters; may be empty.</param>
    public SearchSpace(TrainingOptions start, IReadOnlyList<SearchParameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(parameters);
        Start = start;
        Parameters = parameters;
    }

    /// <summary>The first plan.</summary>
    public TrainingOptions Start { get; }

    /// <summary>The searched parameters.</summary>
    public IReadOnlyList<SearchParameter> Parameters { get; }

    /// <summary>Whether epochs may be chosen too.</summary>
    public bool SearchesEpochs { get; init; } = true;

    /// <summary>The default space around a plan.</summary>
    /// <param name="start">The plan.</param>
    /// <param name="isFixed">Whether a parameter, by its name, is fixed.</param>
    public static SearchSpace Around(TrainingOptions start, Func<string, bool> isFixed)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(isFixed);

        VariantDefinition variant = VariantRegistry.BuiltIn.Of(start);
        return new SearchSpace(start,
        [
            .. from option in VariantRegistry.BuiltIn.Options.All
               where variant.Uses(option) && !isFixed(option.Key)
               let range = variant.SearchOf(option)
               where range is not null
               select SearchParameter.Of(option, range, start, variant),
        ]) { SearchesEpochs = !isFixed(Epochs) };
    }

    /// <summary>Draws a plan that is not among the given ones; null if hardly any is left.</summary>
    /// <param name="seed">Random seed.</param>
    /// <param name="drawn">The plans so far. The same ones give the same next one.</param>
    internal TrainingOptions? Draw(long seed, IReadOnlyCollection<TrainingOptions> drawn)
    {
        RandomSource random = RandomSource.For(seed, 0, drawn.Count);
        for (int draw = 0; draw < MaxDraws && Parameters.Count > 0; draw++)
        {
            TrainingOptions plan = Start;
            foreach (SearchParameter parameter in Parameters) plan = parameter.With(plan, parameter.Draw(random.NextFloat(), plan));
            if (!drawn.Any(IsSame)) return plan;

            bool IsSame(TrainingOptions other) => Parameters.All(parameter => parameter.Get(other) == parameter.Get(plan));
        }

        return null;
    }
}

/// <summary>A hyper-parameter that is searched.</summary>
/// <param name="Name">The key of the option.</param>
/// <param name="Draw">The value of a number drawn from [0, 1), for a plan whose parameters before this one are drawn.</param>
/// <param name="Get">Its value in options.</param>
/// <param name="With">Options with another value.</param>
public sealed record SearchParameter(
    string Name, Func<double, TrainingOptions, double> Draw, Func<TrainingOptions, double> Get,
    Func<TrainingOptions, double, TrainingOptions> With)
{
    /// <summary>Its value as the option's text: <c>session</c>, <c>sgd</c>.</summary>
    public Func<TrainingOptions, string> Text { get; init; } = options => OptionValue.Text(Get(options));

    /// <summary>Whether its values are better compared by their magnitudes.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>Where 0 stands among the magnitudes; NaN where it is no value.</summary>
    public double ZeroStandsAt { get; init; } = double.NaN;

    /// <summary>
    /// An option that may be searched. The learning rate that a search starts from is one for its optimizer, and plans with another begin
    /// at the default of theirs.
    /// </summary>
    internal static SearchParameter Of(TrainingOption option, SearchRange range, TrainingOptions start, VariantDefinition variant)
    {
        return new SearchParameter(
            option.Key, (drawn, plan) => range.Draw(drawn, option.NumberOf(Comparable(plan), variant)),
            options => option.NumberOf(options, variant), option.WithNumber)
        {
            Text = options => option.Format(options, variant),
            IsLogarithmic = range.IsLogarithmic,
            ZeroStandsAt = range.ZeroStandsAt,
        };

        TrainingOptions Comparable(TrainingOptions plan)
            => plan.Optimizer == start.Optimizer ? plan : plan with { LearningRate = null };
    }
}
