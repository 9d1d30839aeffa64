using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training.Schedule;
using Item2Vec.Embeddings.Training.Variants;
using Item2Vec.Embeddings.Training.Windows;

namespace Item2Vec.Embeddings.Tests.Training;

/// <summary>
/// The windows of one session a b c (rows 0 to 2) of a user, as <c>inputs > positive</c>, groups of several rows in brackets; e is the
/// token that ends sessions, u the user.
/// </summary>
public class UserWindowTests
{
    private static readonly TrainingOptions Fixed = new() { Variant = "user", Window = 1, DynamicWindow = false, EndToken = false };

    [Fact]
    public void In_the_mean_the_user_stands_with_the_context_of_each_item()
        => Assert.Equal(["(b u) > a", "(a c u) > b", "(b u) > c"], Windows(Fixed with { UserMode = UserMode.Dm }, "abc"));

    [Fact]
    public void Alone_the_user_predicts_each_item()
        => Assert.Equal(["u > a", "u > b", "u > c"], Windows(Fixed with { UserMode = UserMode.Dbow }, "abc"));

    [Fact]
    public void Beside_the_items_the_user_is_one_more_input_of_each_window()
        => Assert.Equal(["b u > a", "a c u > b", "b u > c"], Windows(Fixed, "abc"));

    [Fact]
    public void With_cbow_the_user_stands_beside_the_mean()
        => Assert.Equal(["b u > a", "(a c) u > b", "b u > c"], Windows(Fixed with { Architecture = Architecture.Cbow }, "abc"));

    [Fact]
    public void With_the_whole_session_as_window_the_user_joins_the_set_or_the_mean_of_all_others()
    {
        Assert.Equal(["a b c u > a b c"], Windows(Fixed with { Window = TrainingOptions.WholeSession }, "abc"));
        Assert.Equal(
            ["(b c u) > a", "(a c u) > b", "(a b u) > c"],
            Windows(Fixed with { Window = TrainingOptions.WholeSession, UserMode = UserMode.Dm }, "abc"));
    }

    [Fact]
    public void A_set_with_its_user_has_every_pair_but_those_of_an_item_with_itself()
    {
        TrainingWindow window = new(sharing: 10);
        WindowSource source = Begin(Fixed with { Window = TrainingOptions.WholeSession }, "abc", user: true, out RandomSource random);
        window.Clear();
        Assert.True(source.Next(window, ref random));
        Assert.Equal(9, window.PairCount);
    }

    [Fact]
    public void The_token_that_ends_a_session_is_context_and_center_but_not_what_the_user_predicts()
    {
        Assert.Equal(["b u > a", "a e u > b", "b > e"], Windows(Fixed with { EndToken = true }, "ab"));
        Assert.Equal(["(b u) > a", "(a e u) > b", "b > e"], Windows(Fixed with { EndToken = true, UserMode = UserMode.Dm }, "ab"));
        Assert.Equal(["u > a", "u > b"], Windows(Fixed with { EndToken = true, UserMode = UserMode.Dbow }, "ab"));
    }

    [Fact]
    public void A_session_of_one_event_still_tells_of_its_user()
    {
        Assert.All(Enum.GetValues<UserMode>(), mode => Assert.Equal(["u > a"], Windows(Fixed with { UserMode = mode }, "a")));
        Assert.Equal(["u > a"], Windows(Fixed with { Window = TrainingOptions.WholeSession }, "a"));
    }

    [Fact]
    public void A_session_without_a_user_has_the_windows_of_its_items()
    {
        Assert.Equal(["b > a", "a c > b", "b > c"], Windows(Fixed, "abc", user: false));
        Assert.Equal(["b > a", "(a c) > b", "b > c"], Windows(Fixed with { UserMode = UserMode.Dm }, "abc", user: false));
        Assert.Empty(Windows(Fixed with { UserMode = UserMode.Dbow }, "abc", user: false));
        Assert.All(Enum.GetValues<UserMode>(), mode => Assert.Empty(Windows(Fixed with { UserMode = mode }, "a", user: false)));
    }

    [Fact]
    public void The_weight_of_the_item_is_the_step_of_the_user_too()
    {
        foreach (UserMode mode in Enum.GetValues<UserMode>())
        {
            WindowSource source = Begin(Fixed with { UserMode = mode }, "abc", user: true, out RandomSource random, [0.5f, 2f, 3f]);
            TrainingWindow window = new(sharing: 10);
            List<float> steps = [];
            for (window.Clear(); source.Next(window, ref random); window.Clear()) steps.Add(window.Step);
            Assert.Equal([0.5f, 2f, 3f], steps);
        }
    }

    private static List<string> Windows(TrainingOptions options, string items, bool user = true)
    {
        WindowSource source = Begin(options, items, user, out RandomSource random);
        string letters = VariantRegistry.BuiltIn.Of(options).HasEndToken(options) ? "abceu" : "abcu";
        TrainingWindow window = new(sharing: 10);
        List<string> windows = [];
        for (window.Clear(); source.Next(window, ref random); window.Clear())
        {
            IEnumerable<string> groups = Enumerable.Range(0, window.InputGroupCount).Select(group => Names(window.InputGroup(group)))
                .Select(names => names.Length > 1 ? $"({names})" : names);
            windows.Add($"{string.Join(' ', groups)} > {Names(window.Positives)}");
        }

        return windows;

        string Names(ReadOnlySpan<int> rows) => string.Join(' ', rows.ToArray().Select(row => letters[row]));
    }

    /// <summary>A source that has begun a session of items a to c.</summary>
    private static WindowSource Begin(TrainingOptions options, string items, bool user, out RandomSource random, float[]? weights = null)
    {
        TrainingRun run = new(PlantedUsers.Corpus([("somebody", ["a", "b", "c"])]), options, VariantRegistry.BuiltIn.Of(options));
        WindowSource source = VariantRegistry.Create(run);
        random = new RandomSource(1);
        int[] rows = [.. items.Select(letter => letter - 'a')];
        if (run.Layout.EndRow >= 0 && rows.Length > 1) rows = [.. rows, run.Layout.EndRow];
        source.Begin(new TrainingSession(rows, weights, user ? run.Layout.FirstUser : -1), ref random);
        return source;
    }
}
