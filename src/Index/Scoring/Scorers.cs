namespace Item2Vec.Indexing.Scoring;

/// <summary>The scorers by name. A new one is a file in <c>Scoring</c>, a member of <see cref="ScoreMode"/> and a line here.</summary>
public static class Scorers
{
    private static readonly (ScoreMode Mode, string Name, Func<ScoringModel, double, double, VectorScorer> Create)[] All =
    [
        (ScoreMode.Next, "next", (model, beta, decay) => new NextScorer(model, beta, decay)),
        (ScoreMode.Similar, "similar", (model, _, decay) => new SimilarScorer(model, decay)),
        (ScoreMode.Blend, "blend", (model, _, decay) => new BlendScorer(model, decay)),
    ];

    /// <summary>The names on the command line and in the service.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(one => one.Name)];

    /// <summary>Parses a name; false if there is no such score.</summary>
    public static bool TryParse(string? name, out ScoreMode mode)
    {
        foreach ((ScoreMode one, string known, _) in All)
        {
            if (known != name) continue;
            mode = one;
            return true;
        }

        mode = default;
        return false;
    }

    /// <summary>Creates a scorer.</summary>
    /// <param name="mode">The score.</param>
    /// <param name="model">The model whose items are scored.</param>
    /// <param name="beta">See <see cref="RecommendOptions.PopularityWeight"/>.</param>
    /// <param name="decay">See <see cref="RecommendOptions.Decay"/>.</param>
    /// <exception cref="Embeddings.Common.Item2VecException">The model lacks what the score needs.</exception>
    internal static VectorScorer Create(ScoreMode mode, ScoringModel model, double beta, double decay)
        => All.First(one => one.Mode == mode).Create(model, beta, decay);
}
