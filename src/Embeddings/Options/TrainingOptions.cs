namespace Item2Vec.Embeddings.Options;

/// <summary>How vectors are trained. Immutable; stored in the model. <c>ItemTrainer.Problems</c> validates the values.</summary>
/// <remarks>A new option is a property and its declaration: in <see cref="General"/>, or in the file of its variant.</remarks>
public sealed record TrainingOptions
{
    /// <summary>The value of <see cref="Window"/> for the whole session: every other event is context, in any order.</summary>
    public const int WholeSession = 0;

    private const double AdaGradNumber = (double)Optimizer.AdaGrad, SgdNumber = (double)Optimizer.Sgd;

    /// <summary>The maximum of <see cref="Threads"/>.</summary>
    public const int MaxThreads = 1024;

    /// <summary>The name of the model variant. Default "item".</summary>
    public string Variant { get; init; } = "item";

    /// <summary>Skip-gram (each context item predicts the center) or CBOW (their mean does). Default skip-gram.</summary>
    public Architecture Architecture { get; init; } = Architecture.SkipGram;

    /// <summary>What users predict in variant "user". Default: the items of each window, beside its context.</summary>
    public UserMode UserMode { get; init; } = UserMode.DbowItems;

    /// <summary>How metadata is learned in variant "meta".</summary>
    public MetadataOptions Metadata { get; init; } = new();

    /// <summary>The length of a vector, 2 to 2,048. Default 100 (word2vec).</summary>
    public int Dimensions { get; init; } = 100;

    /// <summary>Events to each side that are context, or <see cref="WholeSession"/>. Default 5 (word2vec).</summary>
    public int Window { get; init; } = 5;

    /// <summary>
    /// Whether each center draws its half-width from 1..<see cref="Window"/>, so that nearer events get more weight.
    /// Default true (word2vec).
    /// </summary>
    public bool DynamicWindow { get; init; } = true;

    /// <summary>The longest time between an event and its context, or null for any. Needs a corpus with times. Default null.</summary>
    public TimeSpan? MaxGap { get; init; }

    /// <summary>
    /// The time constant of the decay of context, or null for no decay: a pair that is time t apart is trained with probability
    /// <c>exp(-t / Decay)</c>, drawn in each epoch. Needs a corpus with times. Default null.
    /// </summary>
    public TimeSpan? Decay { get; init; }

    /// <summary>How a basket predicts its neighbors, in variant "bagged". Default pairs (Grbovic et al. 2015, eq. 3.3).</summary>
    public Bag Bag { get; init; } = Bag.Pairs;

    /// <summary>Whether products of the same basket are context of each other, in variant "bagged". Default exclude.</summary>
    public SameBasket SameBasket { get; init; } = SameBasket.Exclude;

    /// <summary>
    /// Whether a product that is in neighboring baskets too predicts itself, in variant "bagged". Default false.
    /// </summary>
    public bool RepeatPairs { get; init; }

    /// <summary>
    /// Maximum products of a basket, 2 to 10,000, in variant "bagged"; larger baskets are sampled down to it in each epoch. Default 100.
    /// </summary>
    public int MaxBasket { get; init; } = 100;

    /// <summary>Negative samples for each pair, 1 to 128. Default 5 (word2vec).</summary>
    public int NegativeSamples { get; init; } = 5;

    /// <summary>
    /// Maximum context items of a center that share a set of negatives, 1 to 10,000. 1 draws negatives for each pair, as word2vec does,
    /// at about a third of the speed. Default 10: every context item of a window of 5. Wider sharing harms the input-output score.
    /// </summary>
    public int NegativeSharing { get; init; } = 10;

    /// <summary>
    /// Negatives are drawn with probability proportional to count to this power, -1 to 1. Default 0.5 (docs/tuning.md); word2vec's is 0.75.
    /// </summary>
    public double NegativeExponent { get; init; } = 0.5;

    /// <summary>
    /// Whether an end token is appended to every session: it is trained like an item and dropped from the result (as fastText's end of
    /// line). Default true: the model learns which items end sessions. No effect on baskets or if the window is the whole session.
    /// </summary>
    public bool EndToken { get; init; } = true;

    /// <summary>Frequent items are dropped at random above this share of all events; 0 turns it off. Default 1e-3 (word2vec).</summary>
    public double Subsampling { get; init; } = 1e-3;

    /// <summary>
    /// Passes over the data, at least 1. Default 5; with <see cref="Optimizer.Sgd"/> logs of sessions need 15 (docs/tuning.md).
    /// </summary>
    public int Epochs { get; init; } = 5;

    /// <summary>
    /// The optimizer: one learning rate for all rows (SGD, word2vec), or a step size per row that falls as the row learns (AdaGrad).
    /// Default AdaGrad. With AdaGrad, event weights are relative within an item: doubling all of them has almost no effect.
    /// </summary>
    public Optimizer Optimizer { get; init; } = Optimizer.AdaGrad;

    /// <summary>
    /// The initial learning rate, or null for the default: 0.2 for AdaGrad (docs/tuning.md); for SGD 0.025 with skip-gram, 0.05 with CBOW
    /// and with <see cref="UserMode.Dm"/> (word2vec).
    /// </summary>
    public double? LearningRate { get; init; }

    /// <summary>The minimum learning rate as a share of <see cref="LearningRate"/>, 0 to 1. Default 1e-4 (word2vec).</summary>
    public double LearningRateFloor { get; init; } = 1e-4;

    /// <summary>
    /// Threads, 1 to 1,024, or 0 for one per processor. With one thread, training is reproducible bit for bit. Default 0.
    /// </summary>
    public int Threads { get; init; }

    /// <summary>The random seed. Default 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>
    /// The options that do not belong to a variant, in the order of their properties. The registry of variants declares
    /// <see cref="Variant"/>.
    /// </summary>
    internal static IReadOnlyList<TrainingOption> General { get; } =
    [
        new TrainingOption<Architecture>(
            nameof(Architecture), "architecture", OptionValue.Choice(("skipgram", Architecture.SkipGram), ("cbow", Architecture.Cbow)),
            options => options.Architecture, (options, value) => options with { Architecture = value })
        { Group = OptionGroup.Model, Help = "Each context item predicts the center, or their mean does" },
        new TrainingOption<int>(
            nameof(Dimensions), "dimensions", OptionValue.Whole(2, 2048),
            options => options.Dimensions, (options, value) => options with { Dimensions = value })
        {
            Group = OptionGroup.Model, Visibility = OptionVisibility.Common, Help = "The length of a vector",
            Search = new SearchRange(32, 64, 100, 160, 256) { IsLogarithmic = true },
        },
        new TrainingOption<int>(
            nameof(Window), "window", OptionValue.WholeOr(1, 10_000, "session", WholeSession, "or the whole session"),
            options => options.Window, (options, value) => options with { Window = value })
        {
            Group = OptionGroup.Context, Visibility = OptionVisibility.Common,
            Search = new SearchRange(1, 2, 3, 5, 7, 10, WholeSession) { ZeroStandsAt = 15 },
            Help = "Events (bagged: baskets) to each side that are context, or the whole session regardless of order",
        },
        new TrainingOption<bool>(
            nameof(DynamicWindow), "dynamic-window", OptionValue.Switch,
            options => options.DynamicWindow, (options, value) => options with { DynamicWindow = value })
        {
            Group = OptionGroup.Context,
            Help = "Each center draws its width from 1 to the window, so that near events weigh more; false always uses the full width",
        },
        new TrainingOption<TimeSpan?>(
            nameof(MaxGap), "max-gap", OptionValue.Duration, options => options.MaxGap, (options, value) => options with { MaxGap = value })
        {
            Group = OptionGroup.Context, DefaultText = "any",
            Help = "No context further away in time than this: 45s, 30m, 2h, 1d. Needs a time in every row",
        },
        new TrainingOption<TimeSpan?>(
            nameof(Decay), "decay", OptionValue.Duration, options => options.Decay, (options, value) => options with { Decay = value })
        {
            Group = OptionGroup.Context, DefaultText = "no decay",
            Help = "Context that is this much time away counts e times less. Needs a time in every row",
        },
        new TrainingOption<int>(
            nameof(NegativeSamples), "negative", OptionValue.Whole(1, 128),
            options => options.NegativeSamples, (options, value) => options with { NegativeSamples = value })
        {
            Group = OptionGroup.Sampling, Search = new SearchRange(2, 5, 10, 20),
            Help = "Negative samples for each pair of context item and center",
        },
        new TrainingOption<int>(
            nameof(NegativeSharing), "share-negatives", OptionValue.Whole(1, 10_000),
            options => options.NegativeSharing, (options, value) => options with { NegativeSharing = value })
        {
            Group = OptionGroup.Sampling,
            Help = "Context items of a center that share its negatives; 1 for independent pairs, at about a third of the speed",
        },
        new TrainingOption<double>(
            nameof(NegativeExponent), "ns-exponent", OptionValue.Number(-1, 1),
            options => options.NegativeExponent, (options, value) => options with { NegativeExponent = value })
        {
            Group = OptionGroup.Sampling, Help = "Negatives are drawn by count to this power, -1 to 1",
            Search = new SearchRange(-0.5, -0.25, 0, 0.25, 0.5, 0.75, 1),
        },
        new TrainingOption<bool>(
            nameof(EndToken), "end-token", OptionValue.Switch,
            options => options.EndToken, (options, value) => options with { EndToken = value })
        {
            Group = OptionGroup.Context,
            Help = "Append a token to each session, trained like an item and then dropped: the model learns which items end sessions",
            Effective = (options, variant) => variant.HasEndToken(options),
        },
        new TrainingOption<double>(
            nameof(Subsampling), "sample", OptionValue.Number(0, 1, belowMax: true, example: "1e-3"),
            options => options.Subsampling, (options, value) => options with { Subsampling = value })
        {
            Group = OptionGroup.Sampling, Help = "Subsample items above this share of all events; 0 disables it", DefaultText = "1e-3",
            Search = new SearchRange(0, 1e-2, 1e-3, 1e-4, 1e-5) { IsLogarithmic = true, ZeroStandsAt = 1 },
        },
        new TrainingOption<int>(
            nameof(Epochs), "epochs", OptionValue.Whole(1, 100_000),
            options => options.Epochs, (options, value) => options with { Epochs = value })
        { Group = OptionGroup.Steps, Visibility = OptionVisibility.Common, Help = "Passes over the data",
            DefaultText = "by the size of the log: 5 for a million events, up to 20 for fewer, 3 for many",
        },
        new TrainingOption<Optimizer>(
            nameof(Optimizer), "optimizer", OptionValue.Choice(("adagrad", Optimizer.AdaGrad), ("sgd", Optimizer.Sgd)),
            options => options.Optimizer, (options, value) => options with { Optimizer = value })
        {
            // AdaGrad needs fewer epochs, so that more of its plans can be tried in the time of one with SGD.
            Group = OptionGroup.Steps, Search = new SearchRange(AdaGradNumber, AdaGradNumber, AdaGradNumber, SgdNumber),
            Help = "Each row has its own step size, which falls as the row learns, or all share one (word2vec; give it 15 epochs)",
        },
        new TrainingOption<double?>(
            nameof(LearningRate), "learning-rate", OptionValue.Optional(OptionValue.Number(0, 10, aboveMin: true)),
            options => options.LearningRate, (options, value) => options with { LearningRate = value })
        {
            Group = OptionGroup.Steps, Help = "The initial step size",
            DefaultText = "0.2; sgd: 0.025, 0.05 for cbow and for user-mode dm",
            Effective = (options, variant) => variant.LearningRate(options), Search = SearchRange.AroundValue(0.4, 4),
        },
        new TrainingOption<double>(
            nameof(LearningRateFloor), "learning-rate-floor", OptionValue.Number(0, 1),
            options => options.LearningRateFloor, (options, value) => options with { LearningRateFloor = value })
        {
            Group = OptionGroup.Steps, DefaultText = "1e-4",
            Help = "The step size falls linearly, but not below this share of the initial one; 1 keeps it constant",
        },
        new TrainingOption<int>(
            nameof(Threads), "threads",
            OptionValue.Whole(0, MaxThreads) with { Rule = $"must be 1 to {MaxThreads}, or 0 for all processors" },
            options => options.Threads, (options, value) => options with { Threads = value })
        {
            Group = OptionGroup.Run, Visibility = OptionVisibility.Everywhere, ChangesResult = false, DefaultText = "one per processor",
            Help = "Threads to use; 1 makes training repeatable bit for bit",
        },
        new TrainingOption<long>(
            nameof(Seed), "seed", OptionValue.Whole64, options => options.Seed, (options, value) => options with { Seed = value })
        { Group = OptionGroup.Run, Visibility = OptionVisibility.Everywhere, Help = "The random seed" },
    ];
}

/// <summary>How a window predicts its center.</summary>
public enum Architecture
{
    /// <summary>Each context item predicts the center item.</summary>
    SkipGram,

    /// <summary>The mean of the context items predicts the center item (continuous bag of words).</summary>
    Cbow,
}

/// <summary>How gradients are turned into steps.</summary>
public enum Optimizer
{
    /// <summary>Stochastic gradient descent: the learning rate times the gradient.</summary>
    Sgd,

    /// <summary>
    /// Row-wise AdaGrad: the learning rate times the gradient, divided by the root of the row's accumulated squared gradients. Learns rare
    /// items in few epochs (Duchi et al. 2011; one accumulator per row as in Lerer et al. 2019).
    /// </summary>
    AdaGrad,
}

/// <summary>How a basket predicts the products of neighboring baskets.</summary>
public enum Bag
{
    /// <summary>Each product on its own.</summary>
    Pairs,

    /// <summary>The mean of its products.</summary>
    Mean,
}

/// <summary>Whether products of the same basket are context of each other.</summary>
public enum SameBasket
{
    /// <summary>Only products of neighboring baskets are context (bought next).</summary>
    Exclude,

    /// <summary>Products of the same basket and of neighboring baskets are context.</summary>
    Include,

    /// <summary>Only products of the same basket are context (bought together).</summary>
    Only,
}
