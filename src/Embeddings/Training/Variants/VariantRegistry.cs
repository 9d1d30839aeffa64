using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training.Schedule;
using Item2Vec.Embeddings.Training.Windows;

namespace Item2Vec.Embeddings.Training.Variants;

/// <summary>The model variants and all training options. A new variant is a file in this folder and a line here. Immutable.</summary>
public sealed class VariantRegistry
{
    private VariantRegistry(IReadOnlyList<TrainingVariant> variants, IEnumerable<TrainingOption> general)
    {
        All = variants;
        General = [.. general];
        Options = new TrainingOptionTable([VariantOption(variants), .. variants.SelectMany(variant => variant.Options), .. General]);
    }

    /// <summary>The variants of this library.</summary>
    public static VariantRegistry BuiltIn { get; } = new(
        [
            new ItemVariant(),
            new BaggedVariant(),
            new UserVariant(),
            new MetadataVariant(),
        ],
        TrainingOptions.General);

    /// <summary>The variants, in the order of the help.</summary>
    public IReadOnlyList<VariantDefinition> All { get; }

    /// <summary>Every training option: the variant, the options of each variant, and the general ones.</summary>
    public TrainingOptionTable Options { get; }

    private IReadOnlyList<TrainingOption> General { get; }

    /// <summary>The variant that the options name.</summary>
    /// <exception cref="ArgumentException">The variant is unknown; <see cref="Problems"/> reports it first.</exception>
    public VariantDefinition Of(TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Find(options.Variant) ?? throw new ArgumentException($"There is no variant '{options.Variant}'.", nameof(options));
    }

    /// <summary>Every problem of the options, in words a user understands; empty when there is none.</summary>
    public IReadOnlyList<string> Problems(TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (Find(options.Variant) is VariantDefinition variant)
            return [.. Options.Problems(options, variant), .. variant.Problems(options)];
        string names = string.Join(", ", All.Select(known => known.Name));
        IEnumerable<TrainingOption> others = Options.All.Where(option => !IsVariant(option));
        return
        [
            $"Variant '{options.Variant}' is not known; known: {names}",
            .. others.Select(option => option.Problem(options)).OfType<string>()
        ];
    }

    /// <summary>The options that apply to the variant, each with its effective value.</summary>
    public IEnumerable<OptionSetting> Settings(TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        VariantDefinition? variant = Find(options.Variant);
        return Options.All.Where(option => variant?.Uses(option) ?? option.Variant is null)
            .Select(option => new OptionSetting(option, IsVariant(option) ? options.Variant : Text(option, options)));
    }

    /// <summary>
    /// The options that change the result and differ between two trainings, with both values. Explicit and implied defaults are equal.
    /// </summary>
    public IEnumerable<OptionDifference> Differences(TrainingOptions first, TrainingOptions second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return from option in Options.All
               where option.ChangesResult
               let one = Text(option, first)
               let other = Text(option, second)
               where one != other
               select new OptionDifference(option, one, other);
    }

    /// <summary>A copy with another variant at the end.</summary>
    internal VariantRegistry With(TrainingVariant more) => new([.. All.Cast<TrainingVariant>(), more], General);

    /// <summary>A copy with another general option at the end.</summary>
    internal VariantRegistry With(TrainingOption more) => new([.. All.Cast<TrainingVariant>()], [.. General, more]);

    /// <summary>The windows of a run, for one thread.</summary>
    internal static WindowSource Create(TrainingRun run)
    {
        WindowSource source = ((TrainingVariant)run.Variant).Create(run);
        return run.Corpus.Columns.HasFlag(EventColumns.Goals) ? new GoalWindows(source, run.Layout.EndRow) : source;
    }

    private static bool IsVariant(TrainingOption option) => option.Property == nameof(TrainingOptions.Variant);

    private string Text(TrainingOption option, TrainingOptions options)
        => Find(options.Variant) is VariantDefinition variant ? option.Format(options, variant) : option.Format(options);

    private VariantDefinition? Find(string name) => All.FirstOrDefault(variant => variant.Name == name);

    private static TrainingOption<string> VariantOption(IReadOnlyList<TrainingVariant> variants) => new(
        nameof(TrainingOptions.Variant), "variant", OptionValue.Choice([.. variants.Select(variant => (variant.Name, variant.Name))]),
        options => options.Variant, (options, value) => options with { Variant = value })
    {
        Group = OptionGroup.Model,
        Visibility = OptionVisibility.Common,
        Help = "The model: " + string.Join("; ", variants.Select(variant => $"{variant.Name}, {variant.Help}")),
    };
}

/// <summary>A variant that creates windows from sessions.</summary>
/// <param name="name">Its name.</param>
internal abstract class TrainingVariant(string name) : VariantDefinition(name)
{
    /// <summary>Creates a source of windows for one thread.</summary>
    public abstract WindowSource Create(TrainingRun run);
}
