using System.Diagnostics.CodeAnalysis;

namespace Item2Vec.Indexing.Scoring;

/// <summary>
/// The score of a recommendation. A new one is a file in <c>Scoring</c> and a line in <see cref="All"/>. Immutable; there is one object
/// for each.
/// </summary>
public sealed class ScoreMode
{
    private readonly Func<ScoringModel, double, double, VectorScorer> create;

    /// <param name="name">The name.</param>
    /// <param name="create">Creates the scorer from a model, beta and decay.</param>
    internal ScoreMode(string name, Func<ScoringModel, double, double, VectorScorer> create)
    {
        Name = name;
        this.create = create;
    }

    /// <summary>What comes next: the history's input vector against output vectors, plus the popularity prior.</summary>
    public static ScoreMode Next { get; } = new("next", (model, beta, decay) => new NextScorer(model, beta, decay));

    /// <summary>What is similar to the history: cosine of input vectors.</summary>
    public static ScoreMode Similar { get; } = new("similar", (model, _, decay) => new SimilarScorer(model, decay)) { IsByInput = true };

    /// <summary>
    /// What comes next by both scores and by the co-occurrences that the model keeps, with its learned weights: the best score for next
    /// items. Ignores <see cref="RecommendOptions.PopularityWeight"/>. Needs a history or a user, and a model that keeps co-occurrences.
    /// </summary>
    public static ScoreMode Blend { get; } = new("blend", (model, _, decay) => new BlendScorer(model, decay))
    {
        SupportsPreferences = false, SupportsVector = false, NeedsCooccurrences = true,
    };

    /// <summary>All scores.</summary>
    public static IReadOnlyList<ScoreMode> All { get; } = [Next, Similar, Blend];

    /// <summary>The names of all scores.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(mode => mode.Name)];

    /// <summary>The name, as on the command line and over HTTP.</summary>
    public string Name { get; }

    /// <summary>
    /// Whether it asks with <see cref="RecommendOptions.Likes"/> and <see cref="RecommendOptions.Dislikes"/> too, or with a history or a
    /// user alone.
    /// </summary>
    public bool SupportsPreferences { get; internal init; } = true;

    /// <summary>Whether it needs a model that keeps co-occurrences.</summary>
    public bool NeedsCooccurrences { get; internal init; }

    /// <summary>Whether it asks with a vector alone; see <see cref="ItemIndex.RecommendFrom"/>.</summary>
    internal bool SupportsVector { get; init; } = true;

    /// <summary>Whether items are scored by their input vectors alone, so that one without a row in the model has a score too.</summary>
    internal bool IsByInput { get; init; }

    /// <summary>The score of a name; false if there is no such score.</summary>
    public static bool TryParse(string? name, [NotNullWhen(true)] out ScoreMode? mode)
    {
        mode = All.FirstOrDefault(one => one.Name == name);
        return mode is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Creates a scorer.</summary>
    /// <param name="model">The model whose items are scored.</param>
    /// <param name="beta">See <see cref="RecommendOptions.PopularityWeight"/>.</param>
    /// <param name="decay">See <see cref="RecommendOptions.Decay"/>.</param>
    /// <exception cref="Embeddings.Common.Item2VecException">The model lacks what the score needs.</exception>
    internal VectorScorer Create(ScoringModel model, double beta, double decay) => create(model, beta, decay);
}
