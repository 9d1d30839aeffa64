using System.Text.Json;

namespace Item2Vec.Cli.Tests.Commands;

/// <summary>Options of train that say what is context of what: baskets, times and goals, each from the log to the model.</summary>
public sealed class ContextTests(TrainedModel model)
{
    private static readonly string[] Small = ["--epochs", "1", "--dimensions", "8", "--threads", "1", "--sample", "0"];

    [Theory]
    [InlineData("bag", "pairs")]
    [InlineData("bag", "mean", "--bag", "mean")]
    [InlineData("sameBasket", "include", "--same-basket", "include")]
    [InlineData("sameBasket", "only", "--same-basket", "only")]
    [InlineData("keepRepeats", "True", "--keep-repeats")]
    [InlineData("maxBasket", "2", "--max-basket", "2")]
    [InlineData("maxGap", "1h", "--max-gap", "60m")]
    [InlineData("decay", "10m", "--decay", "600s")]
    public void An_option_reaches_the_model_and_changes_the_vectors(string field, string value, params string[] option)
    {
        string log = WriteLog();
        string name = $"bagged{string.Join('_', option)}";
        model.Run(["train", log, "-o", name, "--variant", "bagged", .. Small, .. option]).Expect(0);

        using JsonDocument json = JsonDocument.Parse(model.Run("info", "--model", name, "--format", "json").Expect(0).Output);
        JsonElement training = json.RootElement.GetProperty("training");
        Assert.Equal(("bagged", value), (training.GetProperty("variant").ToString(), training.GetProperty(field).ToString()));
        if (option.Length == 0) return;
        model.Run(["train", log, "-o", "bagged-plain", "--variant", "bagged", .. Small]).Expect(0);
        Assert.NotEqual(VectorOf("bagged-plain"), VectorOf(name));
    }

    [Fact]
    public void Baskets_are_told_of()
    {
        ToolResult result = model.Run(["train", WriteLog(), "-o", "told", "--variant", "bagged", "--max-basket", "2", .. Small]).Expect(0);
        Assert.Matches(@"session +user_id +\(the user's baskets are the sequence\)", result.Error);
        Assert.Matches(@"basket +invoice_no +\(the session is the basket\)", result.Error);
        Assert.Contains(
            "\n6 items, 62 events, 11 sessions, 11 users\n21 baskets; of 15 with more than 2 products as many are drawn in "
                + "each epoch (--max-basket)\n",
            result.Error,
            StringComparison.Ordinal);
        Assert.Contains("1 of 11 sequences have one basket, from which nothing is learned", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Goals_are_context_of_their_whole_session()
    {
        string log = WriteLog();
        string[] train = ["train", log, "--session-column", "user_id", "--end-token", "false", "--window", "1", .. Small];
        model.Run([.. train, "-o", "no-goals"]).Expect(0);
        ToolResult result = model.Run([.. train, "-o", "goals", "--goal-column", "bought"]).Expect(0);
        Assert.Matches(@"goal +bought +\(given\)", result.Error);
        Assert.NotEqual(VectorOf("no-goals"), VectorOf("goals"));
    }

    [Theory]
    [InlineData("user_id,item\nu,a\nu,b\n", "known to hold sessions, which would be the baskets", "--basket-column")]
    [InlineData("invoice_no,item\n1,a\n1,b\n", "known to hold users", "--user-column")]
    [InlineData("user_id,invoice_no,item\nu,1,a\nu,1,b\nv,2,a\nv,2,b\n", "none of the 2 users has two baskets", "--same-basket only")]
    [InlineData(
        "user_id,invoice_no,item\nu,1,a\nu,2,b\n",
        "each of the 2 baskets that column 'invoice_no' names has a single event",
        "--basket-column")]
    [InlineData("user_id,invoice_no,item\nu,1,a\nu,1,a\nu,2,a\n", "'a' is the only item", "the item")]
    [InlineData("user_id,invoice_no,item\nu,1,a\nu,1,b\nu,2,b\n,3,a\n", null, null)]
    public void A_log_without_baskets_is_an_error(string log, string? says, string? hint)
    {
        File.WriteAllText(Path.Combine(model.Directory, "bad-baskets.csv"), log);
        ToolResult result = model.Run(
            ["train", "bad-baskets.csv", "-o", says is null ? "some" : "none", "--variant", "bagged", "--min-count", "1", .. Small]);
        if (says is null)
        {
            result.Expect(0);
            return;
        }

        result.Expect(65);
        Assert.Contains(says, result.Error, StringComparison.Ordinal);
        Assert.Contains(hint!, result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(model.Directory, "none")), "something was written");
    }

    [Fact]
    public void Time_is_asked_for_where_there_is_none()
    {
        File.WriteAllText(Path.Combine(model.Directory, "no-times.csv"), "session,item\n1,a\n1,b\n");
        ToolResult result = model.Run(["train", "no-times.csv", "-o", "none", "--max-gap", "1h", "--min-count", "1", .. Small]).Expect(65);
        Assert.Contains("has no time column", result.Error, StringComparison.Ordinal);
        Assert.Contains("--time-column", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bagged variant", "--bag", "mean")]
    [InlineData("bagged variant", "--same-basket", "only")]
    [InlineData("--bag mean", "--variant", "bagged", "--architecture", "cbow")]
    [InlineData("contains the products that it would predict", "--variant", "bagged", "--bag", "mean", "--same-basket", "include")]
    public void Options_that_do_not_go_together_are_refused_before_the_log_is_read(string says, params string[] options)
    {
        ToolResult result = model.Run(["train", "no-such-file.csv", "-o", "none", .. options]).Expect(2);
        Assert.Contains(says, result.Error, StringComparison.Ordinal);
    }

    /// <summary>Ten users with two baskets, large and small, and one with one; the times of baskets are minutes and days apart.</summary>
    private string WriteLog()
    {
        List<string> lines = ["user_id,invoice_no,item,ts,bought"];
        for (int user = 0; user < 10; user++)
        {
            foreach (char item in "abc") lines.Add($"u{user},{user}-1,{item},{1_700_000_000 + (user * 40)},0");
            foreach (char item in user % 2 == 0 ? "bd" : "aef")
                lines.Add($"u{user},{user}-2,{item},{1_700_000_000 + (user * 40) + (user < 5 ? 600 : 86_400)},{user % 2}");
            if (user % 2 == 0) lines.Add($"u{user},{user}-2,d,{1_700_000_000 + (user * 40) + (user < 5 ? 600 : 86_400)},0");
        }

        lines.AddRange(["single,9,a,1700000000,1", "single,9,b,1700000000,0"]);
        File.WriteAllLines(Path.Combine(model.Directory, "baskets.csv"), lines);
        return "baskets.csv";
    }

    private string VectorOf(string name) => model.Run("vector", "--item", "a", "--model", name, "--format", "json").Expect(0).Output;
}
