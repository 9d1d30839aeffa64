using System.Globalization;

namespace Item2Vec.Embeddings.Options;

/// <summary>How vectors are trained. Immutable; stored in the model.</summary>
public sealed record TrainingOptions
{
    /// <summary>The window that stands for the whole session: every other event is context, order-free.</summary>
    public const int WholeSession = 0;

    /// <summary>The variant that learns from neighbouring baskets.</summary>
    public const string Bagged = "bagged";

    /// <summary>The model, by the name it has on the command line. Default "item".</summary>
    public string Variant { get; init; } = "item";

    /// <summary>Skip-gram (each context item predicts the centre) or CBOW (their mean does). Default skip-gram.</summary>
    public Architecture Architecture { get; init; } = Architecture.SkipGram;

    /// <summary>What users predict, and in whose company, in variant "user"; without effect in others. Default: the items of each window, beside its context.</summary>
    public UserMode UserMode { get; init; } = UserMode.DbowItems;

    /// <summary>How metadata is learned in variant "meta"; without effect in others.</summary>
    public MetadataOptions Metadata { get; init; } = new();

    /// <summary>The length of a vector, 2 to 2,048. Default 100 (word2vec).</summary>
    public int Dimensions { get; init; } = 100;

    /// <summary>Events to each side that are context, or <see cref="WholeSession"/>. Default 5 (word2vec).</summary>
    public int Window { get; init; } = 5;

    /// <summary>Whether the window's half-width is drawn anew from 1..<see cref="Window"/> for each centre, so that near events weigh more. Default true (word2vec).</summary>
    public bool DynamicWindow { get; init; } = true;

    /// <summary>The longest time between an event and its context, or null for any. Needs a corpus with times. Default null.</summary>
    public TimeSpan? MaxGap { get; init; }

    /// <summary>
    /// How context fades with time, or null for not at all: a pair with time t in between is trained with probability <c>exp(-t / Decay)</c>, anew in each epoch,
    /// so that it weighs that much on average. Needs a corpus with times. Default null.
    /// </summary>
    public TimeSpan? Decay { get; init; }

    /// <summary>What of a basket predicts its neighbours, for the bagged variant. Default pairs (Grbovic et al. 2015, eq. 3.3).</summary>
    public Bag Bag { get; init; } = Bag.Pairs;

    /// <summary>Whether products of one basket are context of each other, for the bagged variant. Default exclude.</summary>
    public SameBasket SameBasket { get; init; } = SameBasket.Exclude;

    /// <summary>Whether a product that is bought again predicts itself, for the bagged variant. Default false: that it is bought again is no news.</summary>
    public bool RepeatPairs { get; init; }

    /// <summary>The most products of a basket, 2 to 10,000, for the bagged variant; of larger ones as many are drawn, anew in each epoch. Default 100.</summary>
    public int MaxBasket { get; init; } = 100;

    /// <summary>Negative samples for each pair, 1 to 128. Default 5 (word2vec).</summary>
    public int NegativeSamples { get; init; } = 5;

    /// <summary>
    /// The most context items of one centre that share a set of negatives, 1 to 10,000. 1 draws negatives for each pair by itself, as word2vec does, at about a
    /// third of the speed. Default 10: all that a window of 5 can have. Wider sharing harms the input-output score.
    /// </summary>
    public int NegativeSharing { get; init; } = 10;

    /// <summary>Negatives are drawn with probability proportional to count to this power, -1 to 1. Default 0.75 (word2vec).</summary>
    public double NegativeExponent { get; init; } = 0.75;

    /// <summary>
    /// Whether every session ends with a token of its own, which stands in windows like an item and is dropped from the result (fastText's line end).
    /// Default true: it says which items end sessions. Without effect where the window is the whole session, which has no order, and on baskets.
    /// </summary>
    public bool EndToken { get; init; } = true;

    /// <summary>Frequent items are dropped at random above this share of all events; 0 turns it off. Default 1e-3 (word2vec).</summary>
    public double Subsampling { get; init; } = 1e-3;

    /// <summary>Passes over the data, at least 1. Default 15: word2vec's 5 are too few for logs of sessions (docs/tuning.md).</summary>
    public int Epochs { get; init; } = 15;

    /// <summary>
    /// How rows move: all by the learning rate (SGD, word2vec), or each by a step size of its own that falls as the row learns (AdaGrad). Default SGD. Under AdaGrad
    /// the weights of events count among those of the same item: an item all of whose events weigh twice as much learns as it would without weights.
    /// </summary>
    public Optimizer Optimizer { get; init; } = Optimizer.Sgd;

    /// <summary>
    /// The step size at the start, or null for the default: 0.025 for skip-gram, 0.05 for CBOW and for users in the mean (word2vec), 0.2 for AdaGrad
    /// (docs/tuning.md).
    /// </summary>
    public double? LearningRate { get; init; }

    /// <summary>The step size never falls below this share of <see cref="LearningRate"/>. Default 1e-4 (word2vec).</summary>
    public double LearningRateFloor { get; init; } = 1e-4;

    /// <summary>Threads, 1 to 1,024, or 0 for one each processor. With 1 the result is the same, bit for bit, each time. Default 0.</summary>
    public int Threads { get; init; }

    /// <summary>Where the random numbers start. Default 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>The learning rate that is used: <see cref="LearningRate"/>, or the architecture's default; that of CBOW also where a user joins the mean.</summary>
    public double EffectiveLearningRate
        => LearningRate ?? (Optimizer == Optimizer.AdaGrad ? 0.2 : Architecture == Architecture.Cbow || Users(UserMode.Dm) ? 0.05 : 0.025);

    /// <summary>Whether there is a token at the end of each session: <see cref="EndToken"/>, where there are windows that have an order.</summary>
    public bool HasEndToken => EndToken && Window != WholeSession && Variant != Bagged && !Users(UserMode.Dbow);

    /// <summary>Every value out of range, in words a user understands; empty when there is none. <c>ItemTrainer.Problems</c> also knows the variants.</summary>
    public IReadOnlyList<string> Problems()
    {
        List<string> problems = [];
        if (!Enum.IsDefined(UserMode)) problems.Add("UserMode must be DbowItems, Dbow or Dm");
        if (!Enum.IsDefined(Architecture)) problems.Add("Architecture must be SkipGram or Cbow");
        if (!Enum.IsDefined(Optimizer)) problems.Add("Optimizer must be Sgd or AdaGrad");
        Check(Dimensions is >= 2 and <= 2048, nameof(Dimensions), Dimensions, "must be 2 to 2048");
        Check(Window is >= 0 and <= 10_000, nameof(Window), Window, "must be 1 to 10000, or the whole session");
        Check(NegativeSamples is >= 1 and <= 128, nameof(NegativeSamples), NegativeSamples, "must be 1 to 128");
        Check(NegativeSharing is >= 1 and <= 10_000, nameof(NegativeSharing), NegativeSharing, "must be 1 to 10000");
        Check(NegativeExponent is >= -1 and <= 1, nameof(NegativeExponent), NegativeExponent, "must be -1 to 1");
        Check(Subsampling is >= 0 and < 1, nameof(Subsampling), Subsampling, "must be 0 (off) to below 1");
        Check(Epochs is >= 1 and <= 100_000, nameof(Epochs), Epochs, "must be 1 to 100000");
        Check(EffectiveLearningRate is > 0 and <= 10, nameof(LearningRate), EffectiveLearningRate, "must be above 0 and at most 10");
        Check(LearningRateFloor is >= 0 and <= 1, nameof(LearningRateFloor), LearningRateFloor, "must be 0 to 1");
        Check(MaxBasket is >= 2 and <= 10_000, nameof(MaxBasket), MaxBasket, "must be 2 to 10000");
        if (MaxGap <= TimeSpan.Zero) problems.Add($"MaxGap {MaxGap} must be above zero");
        if (Decay <= TimeSpan.Zero) problems.Add($"Decay {Decay} must be above zero");
        if (Variant == Bagged && Architecture == Architecture.Cbow) problems.Add("the bagged variant has no Architecture; its mean form is Bag = Mean");
        if (Variant != Bagged && (Bag != Bag.Pairs || SameBasket != SameBasket.Exclude || RepeatPairs)) problems.Add("Bag, SameBasket and RepeatPairs are of the bagged variant");
        if (!Enum.IsDefined(Bag)) problems.Add("Bag must be Pairs or Mean");
        if (!Enum.IsDefined(SameBasket)) problems.Add("SameBasket must be Exclude, Include or Only");
        if (Bag == Bag.Mean && SameBasket != SameBasket.Exclude) problems.Add("SameBasket must be Exclude with Bag = Mean: the mean of a basket holds what it would predict");
        Check(Threads is >= 0 and <= 1024, nameof(Threads), Threads, "must be 1 to 1024, or 0 for all processors");
        problems.AddRange(Metadata.Problems());
        return problems;

        void Check(bool valid, string option, IFormattable value, string rule)
        {
            if (!valid) problems.Add($"{option} {value.ToString(null, CultureInfo.InvariantCulture)} {rule}");
        }
    }

    /// <summary>Whether users are learned, in one certain way.</summary>
    internal bool Users(UserMode mode) => Variant == "user" && UserMode == mode;
}

/// <summary>Which way a window predicts.</summary>
public enum Architecture
{
    /// <summary>Each context item predicts the centre item.</summary>
    SkipGram,

    /// <summary>The mean of the context items predicts the centre item (continuous bag of words).</summary>
    Cbow,
}

/// <summary>How far a row moves for a gradient.</summary>
public enum Optimizer
{
    /// <summary>Stochastic gradient descent: the learning rate times the gradient.</summary>
    Sgd,

    /// <summary>
    /// Row-wise AdaGrad: the learning rate times the gradient, divided by the root of what the row's squared gradients have added up to. Learns from rare items in few passes
    /// (Duchi et al. 2011; one sum a row as in Lerer et al. 2019).
    /// </summary>
    AdaGrad,
}

/// <summary>What of a basket predicts the products of the neighbouring ones.</summary>
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
    /// <summary>They are not: only products of neighbouring baskets are (bought next).</summary>
    Exclude,

    /// <summary>They are, too.</summary>
    Include,

    /// <summary>They are, and those of neighbouring baskets are not (bought together).</summary>
    Only,
}
