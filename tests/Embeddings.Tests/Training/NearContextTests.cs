using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training;
using Item2Vec.Embeddings.Training.Variants;
using Item2Vec.Embeddings.Training.Windows;

namespace Item2Vec.Embeddings.Tests.Training;

/// <summary>Context by time and by goals.</summary>
public class NearContextTests
{
    [Theory]
    [InlineData(5, Architecture.SkipGram)]
    [InlineData(TrainingOptions.WholeSession, Architecture.SkipGram)]
    [InlineData(TrainingOptions.WholeSession, Architecture.Cbow)]
    public void Context_fades_by_the_exponential_of_the_time_between(int window, Architecture architecture)
    {
        // Events 0, 1 and 2 at 0, 20 and 60 seconds, decay 40 seconds: e^-0.5, e^-1.5, e^-1.
        TrainingOptions options =
            new() { Window = window, DynamicWindow = false, Architecture = architecture, Decay = TimeSpan.FromSeconds(40) };
        TrainingSession session = new(new[] { 0, 1, 2 }, default) { Times = new double[] { 0, 20, 60 } };
        int[,] seen = new int[3, 3];
        const int times = 20_000;
        for (int seed = 0; seed < times; seed++)
            foreach ((int[] inputs, int positive) in Pairs(Source(options), session, (ulong)seed))
                foreach (int input in inputs) seen[input, positive]++;

        foreach ((int a, int b, double expected) in new[] { (0, 1, Math.Exp(-0.5)), (1, 2, Math.Exp(-1)), (0, 2, Math.Exp(-1.5)) })
        {
            // Five standard deviations of a binomial: less than once in a million.
            double tolerance = 5 * Math.Sqrt(expected * (1 - expected) / times);
            Assert.Equal(expected, seen[a, b] / (double)times, tolerance);
            Assert.Equal(expected, seen[b, a] / (double)times, tolerance);
        }
    }

    [Fact]
    public void A_window_of_which_nothing_is_near_trains_nothing_and_is_counted()
    {
        foreach (Architecture architecture in Enum.GetValues<Architecture>())
        {
            WindowSource source = Source(new TrainingOptions { Window = 5, Architecture = architecture, MaxGap = TimeSpan.FromSeconds(1) });
            RandomSource random = new(1);
            TrainingWindow window = new(sharing: 10);
            source.Begin(new TrainingSession(new[] { 0, 1, 2 }, default) { Times = new double[] { 0, 5, 10 } }, ref random);
            int events = 0;
            for (window.Clear(); source.Next(window, ref random); window.Clear())
            {
                Assert.Equal(0, window.InputGroupCount);
                events += window.Events;
            }

            Assert.Equal(3, events);
        }
    }

    [Fact]
    public void A_goal_meets_as_many_events_of_a_long_session_as_is_allowed_and_weighs_what_it_does()
    {
        int[] rows = [.. Enumerable.Range(0, 3000)];
        GoalWindows source = new(new SlidingWindows(new TrainingOptions { Window = 1 }), endRow: 2999);
        RandomSource random = new(1);
        TrainingWindow window = new(sharing: 10);
        source.Begin(
            new TrainingSession(rows, rows.Select(row => row + 0.5f).ToArray()) { Goals = rows.Select(row => row == 1000).ToArray() },
            ref random);
        int goals = 0;
        int events = 0;
        for (window.Clear(); source.Next(window, ref random); window.Clear())
        {
            events += window.Events;
            if (window.Events > 0) continue;
            goals++;
            Assert.Equal([1000], window.Positives.ToArray());
            Assert.Equal(1000.5f, window.Step);
            Assert.InRange(window.InputGroupCount, GoalWindows.MaxContext - 20, GoalWindows.MaxContext);
            Assert.DoesNotContain(1000, window.Inputs.ToArray());
            Assert.DoesNotContain(2999, window.Inputs.ToArray());

            // It comes at its place in the session.
            Assert.Equal(1001, events);
        }

        Assert.Equal((1, 3000), (goals, events));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_corpus_without_what_the_options_need_is_refused(bool baskets)
    {
        TrainingOptions options = baskets ? new() { Variant = "bagged" } : new() { MaxGap = TimeSpan.FromSeconds(1) };
        Item2VecException error = Assert.Throws<Item2VecException>(
            () => ItemTrainer.Train(SessionCorpus.FromSessions([["a", "b"], ["b", "a"]]), options));
        Assert.Equal(ErrorCode.Usage, error.Code);
        Assert.Contains(baskets ? "need the baskets of events" : "need the times of events", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a b", SameBasket.Only, "no basket has two products")]
    [InlineData("ab ", SameBasket.Exclude, "none of the 1 users has two baskets")]
    [InlineData("a a a", SameBasket.Exclude, "no item has another one as its context")]
    public void Baskets_that_teach_nothing_are_refused(string session, SameBasket same, string says)
    {
        TrainingOptions options = new() { Variant = "bagged", SameBasket = same, Subsampling = 0, Dimensions = 4 };
        Assert.Contains(
            says,
            Assert.Throws<Item2VecException>(() => ItemTrainer.Train(GradientContract.Of(session), options)).Message,
            StringComparison.Ordinal);
    }

    private static WindowSource Source(TrainingOptions options)
        => options.Window == TrainingOptions.WholeSession ? new SessionSets(options) : new SlidingWindows(options);

    private static List<(int[] Inputs, int Positive)> Pairs(WindowSource source, TrainingSession session, ulong seed)
    {
        RandomSource random = new(seed);
        TrainingWindow window = new(sharing: 10);
        source.Begin(session, ref random);
        List<(int[] Inputs, int Positive)> pairs = [];
        for (window.Clear(); source.Next(window, ref random); window.Clear()) pairs.AddRange(WindowPairs.Of(window));
        return pairs;
    }
}
