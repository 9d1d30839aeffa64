using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training.Schedule;
using Item2Vec.Embeddings.Training.Windows;

namespace Item2Vec.Embeddings.Training.Variants;

/// <summary>bagged-prod2vec: items by the baskets around their own.</summary>
internal sealed class BaggedVariant() : TrainingVariant(VariantName)
{
    private const string VariantName = "bagged";

    /// <summary>Baskets are wider than events.</summary>
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
            Help = "Products of one basket are not context of each other, are so too, or nothing else is",
        },
        new TrainingOption<bool>(
            nameof(TrainingOptions.RepeatPairs), "keep-repeats", OptionValue.Switch,
            options => options.RepeatPairs, (options, value) => options with { RepeatPairs = value })
        {
            Group = OptionGroup.Context, Variant = VariantName, Visibility = OptionVisibility.ConfigOnly,
            Help = "A product that is bought again predicts itself",
        },
        new TrainingOption<int>(
            nameof(TrainingOptions.MaxBasket), "max-basket", OptionValue.Whole(2, 10_000),
            options => options.MaxBasket, (options, value) => options with { MaxBasket = value })
        {
            Group = OptionGroup.Context, Variant = VariantName, Visibility = OptionVisibility.ConfigOnly,
            Help = "The most products of a basket; of larger ones as many are drawn in each epoch",
        },
    ];

    /// <summary>What predicts is the bag's to say.</summary>
    internal override IReadOnlyList<string> Unused => [nameof(TrainingOptions.Architecture)];

    public override WindowSource Create(TrainingRun run) => new BaggedBaskets(run.Options);

    /// <summary>Products of a basket have none.</summary>
    internal override bool HasOrder(TrainingOptions options) => false;

    internal override SearchRange? SearchOf(TrainingOption option)
        => option.Property == nameof(TrainingOptions.Window) ? Windows : base.SearchOf(option);

    internal override IEnumerable<string> Problems(TrainingOptions options)
    {
        if (options.Architecture == Architecture.Cbow) yield return "the bagged variant has no Architecture; its mean form is Bag = Mean";
        if (options.Bag == Bag.Mean && options.SameBasket != SameBasket.Exclude)
            yield return "SameBasket must be Exclude with Bag = Mean: the mean of a basket holds what it would predict";
    }
}
