namespace Item2Vec.Embeddings.Training.Variants;

/// <summary>The models by their name on the command line; a new one is a file in this folder and a line here.</summary>
internal static class VariantRegistry
{
    private static readonly Dictionary<string, Variant> Variants = new(StringComparer.Ordinal)
    {
        ["item"] = new(run => run.Options.Window == TrainingOptions.WholeSession ? new SessionSets(run.Options) : new SlidingWindows(run.Options)),
        [TrainingOptions.Bagged] = new(run => new BaggedBaskets(run.Options), VariantNeeds.Baskets),
    };

    public static IEnumerable<string> Names => Variants.Keys;

    public static bool Contains(string name) => Variants.ContainsKey(name);

    /// <summary>What a variant learns beside items.</summary>
    public static VariantNeeds NeedsOf(string name) => Variants[name].Needs;

    /// <summary>A source for one thread.</summary>
    public static WindowSource Create(TrainingRun run)
    {
        WindowSource source = Variants[run.Options.Variant].Create(run);
        return run.Corpus.Columns.HasFlag(EventColumns.Goals) ? new GoalWindows(source, run.Layout.EndRow) : source;
    }

    private sealed record Variant(Func<TrainingRun, WindowSource> Create, VariantNeeds Needs = VariantNeeds.None);
}

/// <summary>What a variant needs: what it learns beside items, for which the matrices have rows, and what it must know of events.</summary>
[Flags]
internal enum VariantNeeds
{
    None = 0,

    /// <summary>An input row for each user.</summary>
    Users = 1,

    /// <summary>The basket of each event.</summary>
    Baskets = 4,
}
