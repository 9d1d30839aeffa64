using System.Text;

namespace Item2Vec.Cli.Tests.BadInput;

/// <summary>Data that cannot be used: each gets an exit code, what, where and what to do, and no model is written.</summary>
public sealed class BadDataTests : IDisposable
{
    private readonly Workspace workspace = new();

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void A_missing_file()
    {
        string error = Fails(66, "nowhere.parquet");

        Assert.Contains("nowhere.parquet", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_glob_without_a_match() => Assert.Contains("logs/*.parquet", Fails(66, "logs/*.parquet"), StringComparison.Ordinal);

    [Theory]
    [InlineData("empty.csv")]
    [InlineData("empty.parquet")]
    [InlineData("empty.txt")]
    [InlineData("empty.jsonl")]
    public void An_empty_file(string name)
    {
        workspace.Write(name, string.Empty);

        Assert.Contains(name, Fails(65, name), StringComparison.Ordinal);
    }

    [Fact]
    public void Text_that_is_called_parquet()
    {
        workspace.Write("text.parquet", "session_id,item_id\n1,a\n1,b\n");

        Assert.Contains("text.parquet", Fails(65, "text.parquet"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_parquet_file()
    {
        byte[] whole = [.. Encoding.ASCII.GetBytes("PAR1"), .. new byte[4000]];
        File.WriteAllBytes(workspace["cut.parquet"], whole);

        Assert.Contains("cut.parquet", Fails(65, "cut.parquet"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_that_is_not_there()
    {
        workspace.Write("events.csv", "session_id,item_id\n1,a\n1,b\n");

        string error = Fails(65, "events.csv", "--item-column", "product");

        Assert.Contains("product", error, StringComparison.Ordinal);
        Assert.Contains("item_id", error, StringComparison.Ordinal);
    }

    [Fact]
    public void No_column_that_could_be_the_item()
    {
        workspace.Write("events.csv", "foo,bar\n1,a\n1,b\n");

        Assert.Contains("--item-column", Fails(65, "events.csv"), StringComparison.Ordinal);
    }

    [Fact]
    public void Text_where_a_time_was_expected()
    {
        workspace.Write("events.csv", "session_id,item_id,timestamp\n1,a,yesterday\n1,b,today\n");

        string error = Fails(65, "events.csv");

        Assert.Contains("timestamp", error, StringComparison.Ordinal);
        Assert.Contains("--time-column", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_where_a_weight_was_expected()
    {
        workspace.Write("events.csv", "session_id,item_id,weight\n1,a,much\n1,b,little\n");

        Assert.Contains("weight", Fails(65, "events.csv", "--weight-column", "weight"), StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_ids_and_sessions_are_counted_reported_and_skipped()
    {
        StringBuilder csv = new("session_id,item_id\n");
        for (int session = 0; session < 20; session++) csv.Append($"{session},a\n{session},b\n{session},\n");
        csv.Append(",a\n,b\n");
        workspace.Write("events.csv", csv.ToString());

        ToolResult result = workspace.Run("train", "events.csv", "--epochs", "1", "--sample", "0").Expect(0);

        Assert.Contains("20 events without an item", result.Error, StringComparison.Ordinal);
        Assert.Contains("2 events without a session", result.Error, StringComparison.Ordinal);
        Assert.Contains("2 items, 40 events, 20 sessions", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Sessions_of_one_item_each_leave_nothing_to_learn()
    {
        workspace.Write("events.csv", "session_id,item_id\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i},x{i % 3}\n")));

        Assert.Contains("none of the 60 sessions has two items", Fails(65, "events.csv"), StringComparison.Ordinal);
    }

    [Fact]
    public void Mostly_sessions_of_one_item_give_a_warning()
    {
        workspace.Write(
            "events.csv", "session_id,item_id\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{Math.Max(10, i)},x{i % 3}\n")));

        ToolResult result = workspace.Run("train", "events.csv", "--epochs", "1", "--sample", "0", "-q").Expect(0);

        Assert.Contains("warning: 98 % of the sessions have one event", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_id_longer_than_64_KiB()
    {
        workspace.Write(
            "events.csv",
            "session_id,item_id\n" + string.Concat(Enumerable.Range(0, 10).Select(i => $"{i},{new string('x', 70_000)}\n{i},b\n")));

        Assert.Contains("events.csv", Fails(65, "events.csv"), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_item_below_the_minimum_count()
    {
        workspace.Write("events.csv", "session_id,item_id\n1,a\n1,b\n2,c\n2,d\n");

        Assert.Contains("--min-count", Fails(65, "events.csv", "--min-count", "5"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_table_of_items_is_found_before_training()
    {
        workspace.Write("events.csv", PlantedTopics.SessionsCsv(50));

        Assert.Contains("titles.csv", Fails(66, "events.csv", "--items", "titles.csv"), StringComparison.Ordinal);
    }

    /// <summary>The log does not exist: had it been looked for first, the exit code would be 66.</summary>
    [Fact]
    public void A_table_of_items_without_ids_is_found_before_the_log_is_read()
    {
        workspace.Write("titles.csv", "foo,bar\n1,2\n");

        string error = Fails(65, "no-such-log.parquet", "--items", "titles.csv");

        Assert.Contains("titles.csv", error, StringComparison.Ordinal);
        Assert.Contains("foo, bar", error, StringComparison.Ordinal);
    }

    private string Fails(int exitCode, params string[] args)
    {
        ToolResult result = workspace.Run(["train", .. args]).Expect(exitCode);
        Assert.Empty(result.Output);
        string error = result.Error[result.Error.IndexOf("error: ", StringComparison.Ordinal)..];
        Assert.DoesNotContain("internal", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(workspace["item2vec-model"]));
        return error;
    }
}
