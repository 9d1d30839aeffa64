namespace Item2Vec.Indexing.Scoring;

/// <summary>The scorers by name. A new one is a file in <c>Scoring</c> and a line in <see cref="ScorerRegistry"/>.</summary>
public static class Scorers
{
    /// <summary>The names on the command line and in the service.</summary>
    public static IReadOnlyList<string> Names { get; } = ScorerRegistry.BuiltIn.Names;

    /// <summary>Parses a name; false if there is no such score.</summary>
    public static bool TryParse(string? name, out ScoreMode mode) => ScorerRegistry.BuiltIn.TryParse(name, out mode);

    /// <summary>The name of a score.</summary>
    public static string NameOf(ScoreMode mode) => ScorerRegistry.BuiltIn.Names[(int)mode];

    /// <summary>Creates a scorer.</summary>
    /// <param name="mode">The score.</param>
    /// <param name="model">The model whose items are scored.</param>
    /// <param name="beta">See <see cref="RecommendOptions.PopularityWeight"/>.</param>
    /// <param name="decay">See <see cref="RecommendOptions.Decay"/>.</param>
    /// <exception cref="Embeddings.Common.Item2VecException">The model lacks what the score needs.</exception>
    internal static VectorScorer Create(ScoreMode mode, ScoringModel model, double beta, double decay)
        => ScorerRegistry.BuiltIn.Create(mode, model, beta, decay);
}

/// <summary>
/// A set of scorers; a scorer's place is the number of its <see cref="ScoreMode"/>, which names those of the library. Immutable.
/// </summary>
internal sealed class ScorerRegistry
{
    private readonly (string Name, Func<ScoringModel, double, double, VectorScorer> Create)[] all;

    private ScorerRegistry((string Name, Func<ScoringModel, double, double, VectorScorer> Create)[] scorers) => all = scorers;

    /// <summary>The scorers of this library.</summary>
    public static ScorerRegistry BuiltIn { get; } = new(
    [
        ("next", (model, beta, decay) => new NextScorer(model, beta, decay)),
        ("similar", (model, _, decay) => new SimilarScorer(model, decay)),
        ("blend", (model, _, decay) => new BlendScorer(model, decay)),
    ]);

    /// <inheritdoc cref="Scorers.Names"/>
    public IReadOnlyList<string> Names => [.. all.Select(one => one.Name)];

    /// <inheritdoc cref="Scorers.TryParse"/>
    public bool TryParse(string? name, out ScoreMode mode)
    {
        int at = Array.FindIndex(all, one => one.Name == name);
        mode = (ScoreMode)Math.Max(at, 0);
        return at >= 0;
    }

    /// <inheritdoc cref="Scorers.Create"/>
    public VectorScorer Create(ScoreMode mode, ScoringModel model, double beta, double decay) => all[(int)mode].Create(model, beta, decay);

    /// <summary>These scorers and another behind them, which is made of a model, beta and decay.</summary>
    public ScorerRegistry With(string name, Func<ScoringModel, double, double, VectorScorer> create) => new([.. all, (name, create)]);
}
