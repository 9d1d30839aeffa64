namespace Item2Vec.Embeddings.Training.Variants;

/// <summary>The models by their name on the command line; a new one is a file in this folder and a line here.</summary>
internal static class VariantRegistry
{
    private static readonly Dictionary<string, Func<TrainingOptions, WindowSource>> Variants = new(StringComparer.Ordinal)
    {
        ["item"] = options => options.Window == TrainingOptions.WholeSession ? new SessionSets(options) : new SlidingWindows(options),
    };

    public static IEnumerable<string> Names => Variants.Keys;

    public static bool Contains(string name) => Variants.ContainsKey(name);

    /// <summary>A source for one thread.</summary>
    public static WindowSource Create(TrainingOptions options) => Variants[options.Variant](options);
}
