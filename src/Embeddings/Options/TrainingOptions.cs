namespace Item2Vec.Embeddings.Options;

/// <summary>How vectors are trained. Immutable; stored in the model. <c>ItemTrainer.Problems</c> validates the values.</summary>
/// <remarks>A new option is a property and its declaration: in <see cref="General"/>, or in the file of its variant.</remarks>
public sealed record TrainingOptions
{
    /// <summary>The window that stands for the whole session: every other event is context, order-free.</summary>
    public const int WholeSession = 0;

    /// <summary>The most <see cref="Threads"/>.</summary>
    public const int MaxThreads = 1024;

    /// <summary>The model, by the name it has on the command line. Default "item".</summary>
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
    /// Whether the window's half-width is drawn anew from 1..<see cref="Window"/> for each center, so that near events weigh more.
    /// Default true (word2vec).
    /// </summary>
    public bool DynamicWindow { get; init; } = true;

    /// <summary>The longest time between an event and its context, or null for any. Needs a corpus with times. Default null.</summary>
    public TimeSpan? MaxGap { get; init; }

    /// <summary>
    /// How context fades with time, or null for not at all: a pair with time t in between is trained with probability
    /// <c>exp(-t / Decay)</c>, anew in each epoch, so that it weighs that much on average. Needs a corpus with times. Default null.
    /// </summary>
    public TimeSpan? Decay { get; init; }

    /// <summary>What of a basket predicts its neighbors, for the bagged variant. Default pairs (Grbovic et al. 2015, eq. 3.3).</summary>
    public Bag Bag { get; init; } = Bag.Pairs;

    /// <summary>Whether products of one basket are context of each other, for the bagged variant. Default exclude.</summary>
    public SameBasket SameBasket { get; init; } = SameBasket.Exclude;

    /// <summary>
    /// Whether a product that is bought again predicts itself, for the bagged variant. Default false: that it is bought again is no news.
    /// </summary>
    public bool RepeatPairs { get; init; }

    /// <summary>
    /// The most products of a basket, 2 to 10,000, for the bagged variant; of larger ones as many are drawn, anew in each epoch. Default
    /// 100.
    /// </summary>
    public int MaxBasket { get; init; } = 100;

    /// <summary>Negative samples for each pair, 1 to 128. Default 5 (word2vec).</summary>
    public int NegativeSamples { get; init; } = 5;

    /// <summary>
    /// The most context items of one center that share a set of negatives, 1 to 10,000. 1 draws negatives for each pair by itself, as
    /// word2vec does, at about a third of the speed. Default 10: all that a window of 5 can have. Wider sharing harms the input-output
    /// score.
    /// </summary>
    public int NegativeSharing { get; init; } = 10;

    /// <summary>Negatives are drawn with probability proportional to count to this power, -1 to 1. Default 0.75 (word2vec).</summary>
    public double NegativeExponent { get; init; } = 0.75;

    /// <summary>
    /// Whether every session ends with a token of its own, which stands in windows like an item and is dropped from the result (fastText's
    /// line end). Default true: it says which items end sessions. Without effect where the window is the whole session, which has no order,
    /// and on baskets.
    /// </summary>
    public bool EndToken { get; init; } = true;

    /// <summary>Frequent items are dropped at random above this share of all events; 0 turns it off. Default 1e-3 (word2vec).</summary>
    public double Subsampling { get; init; } = 1e-3;

    /// <summary>
    /// Passes over the data, at least 1. Default 5; with <see cref="Optimizer.Sgd"/> logs of sessions need 15 (docs/tuning.md).
    /// </summary>
    public int Epochs { get; init; } = 5;

    /// <summary>
    /// How rows move: all by the learning rate (SGD, word2vec), or each by a step size of its own that falls as the row learns (AdaGrad).
    /// Default AdaGrad, under which the weights of events count among those of the same item: an item all of whose events weigh twice as
    /// much learns as it would without weights.
    /// </summary>
    public Optimizer Optimizer { get; init; } = Optimizer.AdaGrad;

    /// <summary>
    /// The learning rate at the start, or null for the default: 0.2 for AdaGrad (docs/tuning.md); for SGD 0.025 for skip-gram, 0.05 for
    /// CBOW and for users in the mean (word2vec).
    /// </summary>
    public double? LearningRate { get; init; }

    /// <summary>The step size never falls below this share of <see cref="LearningRate"/>. Default 1e-4 (word2vec).</summary>
    public double LearningRateFloor { get; init; } = 1e-4;

    /// <summary>
    /// Threads, 1 to 1,024, or 0 for one each processor. With 1 the result is the same, bit for bit, each time. Default 0.
    /// </summary>
    public int Threads { get; init; }

    /// <summary>The random seed. Default 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>
    /// The options that are no variant's own, in the order of their properties. The registry of variants declares <see cref="Variant"/>.
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
            Group = OptionGroup.Context, Visibility = OptionVisibility.Common, Search = new SearchRange(1, 2, 3, 5, 7, 10),
            Help = "Events (bagged: baskets) to each side that are context, or the whole session regardless of order",
        },
        new TrainingOption<bool>(
            nameof(DynamicWindow), "dynamic-window", OptionValue.Switch,
            options => options.DynamicWindow, (options, value) => options with { DynamicWindow = value })
        {
            Group = OptionGroup.Context,
            Help =
                "Each center draws a width from 1 to the window, so that near events weigh more; false gives every window its full width",
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
            Group = OptionGroup.Context, DefaultText = "time does not count",
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
            Help = "Sessions end with a token that is trained like an item, then dropped: it tells items that end sessions from others",
            Effective = (options, variant) => variant.HasEndToken(options),
        },
        new TrainingOption<double>(
            nameof(Subsampling), "sample", OptionValue.Number(0, 1, belowMax: true, example: "1e-3"),
            options => options.Subsampling, (options, value) => options with { Subsampling = value })
        {
            Group = OptionGroup.Sampling, Help = "Thin out items above this share of all events, 0 for never", DefaultText = "1e-3",
            Search = new SearchRange(0, 1e-2, 1e-3, 1e-4, 1e-5) { IsLogarithmic = true, ZeroStandsAt = 1 },
        },
        new TrainingOption<int>(
            nameof(Epochs), "epochs", OptionValue.Whole(1, 100_000),
            options => options.Epochs, (options, value) => options with { Epochs = value })
        { Group = OptionGroup.Steps, Visibility = OptionVisibility.Common, Help = "Passes over the data" },
        new TrainingOption<Optimizer>(
            nameof(Optimizer), "optimizer", OptionValue.Choice(("adagrad", Optimizer.AdaGrad), ("sgd", Optimizer.Sgd)),
            options => options.Optimizer, (options, value) => options with { Optimizer = value })
        {
            Group = OptionGroup.Steps,
            Help = "Each row has its own step size, which falls as the row learns, or all share one (word2vec; give it 15 epochs)",
        },
        new TrainingOption<double?>(
            nameof(LearningRate), "learning-rate", OptionValue.Optional(OptionValue.Number(0, 10, aboveMin: true)),
            options => options.LearningRate, (options, value) => options with { LearningRate = value })
        {
            Group = OptionGroup.Steps, Help = "The step size at the start",
            DefaultText = "0.2; sgd: 0.025, 0.05 for cbow and for user-mode dm",
            Effective = (options, variant) => variant.LearningRate(options), Search = SearchRange.AroundStart(0.4, 4),
        },
        new TrainingOption<double>(
            nameof(LearningRateFloor), "learning-rate-floor", OptionValue.Number(0, 1),
            options => options.LearningRateFloor, (options, value) => options with { LearningRateFloor = value })
        {
            Group = OptionGroup.Steps, DefaultText = "1e-4",
            Help = "The step size falls in a straight line, but no lower than this share of the first; 1 keeps it constant",
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

/// <summary>Which way a window predicts.</summary>
public enum Architecture
{
    /// <summary>Each context item predicts the center item.</summary>
    SkipGram,

    /// <summary>The mean of the context items predicts the center item (continuous bag of words).</summary>
    Cbow,
}

/// <summary>How far a row moves for a gradient.</summary>
public enum Optimizer
{
    /// <summary>Stochastic gradient descent: the learning rate times the gradient.</summary>
    Sgd,

    /// <summary>
    /// Row-wise AdaGrad: the learning rate times the gradient, divided by the root of what the row's squared gradients have added up to.
    /// Learns from rare items in few passes (Duchi et al. 2011; one sum a row as in Lerer et al. 2019).
    /// </summary>
    AdaGrad,
}

/// <summary>What of a basket predicts the products of the neighboring ones.</summary>
public enum Bag
{
    /// <summary>Each product by itself.</summary>
    Pairs,

    /// <summary>The mean of its products.</summary>
    Mean,
}

/// <summary>Whether products of one basket are context of each other.</summary>
public enum SameBasket
{
    /// <summary>They are not: only products of neighboring baskets are (bought next).</summary>
    Exclude,

    /// <summary>They are, too.</summary>
    Include,

    /// <summary>They are, and those of neighboring baskets are not (bought together).</summary>
    Only,
}
