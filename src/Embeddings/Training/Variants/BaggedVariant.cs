using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training.Schedule;
using Item2Vec.Embeddings.Training.Windows;

namespace Item2Vec.Embeddings.Training.Variants;

/// <summary>bagged-prod2vec: items are learned from neighboring baskets.</summary>
internal sealed class BaggedVariant() : TrainingVariant(VariantName)
{
    private const string VariantName = "bagged";

    /// <summary>Fewer than for events: a basket has several products.</summary>
    private static readonly SearchRange Windows = new(1, 2, 3, 5);

    public override string Help => "items by baskets";

    public override VariantNeeds Needs => VariantNeeds.Baskets;

    internal override IReadOnlyList<TrainingOption> Options { get; } =
    [
        new TrainingOption<Bag>(
            nameof(TrainingOptions.Bag), "bag", OptionValue.Choice(("pairs", Bag.Pairs), ("mean", Bag.Mean)),
            options => options.Bag, (options, value) => options with { Bag = value })
        {
            Group = OptionGroup.Context, Variant = VariantName, Visibility = OptionVisibility.ConfigOnly,
            Help = "Each product of a basket predicts the neighboring ones, or their mean does",
        },
        new TrainingOption<SameBasket>(
            nameof(TrainingOptions.SameBasket), "same-basket",
            OptionValue.Choice(("exclude", SameBasket.Exclude), ("include", SameBasket.Include), ("only", SameBasket.Only)),
            options => options.SameBasket, (options, value) => options with { SameBasket = value })
        {
            Group = OptionGroup.Context, Variant = VariantName, Visibility = OptionVisibility.ConfigOnly,
            Help = "Whether context is taken from other baskets, from other baskets and the same one, or from the same basket only",
        },
        new TrainingOption<bool>(
            nameof(TrainingOptions.RepeatPairs), "keep-repeats", OptionValue.Switch,
            options => options.RepeatPairs, (options, value) => options with { RepeatPairs = value })
        {
            Group = OptionGroup.Context, Variant = VariantName, Visibility = OptionVisibility.ConfigOnly,
            Help = "Let a product that occurs again in a neighboring basket predict itself",
        },
        new TrainingOption<int>(
            nameof(TrainingOptions.MaxBasket), "max-basket", OptionValue.Whole(2, 10_000),
            options => options.MaxBasket, (options, value) => options with { MaxBasket = value })
        {
            Group = OptionGroup.Context, Variant = VariantName, Visibility = OptionVisibility.ConfigOnly,
            Help = "Maximum products of a basket; larger baskets are sampled down to it in each epoch",
        },
    ];

    /// <summary><see cref="TrainingOptions.Bag"/> takes its place.</summary>
    internal override IReadOnlyList<string> Unused => [nameof(TrainingOptions.Architecture)];

    public override WindowSource Create(TrainingRun run) => new BaggedBaskets(run.Options);

    /// <summary>The products of a basket are unordered.</summary>
    internal override bool HasOrder(TrainingOptions options) => false;

    internal override SearchRange? SearchOf(TrainingOption option)
        => option.Property == nameof(TrainingOptions.Window) ? Windows : base.SearchOf(option);

    internal override IEnumerable<string> Problems(TrainingOptions options)
    {
        if (options.Architecture == Architecture.Cbow) yield return "the bagged variant has no Architecture; its mean form is Bag = Mean";
        if (options.Bag == Bag.Mean && options.SameBasket != SameBasket.Exclude)
            yield return "SameBasket must be Exclude with Bag = Mean: the mean of a basket contains the products that it would predict";
    }
}
