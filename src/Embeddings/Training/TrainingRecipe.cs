using System.Globalization;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training.Variants;

namespace Item2Vec.Embeddings.Training;

/// <summary>What is known of the order of a session's events.</summary>
public enum EventOrdering
{
    /// <summary>Events stand in the order in which they happened.</summary>
    Known,

    /// <summary>Nothing says so: <see cref="TrainingRecipe"/> looks whether neighbors belong together.</summary>
    Unknown,

    /// <summary>They have none: the items of a basket, a user's library.</summary>
    None,
}

/// <summary>Training options that suit a log, and why.</summary>
/// <param name="Options">The options.</param>
/// <param name="Choices">What was chosen in place of a default; may be empty.</param>
/// <remarks>The rules were chosen on validation slices of five public logs (docs/tuning.md).</remarks>
public sealed record TrainingRecipe(TrainingOptions Options, IReadOnlyList<RecipeChoice> Choices)
{
    /// <summary>Without the adaptive steps of AdaGrad, logs of sessions need this many epochs.</summary>
    private const int SgdEpochs = 15;

    private const int FewestEpochs = 3, MostEpochs = 20;

    /// <summary>Negatives where whole sessions are context: those of word2vec.</summary>
    private const double ExponentForSets = 0.75;

    /// <summary>Whether a recipe may choose the value of an option, by the name of its property.</summary>
    public static bool Chooses(string property)
        => property is nameof(TrainingOptions.Window) or nameof(TrainingOptions.NegativeExponent) or nameof(TrainingOptions.Epochs);

    /// <summary>Chooses options for a log.</summary>
    /// <param name="corpus">The sessions.</param>
    /// <param name="options">The options to start from.</param>
    /// <param name="ordering">What is known of the order of events.</param>
    /// <param name="isGiven">Whether an option, by the name of its property, must stay as it is; null keeps none.</param>
    /// <param name="minCount">Items with fewer events do not count.</param>
    /// <param name="variants">The variants; null takes the library's.</param>
    public static TrainingRecipe For(
        SessionCorpus corpus, TrainingOptions options, EventOrdering ordering = EventOrdering.Known, Func<string, bool>? isGiven = null,
        int minCount = 1, VariantRegistry? variants = null)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        ArgumentNullException.ThrowIfNull(options);
        isGiven ??= _ => false;
        List<RecipeChoice> choices = [];
        if (!isGiven(nameof(TrainingOptions.Window)) && (variants ?? VariantRegistry.BuiltIn).Of(options).HasOrder(options)
            && options is { MaxGap: null, Decay: null } && WhyUnordered(corpus, ordering) is string why)
        {
            options = options with { Window = TrainingOptions.WholeSession };
            if (!isGiven(nameof(TrainingOptions.NegativeExponent))) options = options with { NegativeExponent = ExponentForSets };
            choices.Add(new RecipeChoice(nameof(TrainingOptions.Window), "session", why));
        }

        int epochs = EpochsFor(EventsOf(corpus, minCount), options.Optimizer);
        if (!isGiven(nameof(TrainingOptions.Epochs)) && epochs != options.Epochs)
        {
            options = options with { Epochs = epochs };
            string reason = options.Optimizer == Optimizer.Sgd ? "as SGD needs"
                : epochs > new TrainingOptions().Epochs ? "a small log" : "a large log";
            choices.Add(new RecipeChoice(nameof(TrainingOptions.Epochs), epochs.ToString(CultureInfo.InvariantCulture), reason));
        }

        return new TrainingRecipe(options, choices);
    }

    /// <summary>
    /// The epochs for a number of events: 5 for a million, more for fewer and fewer for more, by the root of their ratio, from 3 to 20.
    /// </summary>
    internal static int EpochsFor(long events, Optimizer optimizer)
        => optimizer == Optimizer.Sgd
            ? SgdEpochs
            : (int)Math.Clamp(Math.Round(new TrainingOptions().Epochs * Math.Sqrt(1e6 / Math.Max(1, events))), FewestEpochs, MostEpochs);

    private static string? WhyUnordered(SessionCorpus corpus, EventOrdering ordering) => ordering switch
    {
        EventOrdering.Known => null,
        EventOrdering.None => "the events of a session have no order",
        _ => OrderTest.Of(corpus) switch
        {
            OrderTest.Finding.Shuffled => "no column orders the events, and neighbors are no closer than any two events of a session",
            OrderTest.Finding.Sorted => "no column orders the events, and every session lists its items in the same order",
            _ => null,
        },
    };

    private static long EventsOf(SessionCorpus corpus, int minCount)
    {
        Vocabulary items = corpus.Vocabulary;
        long events = corpus.TokenCount;
        for (int row = items.Count - 1; row >= 0 && items.CountOf(row) < minCount; row--) events -= items.CountOf(row);
        return events;
    }
}

/// <summary>A value that was chosen for a log.</summary>
/// <param name="Option">The property of <see cref="TrainingOptions"/>.</param>
/// <param name="Value">The value, as the option's text.</param>
/// <param name="Reason">Why, as the end of a sentence.</param>
public sealed record RecipeChoice(string Option, string Value, string Reason);
