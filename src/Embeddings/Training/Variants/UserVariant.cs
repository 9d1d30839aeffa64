using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training.Schedule;
using Item2Vec.Embeddings.Training.Windows;

namespace Item2Vec.Embeddings.Training.Variants;

/// <summary>user2vec: a vector for each user beside those of items.</summary>
internal sealed class UserVariant() : TrainingVariant(VariantName)
{
    private const string VariantName = "user";

    public override string Help => "items and users";

    public override VariantNeeds Needs => VariantNeeds.Users;

    internal override IReadOnlyList<TrainingOption> Options { get; } =
    [
        new TrainingOption<UserMode>(
            nameof(TrainingOptions.UserMode), "user-mode",
            OptionValue.Choice(("dbow+items", UserMode.DbowItems), ("dbow", UserMode.Dbow), ("dm", UserMode.Dm)),
            options => options.UserMode, (options, value) => options with { UserMode = value })
        {
            Group = OptionGroup.Model, Variant = VariantName,
            Help = "The user predicts items beside the context items, alone, or in their mean",
        },
    ];

    public override WindowSource Create(TrainingRun run) => run.Options.UserMode switch
    {
        UserMode.Dbow => new UserAlone(),
        UserMode.Dm => new UserWindows(
            ItemVariant.Windows(run.Options with { Architecture = Architecture.Cbow }), mean: true, run.Layout.EndRow),
        _ => new UserWindows(ItemVariant.Windows(run.Options), mean: false, run.Layout.EndRow),
    };

    /// <summary>A user alone predicts its items in no order.</summary>
    internal override bool HasOrder(TrainingOptions options) => options.UserMode != UserMode.Dbow && base.HasOrder(options);

    internal override bool LearnsMeans(TrainingOptions options) => options.UserMode == UserMode.Dm || base.LearnsMeans(options);

    /// <summary>
    /// Where users alone predict items, nothing is learned of the items' input rows: an item's output vector lies in the space of the
    /// users and is its only one.
    /// </summary>
    internal override bool HasOneVectorPerItem(TrainingOptions options) => options.UserMode == UserMode.Dbow;
}
