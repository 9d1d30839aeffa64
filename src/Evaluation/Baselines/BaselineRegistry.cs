namespace Item2Vec.Evaluation.Baselines;

/// <summary>Every baseline. A new one is a file and a line here.</summary>
public static class BaselineRegistry
{
    /// <summary>All baselines, in table order.</summary>
    public static IReadOnlyList<IBaseline> All { get; } =
    [
        new PopularityBaseline(),
        new SessionPopularityBaseline(),
        new MarkovBaseline(),
        new SequentialRulesBaseline(),
        new CooccurrenceBaseline(byDistance: false),
        new CooccurrenceBaseline(byDistance: true),
        new ItemKnnBaseline(),
        new VsknnBaseline(),
        new VstanBaseline(),
        new ImplicitAlsBaseline(),
        new EaseBaseline(),
    ];

    /// <summary>The names of all baselines.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(baseline => baseline.Name)];

    /// <summary>Parses <c>all</c>, <c>none</c> or names separated by commas; false if a name is unknown.</summary>
    /// <param name="text">The text.</param>
    /// <param name="baselines">The baselines named, in the order of <see cref="All"/>.</param>
    public static bool TryParse(string text, out IReadOnlyList<IBaseline> baselines)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] names = text switch
        {
            "all" => [.. Names],
            "none" => [],
            _ => text.Split(',', StringSplitOptions.TrimEntries),
        };
        baselines = [.. All.Where(baseline => names.Contains(baseline.Name, StringComparer.Ordinal))];
        return names.All(name => Names.Contains(name, StringComparer.Ordinal));
    }
}
