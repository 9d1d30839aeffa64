using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training;

namespace Item2Vec.Embeddings.Tests.Training;

public sealed class TrainingRecipeTests
{
    private static readonly TrainingOptions Defaults = new();

    [Theory]
    [InlineData(10_000, 20)]
    [InlineData(250_000, 10)]
    [InlineData(1_000_000, 5)]
    [InlineData(100_000_000, 3)]
    public void Small_logs_get_more_epochs_and_large_ones_fewer(long events, int epochs)
    {
        Assert.Equal(epochs, TrainingRecipe.EpochsFor(events, Optimizer.AdaGrad));
        Assert.Equal(15, TrainingRecipe.EpochsFor(events, Optimizer.Sgd));
    }

    [Fact]
    public void Items_below_the_minimum_count_do_not_count()
    {
        // Half of the events are of items that occur once.
        IEnumerable<string[]> sessions = Enumerable.Range(0, 50_000).Select(i => new[] { $"often{i % 10}", $"once{i}" });
        using SessionCorpus corpus = SessionCorpus.FromSessions(sessions);
        Assert.Equal(TrainingRecipe.EpochsFor(100_000, Optimizer.AdaGrad), TrainingRecipe.For(corpus, Defaults).Options.Epochs);
        Assert.Equal(
            TrainingRecipe.EpochsFor(50_000, Optimizer.AdaGrad), TrainingRecipe.For(corpus, Defaults, minCount: 2).Options.Epochs);
    }

    [Fact]
    public void Neighbors_that_belong_together_keep_the_window()
    {
        using SessionCorpus corpus = SessionCorpus.FromSessions(Walks(sorted: false, shuffled: false));
        Assert.Equal(Defaults.Window, Chosen(corpus, EventOrdering.Unknown).Window);
    }

    [Fact]
    public void Shuffled_sessions_are_sets()
    {
        using SessionCorpus corpus = SessionCorpus.FromSessions(Walks(sorted: false, shuffled: true));
        TrainingRecipe recipe = TrainingRecipe.For(corpus, Defaults, EventOrdering.Unknown);
        Assert.Equal((TrainingOptions.WholeSession, 0.75), (recipe.Options.Window, recipe.Options.NegativeExponent));
        RecipeChoice choice = Assert.Single(recipe.Choices, one => one.Option == nameof(TrainingOptions.Window));
        Assert.Equal("session", choice.Value);
        Assert.Contains("no column orders", choice.Reason, StringComparison.Ordinal);
        Assert.Equal(Defaults.Window, Chosen(corpus, EventOrdering.Known).Window);
    }

    [Fact]
    public void Sessions_that_are_all_sorted_alike_are_sets()
    {
        using SessionCorpus corpus = SessionCorpus.FromSessions(Walks(sorted: true, shuffled: false));
        Assert.Equal(TrainingOptions.WholeSession, Chosen(corpus, EventOrdering.Unknown).Window);
    }

    [Fact]
    public void Baskets_are_sets_whatever_their_lines_look_like_and_too_little_is_no_reason()
    {
        using SessionCorpus walks = SessionCorpus.FromSessions(Walks(sorted: false, shuffled: false));
        Assert.Equal(TrainingOptions.WholeSession, Chosen(walks, EventOrdering.None).Window);
        using SessionCorpus few = SessionCorpus.FromSessions([["a", "b", "c"], ["c", "b", "a"]]);
        Assert.Equal(Defaults.Window, Chosen(few, EventOrdering.Unknown).Window);
    }

    [Fact]
    public void What_is_given_stays_and_so_does_what_needs_times()
    {
        using SessionCorpus corpus = SessionCorpus.FromSessions(Walks(sorted: false, shuffled: true));
        string[] chosen = [nameof(TrainingOptions.Window), nameof(TrainingOptions.Epochs), nameof(TrainingOptions.NegativeExponent)];
        Assert.All(chosen, name =>
        {
            Assert.True(TrainingRecipe.Chooses(name));
            TrainingOptions options = TrainingRecipe.For(corpus, Defaults, EventOrdering.None, name.Equals).Options;
            Assert.Equal(Value(Defaults), Value(options));

            object? Value(TrainingOptions of) => typeof(TrainingOptions).GetProperty(name)!.GetValue(of);
        });
        TrainingOptions timed = Defaults with { MaxGap = TimeSpan.FromMinutes(1) };
        Assert.Equal(Defaults.Window, TrainingRecipe.For(corpus, timed, EventOrdering.None).Options.Window);
        TrainingOptions baskets = Defaults with { Variant = "bagged" };
        Assert.Equal(Defaults.Window, TrainingRecipe.For(corpus, baskets, EventOrdering.None).Options.Window);
    }

    private static TrainingOptions Chosen(SessionCorpus corpus, EventOrdering ordering)
        => TrainingRecipe.For(corpus, Defaults, ordering).Options;

    /// <summary>Walks over a ring of 500 items: each step goes on by one to three, in either direction.</summary>
    private static IEnumerable<string[]> Walks(bool sorted, bool shuffled)
    {
        Random random = new(1);
        for (int session = 0; session < 2000; session++)
        {
            int at = random.Next(500), direction = random.Next(2) == 0 ? 1 : -1;
            int[] items = [.. Enumerable.Range(0, 12).Select(_ => at = (at + (direction * (1 + random.Next(3))) + 500) % 500)];
            if (shuffled) random.Shuffle(items);
            if (sorted) Array.Sort(items);
            yield return [.. items.Select(item => $"i{item:D3}")];
        }
    }
}
