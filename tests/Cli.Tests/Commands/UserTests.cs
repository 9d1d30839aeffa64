using System.Text.Json;

namespace Item2Vec.Cli.Tests.Commands;

/// <summary>A model with users: train, info, similar, recommend, vector and export.</summary>
public sealed class UserTests(UserModel model) : IClassFixture<UserModel>
{
    [Fact]
    public void Info_and_the_model_say_how_many_users_there_are()
    {
        Assert.Contains("users           24\n", model.Run("info").Expect(0).Output, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(model.Run("info", "--verify", "--format", "json").Expect(0).Output);
        Assert.Equal(24, json.RootElement.GetProperty("users").GetInt32());
        Assert.Equal("user", json.RootElement.GetProperty("training").GetProperty("variant").GetString());
        Assert.Equal("dbow+items", json.RootElement.GetProperty("training").GetProperty("userMode").GetString());
        Assert.True(json.RootElement.GetProperty("files").TryGetProperty("users.i2v", out _));
    }

    [Fact]
    public void Users_alike_are_those_of_the_topic()
    {
        using JsonDocument json = JsonDocument.Parse(
            model.Run("similar", "--user", "u3-1", "-k", "2", "--format", "json").Expect(0).Output);
        Assert.Equal("u3-1", json.RootElement.GetProperty("query").GetString());
        Assert.Equal(["u3-0", "u3-2"], Names(json.RootElement, "user").Order(StringComparer.Ordinal));
        Assert.Equal("user  score", model.Run("similar", "--user", "u3-1", "-k", "2").Expect(0).OutputLines[0]);
        Assert.Equal(
            "query\tuser\tscore\ttitle",
            model.Run("similar", "--user", "u3-1", "u5-1", "-k", "2", "--format", "tsv").Expect(0).OutputLines[0]);
    }

    [Fact]
    public void Items_can_be_asked_for_users_and_users_for_items()
    {
        using JsonDocument items = JsonDocument.Parse(
            model.Run("similar", "--user", "u3-1", "--among", "items", "-k", "4", "--format", "json").Expect(0).Output);
        Assert.All(Names(items.RootElement, "item"), item => Assert.StartsWith("t3-", item, StringComparison.Ordinal));
        using JsonDocument users = JsonDocument.Parse(
            model.Run("similar", "--item", "t3-i01", "--among", "users", "-k", "3", "--format", "json").Expect(0).Output);
        Assert.All(Names(users.RootElement, "user"), user => Assert.StartsWith("u3-", user, StringComparison.Ordinal));
    }

    [Fact]
    public void What_comes_next_for_a_user_is_of_the_topic_and_a_history_is_left_out()
    {
        using JsonDocument alone = JsonDocument.Parse(
            model.Run("recommend", "--user", "u3-1", "-k", "4", "--beta", "0", "--format", "json").Expect(0).Output);
        Assert.Equal("u3-1", alone.RootElement.GetProperty("query").GetString());
        string[] found = [.. Names(alone.RootElement, "item")];
        Assert.All(found, item => Assert.StartsWith("t3-", item, StringComparison.Ordinal));
        using JsonDocument both = JsonDocument.Parse(
            model.Run("recommend", "--user", "u3-1", "--history", found[0], "-k", "4", "--beta", "0", "--format", "json").Expect(0).Output);
        JsonElement query = both.RootElement.GetProperty("query");
        Assert.Equal(("u3-1", found[0]), (query.GetProperty("user").GetString(), query.GetProperty("history")[0].GetString()));
        Assert.DoesNotContain(found[0], Names(both.RootElement, "item"));
        Assert.DoesNotContain(found[1], Names(JsonDocument.Parse(
            model.Run("recommend", "--user", "u3-1", "--exclude", found[1], "--format", "json").Expect(0).Output).RootElement, "item"));
    }

    [Fact]
    public void A_history_can_be_folded_by_inference_and_gives_the_same_answer_each_time()
    {
        string[] ask = ["recommend", "--history", "t3-i01,t3-i05", "-k", "4", "--beta", "0", "--fold", "infer", "--format", "json"];
        string inferred = model.Run(ask).Expect(0).Output;
        using JsonDocument json = JsonDocument.Parse(inferred);
        Assert.All(Names(json.RootElement, "item"), item => Assert.StartsWith("t3-", item, StringComparison.Ordinal));
        Assert.Equal(inferred, model.Run(ask).Expect(0).Output);
        Assert.NotEqual(inferred, model.Run([.. ask[..^4], "--fold", "mean", "--format", "json"]).Expect(0).Output);
    }

    [Fact]
    public void The_vector_inferred_from_a_history_is_printed_for_one_or_for_each_line_of_input()
    {
        using JsonDocument one = JsonDocument.Parse(model.Run("vector", "--history", "t3-i01,t3-i05", "--format", "json").Expect(0).Output);
        ToolStart lines = new(model.Directory, "vector", "--history", "-", "--format", "json") { Input = "t3-i01,t3-i05\nt5-i01\n" };
        using JsonDocument two = JsonDocument.Parse(Tool.RunProcess(lines).Expect(0).Output);
        Assert.Equal(
            ["t3-i01,t3-i05", "t5-i01"], two.RootElement.EnumerateArray().Select(answer => answer.GetProperty("history").GetString()));
        Assert.Equal(one.RootElement.GetProperty("vector").GetRawText(), two.RootElement[0].GetProperty("vector").GetRawText());
        Assert.Equal(16, two.RootElement[1].GetProperty("vector").GetArrayLength());
        model.Run("vector", "--history", "t3-i01,unknown").Expect(3);
        Assert.StartsWith(
            "error: --item and --history are two questions",
            model.Run("vector", "--history", "t3-i01", "--item", "t3-i01").Expect(2).Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_user_is_not_found_and_the_nearest_are_named()
    {
        string[][] asked = [["similar", "--user", "U3-1"], ["recommend", "--user", "U3-1"], ["vector", "--user", "U3-1"]];
        Assert.All(
            asked,
            ask => Assert.StartsWith(
                "error: user 'U3-1' is not in the model\n  did you mean 'u3-1'", model.Run(ask).Expect(3).Error, StringComparison.Ordinal));
    }

    [Fact]
    public void The_vector_of_a_user_is_what_export_writes()
    {
        using JsonDocument json = JsonDocument.Parse(model.Run("vector", "--user", "u3-1", "--format", "json").Expect(0).Output);
        Assert.Equal("u3-1", json.RootElement.GetProperty("user").GetString());
        float[] vector = [.. json.RootElement.GetProperty("vector").EnumerateArray().Select(number => number.GetSingle())];
        model.Run("export", "--to", "word2vec", "--rows", "users", "-o", "users.txt").Expect(0);
        string[] lines = File.ReadAllLines(Path.Combine(model.Directory, "users.txt"));
        Assert.Equal("24 16", lines[0]);
        Assert.Equal(
            vector, lines.Single(line => line.StartsWith("u3-1 ", StringComparison.Ordinal)).Split(' ')[1..17]
                .Select(number => float.Parse(number, System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Contains(
            "users have no output vectors",
            model.Run("vector", "--user", "u3-1", "--matrix", "output").Expect(2).Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_without_users_says_so()
    {
        model.Run(
            "train", "users.csv", "-o", "items-only", "--user-column", "none", "--session-column", "user_id", "--dimensions", "8",
            "--epochs", "1")
            .Expect(0);
        string[][] asked =
        [
            ["similar", "--user", "u3-1"], ["vector", "--user", "u3-1"], ["similar", "--item", "t3-i01", "--among", "users"],
            ["export", "--rows", "users", "--to", "word2vec", "-o", "x"]
        ];
        Assert.All(
            asked,
            ask => Assert.StartsWith(
                "error: the model has no users\n", model.Run([.. ask, "--model", "items-only"]).Expect(2).Error, StringComparison.Ordinal));
    }

    [Fact]
    public void Training_users_needs_users_and_their_options_the_variant()
    {
        ToolResult nobody = model.Run(
            "train", "users.csv", "-o", "x", "--variant", "user", "--user-column", "none", "--session-column", "user_id").Expect(65);
        Assert.Contains("error: variant 'user' learns a vector for each user, and none of the", nobody.Error, StringComparison.Ordinal);
        ToolResult item = model.Run("train", "users.csv", "-o", "x", "--user-mode", "dm").Expect(2);
        Assert.Equal(
            "error: --user-mode is an option of the user variant, and the variant is 'item'\n  add --variant user, or leave it out\n",
            item.Error);
    }

    [Fact]
    public void A_user_whose_items_are_all_too_rare_has_no_vector()
    {
        File.WriteAllText(
            Path.Combine(model.Directory, "rare.csv"),
            File.ReadAllText(Path.Combine(model.Directory, "users.csv")) + "lonely,seldom\nlonely,rare\n");
        model.Run("train", "rare.csv", "-o", "rare", "--variant", "user", "--user-mode", "dbow", "--dimensions", "8", "--epochs", "1")
            .Expect(0);
        Assert.StartsWith(
            "error: user 'lonely' is not in the model\n",
            model.Run("recommend", "--user", "lonely", "--model", "rare").Expect(3).Error,
            StringComparison.Ordinal);
    }

    private static IEnumerable<string> Names(JsonElement answer, string noun)
        => answer.GetProperty("results").EnumerateArray().Select(found => found.GetProperty(noun).GetString()!);
}

/// <summary>A small model of 24 users, three to each planted topic, trained once by the tool.</summary>
public sealed class UserModel : IDisposable
{
    private readonly Workspace workspace = new();
    private readonly Lazy<ToolResult> training;

    public UserModel() => training = new Lazy<ToolResult>(() =>
    {
        IEnumerable<string> lines = from user in Enumerable.Range(0, 3)
                                    from topic in Enumerable.Range(0, PlantedTopics.Topics)
                                    from at in Enumerable.Range(0, 200)
                                    select $"u{topic}-{user},"
                                        + $"{PlantedTopics.Item(topic, (at * ((2 * user) + 1) * 7 / 3) % PlantedTopics.ItemsOfTopic)}";
        workspace.Write("users.csv", "user_id,item_id\n" + string.Join('\n', lines) + "\n");
        return workspace.Run(
            "train", "users.csv", "--variant", "user", "--dimensions", "16", "--epochs", "20", "--sample", "0", "--threads", "1").Expect(0);
    });

    public string Directory
    {
        get
        {
            _ = training.Value;
            return workspace.Directory;
        }
    }

    internal ToolResult Run(params string[] args) => Tool.Run(Directory, args);

    public void Dispose() => workspace.Dispose();
}
