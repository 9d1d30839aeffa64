using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training.Variants;
using Item2Vec.Embeddings.Training.Windows;

namespace Item2Vec.Embeddings.Tests.Training;

public class BaggedWindowTests
{
    private static readonly TrainingOptions Next = new() { Variant = "bagged", Window = 1, DynamicWindow = false };

    [Fact]
    public void Products_of_neighboring_baskets_are_pairs_and_products_of_one_basket_are_not()
        => Assert.Equal(["A>C", "B>C", "C>A", "C>B", "C>D", "C>E", "D>C", "E>C"], Pairs(Next, "AB C DE"));

    [Fact]
    public void The_mean_form_has_a_basket_as_one_input()
        => Assert.Equal(["AB>C", "C>A", "C>B", "C>D", "C>E", "DE>C"], Pairs(Next with { Bag = Bag.Mean }, "AB C DE"));

    [Fact]
    public void The_window_counts_baskets()
        => Assert.Equal(
            ["A>C", "A>D", "B>C", "B>D", "C>A", "C>B", "C>D", "C>E", "D>A", "D>B", "D>C", "D>E", "E>C", "E>D"],
            Pairs(Next with { Window = 2 }, "AB C D E"));

    [Fact]
    public void A_window_of_the_whole_session_reaches_every_other_basket()
        => Assert.Equal(
            ["A>B", "A>C", "A>D", "B>A", "B>C", "B>D", "C>A", "C>B", "D>A", "D>B"],
            Pairs(Next with { Window = TrainingOptions.WholeSession }, "A B CD"));

    [Fact]
    public void Bought_together_can_be_asked_for_beside_and_instead()
    {
        Assert.Equal(["A>B", "B>A", "D>E", "E>D"], Pairs(Next with { SameBasket = SameBasket.Only }, "AB C DE"));
        Assert.Equal(
            ["A>B", "A>C", "B>A", "B>C", "C>A", "C>B", "C>D", "C>E", "D>C", "D>E", "E>C", "E>D"],
            Pairs(Next with { SameBasket = SameBasket.Include }, "AB C DE"));
    }

    [Fact]
    public void A_product_that_is_bought_again_predicts_itself_only_where_repeats_are_kept()
    {
        Assert.Equal(["A>B", "A>C", "B>A", "B>C", "C>A", "C>B"], Pairs(Next, "AB BC"));
        Assert.Empty(Pairs(Next, "A A"));
        Assert.Equal(["A>B", "A>C", "B>A", "B>B", "B>B", "B>C", "C>A", "C>B"], Pairs(Next with { RepeatPairs = true }, "AB BC"));
        Assert.Equal(["AB>C", "BC>A"], Pairs(Next with { Bag = Bag.Mean }, "AB BC"));
        Assert.Equal(["AB>B", "AB>C", "BC>A", "BC>B"], Pairs(Next with { Bag = Bag.Mean, RepeatPairs = true }, "AB BC"));

        // Within its basket a product is no pair with itself in any case.
        Assert.Equal(["A>B", "B>A"], Pairs(Next with { SameBasket = SameBasket.Only, RepeatPairs = true }, "AB B"));
    }

    [Fact]
    public void A_product_that_stands_twice_in_a_basket_counts_once_and_its_weights_are_added()
    {
        Assert.Equal(["A>C", "B>C", "C>A", "C>B"], Pairs(Next, "ABA C"));
        Assert.Equal(
            ["A>C 4", "B>C 4", "C>A 4", "C>B 2"], Run(Next, Session("ABA C", weights: [1, 2, 3, 4]))
                .SelectMany(window => window.Pairs.Select(pair => $"{pair} {window.Step}")).Order());
    }

    [Fact]
    public void Baskets_that_are_too_far_apart_in_time_are_no_context()
    {
        TrainingOptions options = Next with { MaxGap = TimeSpan.FromSeconds(10) };
        Assert.Equal(["A>B", "B>A"], Run(options, Session("A B C", times: [0, 10, 20.5])).SelectMany(window => window.Pairs).Order());
    }

    [Fact]
    public void Of_a_basket_that_is_too_large_products_are_drawn_anew_each_time()
    {
        TrainingOptions options = Next with { MaxBasket = 2 };
        List<string> seen = [];
        for (int seed = 0; seed < 200; seed++)
        {
            string[] pairs = [.. Run(options, Session("ABCDE F"), seed).SelectMany(window => window.Pairs)];
            Assert.Equal(4, pairs.Length);
            seen.AddRange(pairs.Where(pair => pair[0] == 'F'));
        }

        // Each of five with probability 2/5, two hundred times: 45 and 115 lie five standard deviations away.
        Assert.All("ABCDE", product => Assert.InRange(seen.Count(pair => pair[2] == product), 45, 115));
    }

    [Fact]
    public void Of_very_many_baskets_some_are_drawn_when_all_are_neighbors()
    {
        TrainingOptions options = Next with { Window = TrainingOptions.WholeSession };
        TrainingSession session = new(Enumerable.Range(0, 300).ToArray(), default) { Baskets = Enumerable.Range(0, 300).ToArray() };
        (string[] Pairs, float Step, int Events)[] windows = [.. Run(options, session)];
        Assert.Equal(300, windows.Sum(window => window.Events));
        Assert.Equal(300 * BasketContext.MaxBaskets, windows.Sum(window => window.Pairs.Length));
    }

    [Fact]
    public void All_windows_together_are_about_all_events()
    {
        Assert.Equal(6, Run(Next, Session("ABA C DE")).Sum(window => window.Events));
        Assert.Equal(6, Run(Next, Session("ABA C DE", weights: [1, 2, 3, 4, 5, 6])).Sum(window => window.Events));
    }

    [Fact]
    public void Each_input_group_has_negatives_in_proportion_to_its_pairs()
    {
        // Large baskets share products, so that input groups with and without a repeat, and several windows a basket, come about.
        int[] rows = [.. Enumerable.Range(0, 90), .. Enumerable.Range(60, 90), .. Enumerable.Range(85, 3)];
        int[] baskets = [.. rows.Select((_, i) => i < 90 ? 0 : i < 180 ? 1 : 2)];
        foreach (TrainingOptions options in new[] { Next, Next with { SameBasket = SameBasket.Include }, Next with { Bag = Bag.Mean } })
        {
            BaggedBaskets source = new(options);
            RandomSource random = new(1);
            TrainingWindow window = new(sharing: 10);
            source.Begin(new TrainingSession(rows, default) { Baskets = baskets }, ref random);
            window.Clear();
            int windows = 0;
            for (; source.Next(window, ref random); window.Clear(), windows++)
            {
                Assert.InRange(window.InputGroupCount, 1, BaggedBaskets.MaxInputGroups);
                for (int group = 0; group < window.InputGroupCount; group++)
                {
                    int pairs = window.PositiveCount - window.Skipped.ToArray().Count(skipped => skipped.InputGroup == group);
                    Assert.Equal(pairs * options.NegativeSamples, window.NegativeCount * window.NegativeWeight, 1e-3f * pairs);
                    Assert.True(pairs > 0, "a group without a pair");
                }
            }

            Assert.True(windows > 2);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("AB")]
    public void A_single_basket_has_no_neighbor(string session) => Assert.Empty(Pairs(Next, session));

    private static string[] Pairs(TrainingOptions options, string session)
        => [.. Run(options, Session(session)).SelectMany(window => window.Pairs).Order(StringComparer.Ordinal)];

    /// <summary>Baskets of letters, parted by blanks.</summary>
    private static TrainingSession Session(string baskets, float[]? weights = null, double[]? times = null)
    {
        (char Product, int Basket)[] events =
            [.. baskets.Split(' ').SelectMany((products, basket) => products.Select(product => (product, basket)))];
        return new TrainingSession(
            events.Select(one => one.Product - 'A').ToArray(),
            weights) { Baskets = events.Select(one => one.Basket).ToArray(), Times = times };
    }

    /// <summary>The pairs of each window as <c>inputs>positive</c>.</summary>
    private static List<(string[] Pairs, float Step, int Events)> Run(TrainingOptions options, TrainingSession session, int seed = 1)
    {
        BaggedBaskets source = new(options);
        RandomSource random = new((ulong)seed);
        TrainingWindow window = new(sharing: 10);
        source.Begin(session, ref random);
        List<(string[] Pairs, float Step, int Events)> windows = [];
        for (window.Clear(); source.Next(window, ref random); window.Clear())
            windows.Add(([.. WindowPairs.Of(window).Select(Text)], window.Step, window.Events));
        return windows;

        static string Text((int[] Inputs, int Positive) pair)
            => string.Concat(pair.Inputs.Select(row => (char)('A' + row))) + '>' + (char)('A' + pair.Positive);
    }
}
