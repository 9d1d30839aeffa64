using System.Globalization;
using System.Text.Json;

namespace Item2Vec.Cli.Tests.Commands;

/// <summary>similar, analogy and recommend in every format, on planted topics.</summary>
public sealed class QueryTests(TrainedModel model)
{
    private static readonly string Item = PlantedTopics.Item(3, 7);

    [Fact]
    public void Similar_finds_the_items_of_the_topic_and_shows_their_titles()
    {
        ToolResult result = model.Run("similar", "--item", Item, "-k", "5").Expect(0);

        Assert.Equal($"{Item}  Näme 7 of topic 3", result.OutputLines[0]);
        Assert.Equal(["item", "score", "title"], Words(result.OutputLines[1]));
        string[] rows = result.OutputLines[2..];
        Assert.Equal(5, rows.Length);
        Assert.All(rows, row => Assert.Matches(@"^t3-i\d\d  0\.\d{3}  Näme \d+ of topic 3$", row));
        Assert.DoesNotContain(rows, row => row.StartsWith(Item, StringComparison.Ordinal));
        Assert.Empty(result.Error);
    }

    [Fact]
    public void Json_of_one_item_is_one_object_with_falling_scores()
    {
        using JsonDocument json = JsonDocument.Parse(model.Run("similar", "--item", Item, "-k", "4", "--format", "json").Expect(0).Output);

        Assert.Equal(["query", "results"], json.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.Equal(Item, json.RootElement.GetProperty("query").GetString());
        JsonElement[] results = [.. json.RootElement.GetProperty("results").EnumerateArray()];
        Assert.Equal(4, results.Length);
        Assert.All(results, found => Assert.Equal(["item", "score", "title"], found.EnumerateObject().Select(property => property.Name)));
        double[] scores = [.. results.Select(found => found.GetProperty("score").GetDouble())];
        Assert.Equal(scores.OrderDescending(), scores);
        Assert.All(
            results,
            found => Assert.Equal(
                "Näme " + int.Parse(found.GetProperty("item").GetString()![4..], CultureInfo.InvariantCulture) + " of topic 3",
                found.GetProperty("title").GetString()));
    }

    [Theory]
    [InlineData("--item", "t3-i07", "t5-i01")]
    [InlineData("--item", "t3-i07", "--item", "t5-i01")]
    public void Several_items_give_a_list_each(params string[] items)
    {
        using JsonDocument json = JsonDocument.Parse(model.Run(["similar", .. items, "-k", "3", "--format", "json"]).Expect(0).Output);

        Assert.Equal(["t3-i07", "t5-i01"], json.RootElement.EnumerateArray().Select(answer => answer.GetProperty("query").GetString()));
        Assert.Equal(
            ["t3", "t3", "t3", "t5", "t5", "t5"],
            json.RootElement.EnumerateArray().SelectMany(answer => answer.GetProperty("results").EnumerateArray())
                .Select(found => PlantedTopics.TopicOf(found.GetProperty("item").GetString()!)));
    }

    [Fact]
    public void Items_are_read_from_standard_input_as_a_list()
    {
        ToolResult result = Tool.RunProcess(
            new ToolStart(model.Directory, "similar", "--item", "-", "-k", "1", "--format", "json") { Input = "t1-i02\n" }).Expect(0);

        using JsonDocument json = JsonDocument.Parse(result.Output);
        Assert.Equal("t1-i02", Assert.Single(json.RootElement.EnumerateArray()).GetProperty("query").GetString());
    }

    [Fact]
    public void Tsv_has_a_header_and_the_same_columns_for_every_query()
    {
        ToolResult result = model.Run("similar", "--item", Item, "t5-i01", "-k", "2", "--format", "tsv").Expect(0);

        Assert.Equal("query\titem\tscore\ttitle", result.OutputLines[0]);
        string[][] rows = [.. result.OutputLines[1..].Select(line => line.Split('\t'))];
        Assert.Equal([Item, Item, "t5-i01", "t5-i01"], rows.Select(row => row[0]));
        Assert.All(rows, row => Assert.Equal(PlantedTopics.TopicOf(row[0]), PlantedTopics.TopicOf(row[1])));
        Assert.All(rows, row => Assert.InRange(double.Parse(row[2], CultureInfo.InvariantCulture), 0.2, 1));
    }

    [Fact]
    public void Excluded_items_are_left_out()
    {
        string[] found = [.. model.Run("similar", "--item", Item, "-k", "3", "--format", "tsv").Expect(0).OutputLines[1..]
            .Select(line => line.Split('\t')[1])];

        ToolResult rest =
            model.Run("similar", "--item", Item, "-k", "3", "--format", "tsv", "--exclude", $"{found[0]},{found[2]},unknown").Expect(0);

        string[] left = [.. rest.OutputLines[1..].Select(line => line.Split('\t')[1])];
        Assert.Equal(3, left.Length);
        Assert.Equal(found[1], left[0]);
        Assert.DoesNotContain(found[0], left);
        Assert.DoesNotContain(found[2], left);
    }

    [Fact]
    public void Analogy_answers_with_the_expression_as_its_query()
    {
        using JsonDocument json = JsonDocument.Parse(
            model.Run("analogy", "t2-i01 + 0.5*t2-i05 - t6-i03", "-k", "3", "--format", "json").Expect(0).Output);

        Assert.Equal("t2-i01 + 0.5*t2-i05 - t6-i03", json.RootElement.GetProperty("query").GetString());
        Assert.Equal(
            ["t2", "t2", "t2"], json.RootElement.GetProperty("results").EnumerateArray()
                .Select(found => PlantedTopics.TopicOf(found.GetProperty("item").GetString()!)));
    }

    [Fact]
    public void Analogy_prints_a_table()
    {
        ToolResult result = model.Run("analogy", "t2-i01 + t2-i05", "-k", "3").Expect(0);

        Assert.Equal(["item", "score", "title"], Words(result.OutputLines[0]));
        Assert.All(result.OutputLines[1..], row => Assert.StartsWith("t2-", row, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("next")]
    [InlineData("similar")]
    public void Recommend_stays_in_the_topic_of_the_history_and_leaves_the_history_out(string score)
    {
        using JsonDocument json = JsonDocument.Parse(
            model.Run("recommend", "--history", "t4-i01,t4-i02,t4-i03", "-k", "5", "--score", score, "--beta", "0.1", "--format", "json")
                .Expect(0).Output);

        Assert.Equal(
            ["t4-i01", "t4-i02", "t4-i03"], json.RootElement.GetProperty("query").EnumerateArray().Select(item => item.GetString()));
        string[] found =
            [.. json.RootElement.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("item").GetString()!)];
        Assert.Equal(5, found.Length);
        Assert.All(found, item => Assert.Equal("t4", PlantedTopics.TopicOf(item)));
        Assert.Empty(found.Intersect(["t4-i01", "t4-i02", "t4-i03"]));
    }

    [Fact]
    public void Weights_of_the_history_pull_towards_its_heavy_items()
    {
        string[] ask = ["recommend", "--history", "t4-i01,t2-i02", "--score", "similar", "-k", "3", "--format", "tsv"];
        Assert.All(
            model.Run([.. ask, "--history-weights", "1000,0.5"]).Expect(0).OutputLines[1..],
            line => Assert.Contains("t4-i", line, StringComparison.Ordinal));
        Assert.Equal(model.Run(ask).Expect(0).Output, model.Run([.. ask, "--history-weights", "2,2"]).Expect(0).Output);
        Assert.Contains("--history-weights", model.Run([.. ask, "--history-weights", "1,-1"]).Expect(2).Error, StringComparison.Ordinal);
        Assert.Contains(
            "the history has 2 items, but 1 weights", model.Run([.. ask, "--history-weights", "1"]).Expect(2).Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_items_are_skipped_where_told()
    {
        string[] ask = ["recommend", "--like", "t4-i01", "--score", "similar", "--format", "json"];
        ToolResult skipped = model.Run([.. ask, "--history", "gone,t4-i02", "--history-weights", "5,2", "--skip-unknown"]).Expect(0);

        Assert.Contains("not in the model: gone", skipped.Error, StringComparison.Ordinal);
        Assert.Equal(model.Run([.. ask, "--history", "t4-i02", "--history-weights", "2"]).Expect(0).Output, skipped.Output);
        Assert.Contains("is not in the model", model.Run([.. ask, "--history", "gone,t4-i02"]).Expect(3).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_visitor_of_whom_nothing_is_known_gets_what_is_popular_now()
    {
        ToolResult result = model.Run("recommend", "--history", "gone", "--skip-unknown", "-k", "400", "--format", "json").Expect(0);

        Assert.Contains("the items most popular now", result.Error, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(result.Output);
        Assert.True(json.RootElement.GetProperty("popular").GetBoolean());
        double[] shares =
            [.. json.RootElement.GetProperty("results").EnumerateArray().Select(item => item.GetProperty("score").GetDouble())];
        Assert.Equal(shares.OrderDescending(), shares);
        Assert.Equal(1, shares.Sum(), 3);
        Assert.Contains("--history is missing", model.Run("recommend", "--skip-unknown").Expect(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Likes_pull_dislikes_push_and_neither_is_recommended()
    {
        string[] ask = ["recommend", "--history", "t4-i01", "--score", "similar", "-k", "5", "--format", "json"];
        using JsonDocument used = JsonDocument.Parse(model.Run(["recommend", "--history", "t4-i01,t4-i02", .. ask[3..]]).Expect(0).Output);
        using JsonDocument liked = JsonDocument.Parse(model.Run(["recommend", "--like", "t4-i01,t4-i02", .. ask[3..]]).Expect(0).Output);
        using JsonDocument mixed = JsonDocument.Parse(
            model.Run([.. ask, "--like", "t5-i01,t5-i02", "--dislike", "t4-i03"]).Expect(0).Output);

        Assert.Equal("""{"likes":["t4-i01","t4-i02"]}""", liked.RootElement.GetProperty("query").GetRawText());
        Assert.Equal(
            """{"history":["t4-i01"],"likes":["t5-i01","t5-i02"],"dislikes":["t4-i03"]}""",
            mixed.RootElement.GetProperty("query").GetRawText());
        Assert.All(Found(used), item => Assert.Equal("t4", PlantedTopics.TopicOf(item)));
        Assert.All(Found(liked), item => Assert.Equal("t4", PlantedTopics.TopicOf(item)));
        Assert.All(Found(mixed), item => Assert.Equal("t5", PlantedTopics.TopicOf(item)));
        Assert.Empty(Found(liked).Intersect(["t4-i01", "t4-i02"]));
        Assert.Empty(Found(mixed).Intersect(["t5-i01", "t5-i02"]));
        Assert.Contains(
            "without likes and dislikes",
            model.Run("recommend", "--like", "t4-i01", "--score", "blend").Expect(2).Error,
            StringComparison.Ordinal);

        static string[] Found(JsonDocument json)
            => [.. json.RootElement.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("item").GetString()!)];
    }

    [Fact]
    public void Beta_weighs_popularity()
    {
        string[] without = Scores("0");
        string[] with = Scores("1");

        Assert.NotEqual(without, with);

        string[] Scores(string beta)
            => model.Run("recommend", "--history", "t4-i01", "--beta", beta, "--format", "tsv").Expect(0).OutputLines[1..];
    }

    [Theory]
    [InlineData("1e308")]
    [InlineData("10.5")]
    [InlineData("-0.1")]
    public void A_beta_outside_its_range_is_a_usage_error(string beta)
    {
        ToolResult result = model.Run("recommend", "--history", "t4-i01", "--beta", beta, "--format", "json").Expect(2);

        Assert.Empty(result.Output);
        Assert.StartsWith($"error: --beta expects a number from 0 to 10, not '{beta}'", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("t2-i01 - t2-i01", "cancels out")]
    [InlineData("0.1*t2-i01 + 0.2*t2-i01 - 0.3*t2-i01", "cancels out")]
    [InlineData("1e308*t2-i01 + 1e308*t2-i01", "too large")]
    [InlineData("1e60*t2-i01", "too large")]
    public void An_analogy_without_a_direction_is_a_usage_error(string expression, string problem)
    {
        ToolResult result = model.Run("analogy", expression).Expect(2);

        Assert.Empty(result.Output);
        Assert.StartsWith("error: expression: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(problem, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_closed_standard_output_is_an_output_that_cannot_be_written()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A shell of Windows cannot close standard output.");
        ToolStart start = new(model.Directory, "-c", $"exec dotnet '{Tool.Path}' similar --item {Item} >&-") { Executable = "sh" };

        ToolResult result = Tool.RunProcess(start).Expect(73);

        Assert.StartsWith("error: cannot write the results", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2>/dev/full")]
    [InlineData("2>&-")]
    public void Notes_that_cannot_be_written_change_nothing(string redirection)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/full is a device of Linux");
        ToolStart Start(string name)
            => new(
                model.Directory,
                "-c",
                $"exec dotnet '{Tool.Path}' similar --item {Item} --model {name} --verbose {redirection}") { Executable = "sh" };

        Assert.NotEmpty(Tool.RunProcess(Start("item2vec-model")).Expect(0).Output);
        Tool.RunProcess(Start("nowhere")).Expect(66);
    }

    [Fact]
    public void Recommend_for_a_user_says_that_the_model_has_none()
    {
        ToolResult result = model.Run("recommend", "--user", "u1").Expect(2);

        Assert.Equal(
            "error: --user: the model item2vec-model has no users\n  give the items the user has used (--history ID,ID), "
                + "or train with --variant user\n",
            result.Error);
    }

    [Fact]
    public void Recommend_without_a_history_is_a_usage_error()
        => Assert.StartsWith("error: recommend: --history is missing\n", model.Run("recommend").Expect(2).Error, StringComparison.Ordinal);

    [Theory]
    [InlineData("similar", "--item", "t3-i7")]
    [InlineData("vector", "--item", "t3-i7")]
    [InlineData("recommend", "--history", "t3-i01,t3-i7")]
    [InlineData("analogy", "t3-i01 - t3-i7")]
    public void An_unknown_item_gives_exit_code_3_and_the_nearest_items(params string[] args)
    {
        ToolResult result = model.Run(args).Expect(3);

        Assert.Empty(result.Output);
        Assert.StartsWith("error: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("t3-i7", result.Error.Split('\n')[0], StringComparison.Ordinal);
        Assert.Contains("t3-i07", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("t3-i07 ", "'t3-i07 ' differs from 't3-i07' only in invisible characters (U+0020)")]
    [InlineData("t3-\u200bi07", "'t3-\\u200Bi07' differs from 't3-i07' only in invisible characters (U+200B)")]
    public void An_unknown_item_that_looks_like_a_known_one_is_said_to(string item, string hint)
        => Assert.EndsWith($"\n  {hint}\n", model.Run("similar", "--item", item).Expect(3).Error, StringComparison.Ordinal);

    [Theory]
    [InlineData("-5 + t3-i07", "-m", "item2vec-model")]
    [InlineData("-m", "item2vec-model", "--", "-5 + t3-i07")]
    public void An_expression_may_begin_with_a_dash(params string[] args)
        => Assert.StartsWith(
            "error: item '-5' is not in the model\n", model.Run(["analogy", .. args]).Expect(3).Error, StringComparison.Ordinal);

    [Fact]
    public void An_item_that_looks_like_an_option_is_an_item()
    {
        ToolResult result = model.Run("similar", "--item", "-abc").Expect(3);

        Assert.Contains("-abc", result.Error, StringComparison.Ordinal);
    }

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
