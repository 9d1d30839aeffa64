namespace Item2Vec.Indexing.Scoring;

/// <summary>
/// The scorers by name. A new one is a file in <c>Scoring</c>, a line in <see cref="ScorerRegistry"/> and a member of
/// <see cref="ScoreMode"/>.
/// </summary>
public static class Scorers
{
    /// <summary>The names, in the order of <see cref="ScoreMode"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = ScorerRegistry.BuiltIn.Names;

    /// <summary>Parses a name; false if there is no such score.</summary>
    public static bool TryParse(string? name, out ScoreMode mode) => ScorerRegistry.BuiltIn.TryParse(name, out mode);

    /// <summary>The name of a score.</summary>
    public static string NameOf(ScoreMode mode) => ScorerRegistry.BuiltIn[mode].Name;

    /// <summary>
    /// Whether a score asks with <see cref="RecommendOptions.Likes"/> and <see cref="RecommendOptions.Dislikes"/> too, or with a history or
    /// a user alone.
    /// </summary>
    public static bool SupportsPreferences(ScoreMode mode) => ScorerRegistry.BuiltIn[mode].SupportsPreferences;

    /// <summary>Whether a score asks with a vector alone; see <see cref="ItemIndex.RecommendFrom"/>.</summary>
    internal static bool SupportsVector(ScoreMode mode) => ScorerRegistry.BuiltIn[mode].SupportsVector;

    /// <summary>Whether items are scored by their input vectors alone, so that one without a row in the model has a score too.</summary>
    internal static bool IsByInput(ScoreMode mode) => ScorerRegistry.BuiltIn[mode].IsByInput;

    /// <summary>Creates a scorer.</summary>
    /// <param name="mode">The score.</param>
    /// <param name="model">The model whose items are scored.</param>
    /// <param name="beta">See <see cref="RecommendOptions.PopularityWeight"/>.</param>
    /// <param name="decay">See <see cref="RecommendOptions.Decay"/>.</param>
    /// <exception cref="Embeddings.Common.Item2VecException">The model lacks what the score needs.</exception>
    internal static VectorScorer Create(ScoreMode mode, ScoringModel model, double beta, double decay)
        => ScorerRegistry.BuiltIn[mode].Create(model, beta, decay);
}

/// <summary>A scorer as it is registered.</summary>
/// <param name="Name">The name of its score.</param>
/// <param name="Create">Makes it of a model, beta and decay.</param>
internal sealed record ScorerDefinition(string Name, Func<ScoringModel, double, double, VectorScorer> Create)
{
    /// <inheritdoc cref="Scorers.SupportsPreferences"/>
    public bool SupportsPreferences { get; init; } = true;

    /// <inheritdoc cref="Scorers.SupportsVector"/>
    public bool SupportsVector { get; init; } = true;

    /// <inheritdoc cref="Scorers.IsByInput"/>
    public bool IsByInput { get; init; }
}

/// <summary>
/// A set of scorers; a scorer's place is the number of its <see cref="ScoreMode"/>, which names those of the library. Immutable.
/// </summary>
internal sealed class ScorerRegistry
{
    private readonly ScorerDefinition[] all;

    private ScorerRegistry(ScorerDefinition[] scorers)
    {
        all = scorers;
        Names = [.. all.Select(one => one.Name)];
    }

    /// <summary>The scorers of this library.</summary>
    public static ScorerRegistry BuiltIn { get; } = new(
    [
        new("next", (model, beta, decay) => new NextScorer(model, beta, decay)),
        new("similar", (model, _, decay) => new SimilarScorer(model, decay)) { IsByInput = true },
        new("blend", (model, _, decay) => new BlendScorer(model, decay)) { SupportsPreferences = false, SupportsVector = false },
    ]);

    /// <inheritdoc cref="Scorers.Names"/>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The scorer of a score.</summary>
    public ScorerDefinition this[ScoreMode mode] => all[(int)mode];

    /// <inheritdoc cref="Scorers.TryParse"/>
    public bool TryParse(string? name, out ScoreMode mode)
    {
        int at = Array.FindIndex(all, one => one.Name == name);
        mode = (ScoreMode)Math.Max(at, 0);
        return at >= 0;
    }

    /// <summary>These scorers and another behind them.</summary>
    public ScorerRegistry With(ScorerDefinition scorer) => new([.. all, scorer]);
}
