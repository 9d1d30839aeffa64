using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training.Sampling;
using Item2Vec.Embeddings.Training.Schedule;
using Item2Vec.Embeddings.Training.Windows;

namespace Item2Vec.Embeddings.Training.Variants;

/// <summary>The models by their name on the command line; a new one is a file in this folder and a line here.</summary>
internal static class VariantRegistry
{
    private static readonly Dictionary<string, Variant> Variants = new(StringComparer.Ordinal)
    {
        ["item"] = new(run => Items(run.Options)),
        ["user"] = new(User, VariantNeeds.Users),
        ["meta"] = new(Meta, VariantNeeds.Metadata),
        [TrainingOptions.Bagged] = new(run => new BaggedBaskets(run.Options), VariantNeeds.Baskets),
    };

    public static IEnumerable<string> Names => Variants.Keys;

    /// <summary>What is wrong with the choice of a variant; empty when nothing is.</summary>
    public static IEnumerable<string> Problems(TrainingOptions options)
        => Variants.ContainsKey(options.Variant) ? [] : [$"Variant '{options.Variant}' is not known; known: {string.Join(", ", Names)}"];

    /// <summary>What a variant learns besides items.</summary>
    public static VariantNeeds NeedsOf(string name) => Variants[name].Needs;

    /// <summary>A source for one thread.</summary>
    public static WindowSource Create(TrainingRun run)
    {
        WindowSource source = Variants[run.Options.Variant].Create(run);
        return run.Corpus.Columns.HasFlag(EventColumns.Goals) ? new GoalWindows(source, run.Layout.EndRow) : source;
    }

    private static WindowSource Items(TrainingOptions options)
        => options.Window == TrainingOptions.WholeSession ? new SessionSets(options) : new SlidingWindows(options);

    private static WindowSource User(TrainingRun run) => run.Options.UserMode switch
    {
        UserMode.Dbow => new UserAlone(),
        UserMode.Dm => new UserWindows(Items(run.Options with { Architecture = Architecture.Cbow }), mean: true, run.Layout.EndRow),
        _ => new UserWindows(Items(run.Options), mean: false, run.Layout.EndRow),
    };

    private static MetadataWindows Meta(TrainingRun run)
        => new(run.Options.Window == TrainingOptions.WholeSession ? new SessionCenters(run.Options) : new SlidingWindows(run.Options), run.Layout, run.Options);

    private sealed record Variant(Func<TrainingRun, WindowSource> Create, VariantNeeds Needs = VariantNeeds.None);
}
