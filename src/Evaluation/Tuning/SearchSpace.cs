using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training.Variants;

namespace Item2Vec.Evaluation.Tuning;

/// <summary>The recipes that a search chooses among: options to start from, and the parameters that are drawn at random.</summary>
/// <remarks>
/// The ranges stand with the options (<c>TrainingOption.Search</c>): those of Caselles-Dupré et al. 2018, widened to what short
/// sessions and large catalogs need. Parameters are drawn independently (Bergstra and Bengio 2012). Epochs are none of them: they are what a search spends (<see cref="SuccessiveHalving"/>).
/// </remarks>
public sealed class SearchSpace
{
    /// <summary>The name under which epochs are held fixed.</summary>
    public const string Epochs = "epochs";

    /// <summary>A recipe that was drawn before is drawn anew this often before the space counts as used up.</summary>
    private const int MaxDraws = 200;

    /// <summary>A space.</summary>
    /// <param name="start">The first recipe that is tried; what is not searched stays as it is here.</param>
    /// <param name="parameters">What is searched; may be empty.</param>
    public SearchSpace(TrainingOptions start, IReadOnlyList<SearchParameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(parameters);
        Start = start;
        Parameters = parameters;
    }

    /// <summary>The first recipe.</summary>
    public TrainingOptions Start { get; }

    /// <summary>What is searched.</summary>
    public IReadOnlyList<SearchParameter> Parameters { get; }

    /// <summary>Whether epochs may be chosen, too.</summary>
    public bool SearchesEpochs { get; init; } = true;

    /// <summary>The usual space around a recipe.</summary>
    /// <param name="start">The recipe.</param>
    /// <param name="isFixed">Whether a parameter, by its name, must stay as it is.</param>
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

    /// <summary>Draws a recipe that is not yet among some; null when there is hardly another.</summary>
    /// <param name="seed">Where random numbers start.</param>
    /// <param name="drawn">The recipes so far. The same ones give the same next one.</param>
    internal TrainingOptions? Draw(long seed, IReadOnlyCollection<TrainingOptions> drawn)
    {
        RandomSource random = RandomSource.For(seed, 0, drawn.Count);
        for (int draw = 0; draw < MaxDraws && Parameters.Count > 0; draw++)
        {
            TrainingOptions recipe = Start;
            foreach (SearchParameter parameter in Parameters) recipe = parameter.With(recipe, parameter.Draw(random.NextFloat()));
            if (!drawn.Any(IsSame)) return recipe;

            bool IsSame(TrainingOptions other) => Parameters.All(parameter => parameter.Get(other) == parameter.Get(recipe));
        }

        return null;
    }
}
