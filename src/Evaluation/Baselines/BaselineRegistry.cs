namespace Item2Vec.Evaluation.Baselines;

/// <summary>A set of baselines. A new one is a file and a line here. Immutable.</summary>
public sealed class BaselineRegistry
{
    private BaselineRegistry(IReadOnlyList<IBaseline> baselines)
    {
        All = baselines;
        Names = [.. baselines.Select(baseline => baseline.Name)];
    }

    /// <summary>The baselines of this library.</summary>
    public static BaselineRegistry BuiltIn { get; } = new(
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
    ]);

    /// <summary>The baselines, in the order tables show them.</summary>
    public IReadOnlyList<IBaseline> All { get; }

    /// <summary>The names of all baselines.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Parses <c>all</c>, <c>none</c> or names separated by commas; false if a name is unknown.</summary>
    /// <param name="text">The text.</param>
    /// <param name="baselines">The baselines named, in the order of <see cref="All"/>.</param>
    public bool TryParse(string text, out IReadOnlyList<IBaseline> baselines)
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

    /// <summary>These baselines and another behind them.</summary>
    internal BaselineRegistry With(IBaseline more) => new([.. All, more]);
}
