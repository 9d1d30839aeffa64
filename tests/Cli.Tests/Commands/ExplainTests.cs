using System.Globalization;
using System.Text.Json;

namespace Item2Vec.Cli.Tests.Commands;

/// <summary>explain, and recommend by pairs, on a log whose pairs are counted by hand.</summary>
public sealed class ExplainTests : IDisposable
{
    /// <summary>tea and cup: together in 3 of 5 sessions, beside each other once; both with milk.</summary>
    private const string Log = """
        tea cup milk
        tea milk cup
        cup milk tea
        tea bread milk
        cup milk bread
        """;

    private readonly Workspace workspace = new();

    public ExplainTests() => workspace.Write("log.txt", Log);

    public void Dispose() => workspace.Dispose();

    private void Train(params string[] more)
        => workspace.Run(["train", "log.txt", "--min-count", "1", "--dimensions", "4", "--sample", "0", "--threads", "1", .. more])
            .Expect(0);

    [Fact]
    public void Sessions_distances_and_shared_neighbors_are_those_of_the_log()
    {
        Train();
        using JsonDocument json = JsonDocument.Parse(
            workspace.Run("explain", "--item", "tea", "--item", "cup", "--format", "json").Expect(0).Output);
        JsonElement found = json.RootElement;

        Assert.Equal(("tea", "cup"), (found.GetProperty("item").GetString(), found.GetProperty("other").GetString()));
        Assert.Equal(
            [4, 4, 3, 1],
            ((string[])["sessions", "otherSessions", "together", "nearest"]).Select(name => found.GetProperty(name).GetInt32()));
        Assert.Equal(4 * 4 / 5.0, found.GetProperty("expected").GetDouble(), 1e-9);
        Assert.Equal(1.5, found.GetProperty("after").GetDouble(), 1e-6);
        Assert.Equal(0.5, found.GetProperty("before").GetDouble(), 1e-6);
        Assert.InRange(found.GetProperty("cosine").GetDouble(), -1, 1);
        Assert.InRange(found.GetProperty("similarRank").GetInt32(), 1, 3);
        Assert.InRange(found.GetProperty("nextRank").GetInt32(), 1, 3);
        Assert.Equal(
            [("milk", 4, 4), ("bread", 1, 1)],
            found.GetProperty("shared").EnumerateArray()
                .Select(
                    one =>
                        (
                            one.GetProperty("item").GetString()!,
                            one.GetProperty("sessions").GetInt32(),
                            one.GetProperty("otherSessions").GetInt32())));
    }

    [Fact]
    public void The_table_and_the_lines_for_tools_say_the_same()
    {
        Train();
        string[] table = workspace.Run("explain", "--item", "tea", "cup", "-k", "1").Expect(0).OutputLines;
        Assert.Equal("tea  and  cup", table[0]);
        Assert.Contains(
            table,
            line => line.StartsWith("sessions with both within 10 events", StringComparison.Ordinal)
                && line.EndsWith(" 3", StringComparison.Ordinal));
        Assert.Matches(@"^milk +4 +4$", table[^1]);

        string[] lines = workspace.Run("explain", "--item", "tea", "cup", "--format", "tsv").Expect(0).OutputLines;
        Assert.Equal("item\tother\tfact\tvalue", lines[0]);
        Assert.Contains("tea\tcup\ttogether\t3", lines);
        Assert.Equal(
            ["milk", "bread"],
            lines.Where(line => line.StartsWith("tea\tcup\tshared\t", StringComparison.Ordinal)).Select(line => line.Split('\t')[3]));
    }

    [Fact]
    public void Items_that_were_never_together_are_said_to_be_none_of_the_firmest_pairs()
    {
        workspace.Write("log.txt", "a b a b a b\nc d c d c d\n");
        Train();
        using JsonDocument json = JsonDocument.Parse(
            workspace.Run("explain", "--item", "a", "--item", "c", "--format", "json").Expect(0).Output);
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("together").ValueKind);
        Assert.Equal(0, json.RootElement.GetProperty("sharedNeighbors").GetInt32());
        Assert.Contains(
            "none among the 64 firmest pairs",
            workspace.Run("explain", "--item", "a", "--item", "c").Expect(0).Output,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "two are needed", "--item", "tea")]
    [InlineData(2, "two are needed", "--item", "tea", "cup", "milk")]
    [InlineData(2, "given twice", "--item", "tea", "tea")]
    [InlineData(3, "'te'", "--item", "te", "cup")]
    public void Wrong_items_are_named(int code, string expected, params string[] items)
    {
        Train();
        Assert.Contains(expected, workspace.Run(["explain", .. items]).Expect(code).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_without_pairs_says_how_to_get_some()
    {
        Train("--co-occurrences", "0");
        Assert.Contains("--co-occurrences", workspace.Run("explain", "--item", "tea", "cup").Expect(2).Error, StringComparison.Ordinal);
        Assert.Contains(
            "--co-occurrences",
            workspace.Run("recommend", "--history", "tea", "--score", "blend").Expect(2).Error,
            StringComparison.Ordinal);
        Assert.Contains(
            "--blend-sessions",
            workspace.Run("train", "log.txt", "--co-occurrences", "0", "--blend-sessions", "5").Expect(2).Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Blending_finds_the_pairs_that_too_short_a_training_has_not_learned()
    {
        // After item i comes item i + 1; a step of the smallest size leaves the vectors where they started.
        Random random = new(1);
        workspace.Write("log.txt", string.Join('\n', Enumerable.Range(0, 2000).Select(_ =>
        {
            int start = random.Next(100);
            return string.Join(
                ' ', Enumerable.Range(start, 4).Select(item => string.Create(CultureInfo.InvariantCulture, $"i{item % 100:00}")));
        })));
        workspace.Run("train", "log.txt", "--epochs", "1", "--learning-rate", "1e-6", "--threads", "1", "--blend-sessions", "100")
            .Expect(0);
        using JsonDocument json = JsonDocument.Parse(
            workspace.Run("recommend", "--history", "i41,i42", "-k", "1", "--score", "blend", "--format", "json").Expect(0).Output);
        Assert.Equal("i43", json.RootElement.GetProperty("results")[0].GetProperty("item").GetString());
    }
}
