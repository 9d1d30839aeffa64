using Item2Vec.Evaluation.Baselines;
namespace Item2Vec.Evaluation.Tests.Baselines;

public sealed class BaselineRegistryTests
{
    [Fact]
    public void Every_baseline_has_the_tests_of_the_contract()
    {
        string[] tested = [.. typeof(BaselineContract).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(BaselineContract)))
            .Select(
                type =>
                    (string)type.GetProperty("Name", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!
                        .GetValue(Activator.CreateInstance(type))!)];
        Assert.Equal(BaselineRegistry.BuiltIn.Names.Order(), tested.Order());
    }

    [Fact]
    public void Names_are_read_in_any_order_and_unknown_ones_refused()
    {
        Assert.True(BaselineRegistry.BuiltIn.TryParse("ease, popularity", out IReadOnlyList<IBaseline> two));
        Assert.Equal(["popularity", "ease"], two.Select(baseline => baseline.Name));
        Assert.True(BaselineRegistry.BuiltIn.TryParse("none", out IReadOnlyList<IBaseline> none));
        Assert.Empty(none);
        Assert.True(BaselineRegistry.BuiltIn.TryParse("all", out IReadOnlyList<IBaseline> all));
        Assert.Equal(BaselineRegistry.BuiltIn.All.Count, all.Count);
        Assert.False(BaselineRegistry.BuiltIn.TryParse("popularity,guess", out _));
    }
}

public sealed class PopularityTests : BaselineContract
{
    protected override string Name => "popularity";

    protected override bool KnowsTopics => false;

    [Fact]
    public void The_score_is_the_count()
    {
        Dictionary<string, float> scores = Scores([["a", "b", "a"], ["a", "c"]], ["b"]);
        Assert.Equal((3, 1, 1), (scores["a"], scores["b"], scores["c"]));
    }
}

public sealed class SessionPopularityTests : BaselineContract
{
    protected override string Name => "session-popularity";

    protected override bool KnowsTopics => false;

    [Fact]
    public void The_items_of_the_session_come_first_then_the_popular_ones()
    {
        Dictionary<string, float> scores = Scores([["a", "a", "a", "b", "b", "c", "d"]], ["d", "c", "d"]);
        Assert.Equal(["d", "c", "a", "b"], scores.OrderByDescending(pair => pair.Value).Select(pair => pair.Key));
    }
}

public sealed class MarkovTests : BaselineContract
{
    protected override string Name => "markov";

    [Fact]
    public void The_score_is_how_often_an_item_came_right_after_the_last_one()
    {
        Dictionary<string, float> scores = Scores([["a", "b", "c", "a", "b"], ["a", "c"], ["b", "a"]], ["c", "a"]);
        Assert.Equal((0, 2, 1), (scores["a"], scores["b"], scores["c"]));
    }
}

public sealed class SequentialRulesTests : BaselineContract
{
    protected override string Name => "sequential-rules";

    [Fact]
    public void An_item_counts_one_over_its_steps_after_the_last_one_up_to_ten()
    {
        Dictionary<string, float> scores = Scores(
            [["a", "b", "c", "b"], [.. Enumerable.Repeat("a", 1), .. Enumerable.Repeat("x", 9), "d", "e"]], ["a"]);
        Assert.Equal(1 + (1 / 3f), scores["b"]);
        Assert.Equal(0.5f, scores["c"]);
        Assert.Equal(0.1f, scores["d"]);
        Assert.Equal(0, scores["e"]);
    }
}

public sealed class CooccurrenceTests : BaselineContract
{
    protected override string Name => "cooccurrence";

    [Fact]
    public void Pairs_within_the_window_count_in_both_directions_and_not_across_sessions()
    {
        Dictionary<string, float> scores = Scores([["a", "b", "c", "d"], ["c", "b"], ["a"]], ["b"], window: 2);
        Assert.Equal((1, 2, 1), (scores["a"], scores["c"], scores["d"]));
        Assert.Equal(0, Scores([["a", "b", "c", "d"]], ["d"], window: 2)["a"]);
    }

    [Fact]
    public void Rows_of_a_history_add_up_with_older_ones_weighing_less()
    {
        string[][] sessions = [["a", "b"], ["a", "b"], ["c", "d"]];
        Dictionary<string, float> scores = Scores(sessions, ["a", "c"], decay: 0.25);
        Assert.Equal((0.5f, 1), (scores["b"], scores["d"]));
    }
}

public sealed class CooccurrenceDistanceTests : BaselineContract
{
    protected override string Name => "cooccurrence-distance";

    [Fact]
    public void A_pair_counts_one_over_its_distance()
    {
        Dictionary<string, float> scores = Scores([["a", "b", "c", "d"]], ["a"], window: 3);
        Assert.Equal((1, 0.5f, 1 / 3f), (scores["b"], scores["c"], scores["d"]));
    }
}

public sealed class ItemKnnTests : BaselineContract
{
    protected override string Name => "item-knn";

    [Fact]
    public void The_score_is_the_sessions_with_both_against_the_sessions_with_each()
    {
        // a is in 3 sessions, b in 2, both in 2; repeats within a session count once.
        Dictionary<string, float> scores = Scores([["a", "b", "a", "b"], ["b", "a"], ["a", "c"]], ["a"]);
        Assert.Equal(2 / Math.Sqrt(23 * 22), scores["b"], 1e-6);
        Assert.Equal(1 / Math.Sqrt(23 * 21), scores["c"], 1e-6);
        Assert.Equal(0, scores["a"]);
    }
}

public sealed class VsknnTests : BaselineContract
{
    protected override string Name => "vsknn";

    [Fact]
    public void Neighbors_vote_with_the_weight_of_the_items_they_share()
    {
        // History a, b: positions weigh 1/4 and 1. The first session shares both (1.25), the second a alone (0.25, one step old: halved).
        Dictionary<string, float> scores = Scores([["a", "b", "c"], ["a", "d"], ["e"]], ["a", "b"]);
        double rare = 1 + Math.Log(3);
        Assert.Equal(1.25 * rare, scores["c"], 1e-5);
        Assert.Equal(0.25 / 2 * rare, scores["d"], 1e-5);
        Assert.Equal((1.25 + 0.125) * (1 + Math.Log(1.5)), scores["a"], 1e-5);
        Assert.Equal(0, scores["e"]);
    }

    [Fact]
    public void Only_the_latest_of_many_sessions_are_looked_at()
    {
        // 2,500 sessions later than the first: it is not looked at, though it shares more.
        string[][] sessions = [["a", "b", "early"], .. Enumerable.Repeat((string[])["a", "x"], 2500)];
        Assert.Equal(0, Scores(sessions, ["a"])["early"]);
        Assert.True(Scores(sessions[..^1], ["b", "a"])["early"] > 0);
    }
}

public sealed class VstanTests : BaselineContract
{
    protected override string Name => "vstan";

    [Fact]
    public void Items_near_the_shared_one_count_more()
    {
        Dictionary<string, float> scores = Scores([["x", "a", "b", "c"], ["y"]], ["a"]);
        Assert.True(scores["b"] > scores["c"] && scores["c"] > 0);
        Assert.Equal(scores["b"] * Math.Exp(-1 / 2.05), scores["c"], 1e-5);
        Assert.Equal(scores["x"], scores["b"], 1e-6);
        Assert.Equal(0, scores["y"]);
    }

    [Fact]
    public void A_shorter_session_with_the_same_items_is_the_nearer_one()
    {
        Dictionary<string, float> scores = Scores([["a", "b"], ["a", "c", "d", "e", "f"]], ["a"]);
        Assert.Equal(scores["b"] / scores["c"], Math.Sqrt(5 / 2.0), 1e-4);
    }
}

public sealed class ImplicitAlsTests : BaselineContract
{
    protected override string Name => "implicit-als";
}

public sealed class EaseTests : BaselineContract
{
    protected override string Name => "ease";

    [Fact]
    public void Weights_are_those_of_the_closed_form()
    {
        // Two items, n together and each alone m times: X^T X + l I = [[p, n], [n, p]], p = n + m + l; its inverse is [[p, -n], [-n, p]] /
        // (p^2 - n^2).
        string[][] sessions =
        [
            .. Enumerable.Repeat((string[])["a", "b"], 30),
            .. Enumerable.Repeat((string[])["a"], 10),
            .. Enumerable.Repeat((string[])["b"], 10)
        ];
        Dictionary<string, float> scores = Scores(sessions, ["a"]);
        Assert.Equal(30 / 1040.0, scores["b"], 1e-6);
        Assert.Equal(0, scores["a"]);
    }
}
