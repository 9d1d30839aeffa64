using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training.Variants;
using Item2Vec.Embeddings.Training.Windows;

namespace Item2Vec.Embeddings.Tests.Training;

public class WindowSourceTests
{
    [Fact]
    public void A_fixed_window_pairs_each_event_with_those_around_it()
    {
        SlidingWindows source = new(new TrainingOptions { Window = 2, DynamicWindow = false });
        Assert.Equal(
            ["b c > a", "a c d > b", "a b d e > c", "b c e > d", "c d > e"],
            Windows(source, "abcde", grouped: false));
    }

    [Fact]
    public void Cbow_groups_the_context_into_one_input()
    {
        SlidingWindows source = new(new TrainingOptions { Window = 1, DynamicWindow = false, Architecture = Architecture.Cbow });
        Assert.Equal(["(b) > a", "(a c) > b", "(b) > c"], Windows(source, "abc", grouped: true));
    }

    [Fact]
    public void A_dynamic_window_draws_each_width_equally_often()
    {
        SlidingWindows source = new(new TrainingOptions { Window = 5 });
        RandomSource random = new(1);
        int[] widths = new int[6];
        TrainingWindow window = new(sharing: 10);
        source.Begin(new TrainingSession(new int[50_011], default), ref random);
        for (int center = 0; Next(source, window, ref random); center++)
            if (center is >= 5 and < 50_005) widths[window.InputCount / 2]++;

        // 50,000 draws, 10,000 each, standard deviation 89: five of them fail less than once in a million.
        Assert.Equal(0, widths[0]);
        for (int width = 1; width <= 5; width++) Assert.InRange(widths[width], 9_553, 10_447);
    }

    [Fact]
    public void A_session_set_is_one_window_whose_items_predict_each_other()
    {
        TrainingOptions options = new() { Window = TrainingOptions.WholeSession, NegativeSamples = 7 };
        SessionSets source = new(options);
        Assert.Equal(["a b c d > a b c d"], Windows(source, "abcd", grouped: false));
        RandomSource random = new(1);
        TrainingWindow window = new(sharing: 10);
        source.Begin(new TrainingSession(new[] { 0, 1, 2, 3 }, default), ref random);
        Assert.True(Next(source, window, ref random));
        Assert.Equal([(0, 0), (1, 1), (2, 2), (3, 3)], window.Skipped.ToArray());
        Assert.Equal(12, window.PairCount);

        // One negative a pair, counted seven times.
        Assert.Equal(3, window.NegativeCount);
        Assert.Equal(7, window.NegativeWeight);
    }

    [Fact]
    public void A_long_session_is_dealt_out_to_sets_in_which_each_event_stands_once()
    {
        SessionSets source = new(new TrainingOptions { Window = TrainingOptions.WholeSession });
        int[] rows = [.. Enumerable.Range(0, 10_000)];
        RandomSource random = new(1);
        TrainingWindow window = new(sharing: 10);
        List<int[]> sets = [];
        foreach (int time in new[] { 0, 1 })
        {
            source.Begin(new TrainingSession(rows, default), ref random);
            List<int> seen = [];
            while (Next(source, window, ref random))
            {
                Assert.InRange(window.InputGroupCount, SessionSets.MaxItems - 1, SessionSets.MaxItems);
                Assert.Equal(window.Inputs.ToArray(), window.Positives.ToArray());
                seen.AddRange(window.Inputs);
                if (seen.Count <= SessionSets.MaxItems) sets.Add([.. window.Inputs]);
            }

            Assert.Equal(rows, seen.Order());
        }

        // The first sets of two epochs share 64 * 64 / 10,000 items on average.
        Assert.InRange(sets[0].Intersect(sets[1]).Count(), 0, 8);
    }

    [Fact]
    public void Where_the_mean_predicts_or_events_have_weights_a_set_goes_one_event_at_a_time()
    {
        TrainingOptions options = new() { Window = TrainingOptions.WholeSession };
        Assert.Equal(
            ["(b c) > a", "(a c) > b", "(a b) > c"],
            Windows(new SessionSets(options with { Architecture = Architecture.Cbow }), "abc", grouped: true));
        SessionSets source = new(options);
        RandomSource random = new(1);
        TrainingWindow window = new(sharing: 10);
        source.Begin(new TrainingSession(new[] { 0, 1, 2 }, new[] { 0.5f, 2f, 3f }), ref random);
        List<float> steps = [];
        while (Next(source, window, ref random)) steps.Add(window.Step);
        Assert.Equal([0.5f, 2f, 3f], steps);
    }

    [Fact]
    public void Centres_of_a_long_session_meet_a_bounded_number_of_others_and_never_themselves()
    {
        SessionCenters source = new(new TrainingOptions { Window = TrainingOptions.WholeSession });
        int[] rows = [.. Enumerable.Range(0, 10_000)];
        int[] met = new int[rows.Length];
        RandomSource random = new(1);
        TrainingWindow window = new(sharing: 10);
        source.Begin(new TrainingSession(rows, default), ref random);
        int center = 0;
        for (; Next(source, window, ref random); center++)
        {
            Assert.Equal(SessionCenters.MaxContext, window.InputGroupCount);
            Assert.DoesNotContain(center, window.Inputs.ToArray());
            foreach (int row in window.Inputs) met[row]++;
        }

        Assert.Equal(rows.Length, center);

        // Poisson with mean 64: 20 and 120 lie 5.5 standard deviations away.
        Assert.All(met, times => Assert.InRange(times, 20, 120));
    }

    [Fact]
    public void A_window_names_each_of_its_input_rows_before_or_when_it_first_wants_it()
    {
        SlidingWindows source = new(new TrainingOptions { Window = 3 });
        RandomSource random = new(5);
        TrainingWindow window = new(sharing: 10);
        source.Begin(new TrainingSession(Enumerable.Range(0, 40).ToArray(), default), ref random);
        List<int> named = [];
        while (Next(source, window, ref random))
        {
            named.AddRange(window.Prefetch);
            Assert.Empty(window.Inputs.ToArray().Except(named));
        }

        Assert.Equal(Enumerable.Range(0, 40), named);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    public void A_session_without_a_pair_gives_no_window(string session)
    {
        Assert.Empty(Windows(new SlidingWindows(new TrainingOptions()), session, grouped: false));
        Assert.Empty(Windows(new SessionSets(new TrainingOptions()), session, grouped: false));
    }

    [Fact]
    public void The_weight_of_the_center_is_the_step()
    {
        SlidingWindows source = new(new TrainingOptions());
        RandomSource random = new(1);
        TrainingWindow window = new(sharing: 10);
        source.Begin(new TrainingSession(new[] { 0, 1, 2 }, new[] { 0.5f, 2f, 3f }), ref random);
        List<float> steps = [];
        while (Next(source, window, ref random)) steps.Add(window.Step);
        Assert.Equal([0.5f, 2f, 3f], steps);
    }

    private static bool Next(WindowSource source, TrainingWindow window, ref RandomSource random)
    {
        window.Clear();
        return source.Next(window, ref random);
    }

    /// <summary>Writes windows as <c>inputs > positives</c>, a letter a row, input groups in brackets.</summary>
    private static List<string> Windows(WindowSource source, string session, bool grouped)
    {
        RandomSource random = new(1);
        TrainingWindow window = new(sharing: 10);
        List<string> windows = [];
        source.Begin(new TrainingSession(session.Select(letter => letter - 'a').ToArray(), default), ref random);
        while (Next(source, window, ref random))
        {
            int start = 0;
            List<string> groups = [];
            foreach (int end in window.InputGroupEnds.ToArray())
            {
                string letters = string.Join(' ', window.Inputs[start..end].ToArray().Select(Letter));
                groups.Add(grouped ? $"({letters})" : letters);
                start = end;
            }

            windows.Add($"{string.Join(' ', groups)} > {string.Join(' ', window.Positives.ToArray().Select(Letter))}");
        }

        return windows;
    }

    private static char Letter(int row) => (char)('a' + row);
}
