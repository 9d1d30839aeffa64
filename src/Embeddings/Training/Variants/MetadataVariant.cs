using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training.Schedule;
using Item2Vec.Embeddings.Training.Windows;

namespace Item2Vec.Embeddings.Training.Variants;

/// <summary>Meta-Prod2Vec: items and the values of their metadata.</summary>
internal sealed class MetadataVariant() : TrainingVariant(VariantName)
{
    private const string VariantName = "meta";
    private const double MaxWeight = 100;

    public override string Help => "items and their metadata";

    public override VariantNeeds Needs => VariantNeeds.Metadata;

    internal override IReadOnlyList<TrainingOption> Options { get; } =
    [
        new TrainingOption<MetadataOptions>(
            nameof(TrainingOptions.Metadata), "meta-weights",
            new OptionValue<MetadataOptions>(
                OptionKind.Text, "NAME=X,", "weights from 0 to 100 such as mi=1,jm=0.5, of ji, mi, jm, mm and im",
                "must be weights from 0 to 100",
                TryRead, Write, IsValid),
            options => options.Metadata,
            (options, value) => options with { Metadata = value with { SharedNegatives = options.Metadata.SharedNegatives } })
        {
            Group = OptionGroup.Model, Variant = VariantName, Visibility = OptionVisibility.ConfigOnly, DefaultText = "all 1",
            Help = "How much each loss counts: ji items by item, mi metadata by item, jm items by metadata, mm metadata by metadata, "
                + "im the item by its own metadata",
        },
        new TrainingOption<bool>(
            nameof(MetadataOptions.SharedNegatives), "meta-negatives", OptionValue.Choice(("column", false), ("shared", true)),
            options => options.Metadata.SharedNegatives,
            (options, value) => options with { Metadata = options.Metadata with { SharedNegatives = value } })
        {
            Group = OptionGroup.Sampling, Variant = VariantName, Visibility = OptionVisibility.ConfigOnly,
            Help = "What negatives of a metadata value are drawn from: its column, or all items and values",
        },
    ];

    public override WindowSource Create(TrainingRun run) => new MetadataWindows(
        run.Options.Window == TrainingOptions.WholeSession ? new SessionCenters(run.Options) : new SlidingWindows(run.Options),
        run.Layout, run.Options);

    internal override IEnumerable<string> Problems(TrainingOptions options)
    {
        foreach ((string name, double weight) in options.Metadata.Weights)
            if (!IsWeight(weight)) yield return $"the weight {name} {OptionValue.Text(weight)} must be 0 to {MaxWeight}";
        if (options.Metadata.Weights.All(loss => loss.Weight == 0))
            yield return "all weights of the losses are 0, so nothing would be learned";
    }

    private static bool IsWeight(double weight) => weight is >= 0 and <= MaxWeight;

    /// <summary><see cref="Problems"/> reports which weight is out of range.</summary>
    private static bool IsValid(MetadataOptions options) => options is not null;

    /// <summary>Parses weights such as "ji=1,mi=0.5"; omitted weights are 1.</summary>
    private static bool TryRead(string text, out MetadataOptions value)
    {
        value = new MetadataOptions();
        foreach (string[] pair in text.Split(',').Select(part => part.Split('=', 2, StringSplitOptions.TrimEntries)))
        {
            if (pair.Length != 2 || !value.Weights.Any(loss => loss.Name == pair[0])) return false;
            if (!OptionValue.TryReadNumber(pair[1], out double weight) || !IsWeight(weight)) return false;
            value = value.With(pair[0], weight);
        }

        return true;
    }

    private static string Write(MetadataOptions options)
        => string.Join(',', options.Weights.Select(loss => $"{loss.Name}={OptionValue.Text(loss.Weight)}"));
}
