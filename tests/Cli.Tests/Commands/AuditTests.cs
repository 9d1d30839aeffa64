using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Item2Vec.Cli.Tests.Commands;

/// <summary>audit: what a model of planted topics does, in every format, and what cannot be asked.</summary>
public sealed class AuditTests(TrainedModel trained)
{
    private static readonly string[] Quick = ["--walks", "50", "--steps", "5", "--permutations", "200", "--min-group-size", "4"];

    private ToolResult Audit(params string[] args) => trained.Run(["audit", .. args, .. Quick]);

    private static JsonElement One(JsonDocument json, string section, string name, string? score = null)
        => json.RootElement.GetProperty(section).EnumerateArray()
            .Single(one => one.GetProperty("name").GetString() == name
                && (score is null || (one.TryGetProperty("score", out JsonElement of) && of.GetString() == score)))
            .GetProperty("metrics");

    private static double Metric(JsonElement metrics, string name) => metrics.GetProperty(name).GetDouble();

    [Fact]
    public void A_model_alone_tells_of_popularity_loops_and_groups()
    {
        using JsonDocument json = JsonDocument.Parse(Audit("--by", "category", "--format", "json").Expect(0).Output);
        Assert.Equal(
            (96, 10, 96),
            (
                json.RootElement.GetProperty("items").GetInt32(),
                json.RootElement.GetProperty("k").GetInt32(),
                json.RootElement.GetProperty("listCount").GetInt32()));
        Assert.InRange(Metric(One(json, "lists", "next"), "coverage"), 0.9, 1);
        Assert.Equal(10, json.RootElement.GetProperty("popularityTenths").GetArrayLength());
        Assert.Equal(
            1,
            json.RootElement.GetProperty("popularityTenths").EnumerateArray().Sum(tenth => Metric(tenth.GetProperty("metrics"), "similar")),
            1e-9);

        // Topics are a bubble: who follows lists stays among the twelve items of one, who does not is at once in another.
        double kept = Metric(One(json, "walks", "any", "similar"), "cosine@5");
        Assert.InRange(kept, 0.5, 1);
        Assert.InRange(Metric(One(json, "walks", "drawn"), "cosine@5"), -1, kept - 0.2);
        Assert.InRange(Metric(One(json, "walks", "first", "next"), "distinctItems"), 2, 6);

        // All topics were planted alike: none gets much more or less than its use.
        for (int topic = 0; topic < PlantedTopics.Topics; topic++)
            Assert.InRange(Metric(One(json, "itemGroups", $"topic {topic}", "next"), "exposureToUse"), 0.8, 1.25);
    }

    [Fact]
    public void A_log_and_tables_tell_of_users_and_directions()
    {
        using Workspace workspace = new();
        StringBuilder log = new("user_id,item_id,timestamp\n");
        StringBuilder users = new("user_id,kind\n");
        for (int user = 0; user < 40; user++)
        {
            // Users of one kind stay within a topic, those of the other leave it with their last item.
            users.Append(CultureInfo.InvariantCulture, $"u{user},{(user % 2 == 0 ? "stay" : "leave")}\n");
            for (int at = 0; at < 6; at++)
                log.Append(
                    CultureInfo.InvariantCulture,
                    $"u{user},{PlantedTopics.Item(at == 5 && user % 2 == 1 ? (user + 4) % 8 : user % 8, (user + at) % 12)},{at}\n");
        }

        string path = workspace.Write("log.csv", log.ToString());
        string table = workspace.Write("users.csv", users.ToString());
        string targets = workspace.Write(
            "targets.txt", string.Join('\n', Enumerable.Range(0, 6).Select(number => PlantedTopics.Item(1, number))));
        string[] asked =
        [
            path, "--users", table, "--user-by", "kind", "--score", "similar", "--association", $"@{targets}",
            "t3-i00,t3-i01,t3-i02,t3-i03", "--format", "json", "-q"
        ];

        // Targets that are an end of the direction themselves are left out, and then none is left.
        Assert.Contains(
            "targets.txt",
            Audit([.. asked, "--direction", "category=topic 1", "category=topic 2"]).Expect(65).Error,
            StringComparison.Ordinal);

        using JsonDocument json = JsonDocument.Parse(
            Audit([.. asked, "--direction", "t1-i06,t1-i07,t1-i08,t1-i09", "category=topic 2"]).Expect(0).Output);
        Assert.InRange(Metric(One(json, "userGroups", "stay"), "hit@10"), 0.7, 1);
        Assert.InRange(Metric(One(json, "userGroups", "leave"), "hit@10"), 0, 0.2);
        Assert.InRange(Metric(One(json, "userGaps", "hit@10"), "gap"), 0.5, 1);
        JsonElement test = json.RootElement.GetProperty("association")[0].GetProperty("metrics");
        Assert.True(Metric(test, "effectSize") > 1);
        Assert.True(Metric(test, "pValue") < 0.05);
    }

    [Fact]
    public void Tables_and_tsv_hold_the_same_figures()
    {
        string[] lines = Audit("--score", "similar").Expect(0).OutputLines;
        Assert.StartsWith("lists of 10 by each score, one for each of 96 items", lines[0], StringComparison.Ordinal);
        string[] row =
            lines.Single(line => line.StartsWith("similar  ", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string[][] cells = [.. Audit("--score", "similar", "--format", "tsv").Expect(0).OutputLines.Select(line => line.Split('\t'))];
        Assert.Equal(["section", "name", "score", "metric", "value", "low", "high"], cells[0]);
        string gini = cells.Single(cell => cell[..4] is ["lists", "similar", "", "gini"])[4];
        Assert.Equal(double.Parse(gini, CultureInfo.InvariantCulture).ToString("0.000", CultureInfo.InvariantCulture), row[6]);
        Assert.DoesNotContain(cells, cell => cell[1] == "next" || cell[2] == "next");
        Assert.Equal(Audit("--score", "similar", "--threads", "1").Output, Audit("--score", "similar", "--threads", "3").Output);
    }

    [Fact]
    public void A_blend_is_audited_when_it_is_asked_for_and_the_old_word_for_both_others_is_read()
    {
        string[] blend = Audit("--score", "blend", "--by", "category", "--format", "tsv").Expect(0).OutputLines;
        Assert.Contains(blend, line => line.StartsWith("lists\tblend\t\tcoverage\t", StringComparison.Ordinal));
        Assert.Contains(blend, line => line.StartsWith("itemGroups\ttopic 1\tblend\t", StringComparison.Ordinal));
        Assert.DoesNotContain(blend, line => line.Contains("\tnext\t", StringComparison.Ordinal));
        Assert.Equal(Audit("--format", "tsv").Expect(0).Output, Audit("--score", "both", "--format", "tsv").Expect(0).Output);
    }

    [Theory]
    [InlineData(2, "category", "--by", "color")]
    [InlineData(65, "--min-group-size", "--by", "title")]
    [InlineData(2, "topic 7", "--direction", "category=topic 99", "category=topic 1")]
    [InlineData(3, "'t1-i0l' is not in the model", "--direction", "t1-i0l,t1-i02,t1-i03", "category=topic 2")]
    [InlineData(2, "-k 47", "-k", "96")]
    [InlineData(2, "--direction", "--association", "category=topic 1", "category=topic 2")]
    [InlineData(2, "INPUT", "--user-by", "activity")]
    [InlineData(66, "nowhere", "--model", "nowhere")]
    [InlineData(66, "nowhere", "--direction", "@nowhere.txt", "category=topic 2")]
    [InlineData(73, "sessions.csv/page.html", "--report", "sessions.csv/page.html")]
    public void What_cannot_be_asked_is_told(int code, string expected, params string[] args)
    {
        ToolResult result = Audit(args).Expect(code);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void A_model_without_outputs_answers_for_likeness_alone()
    {
        using Workspace workspace = new();
        workspace.Write("vectors.txt", "4 2\na 1 0\nb 1 0.1\nc 0 1\nd 0.1 1\n");
        workspace.Run("import", "vectors.txt", "--from", "word2vec").Expect(0);
        ToolResult result = workspace.Run("audit", "-k", "1", "--format", "tsv").Expect(0);
        Assert.Contains("warning", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("popularityTenths", result.Output, StringComparison.Ordinal);
        Assert.Contains("lists\tsimilar\t\tmeanCount\t\t\t", result.Output, StringComparison.Ordinal);
        JsonDocument.Parse(workspace.Run("audit", "-k", "1", "--format", "json").Expect(0).Output).Dispose();
        Assert.Contains("output vectors", workspace.Run("audit", "-k", "1", "--score", "next").Expect(2).Error, StringComparison.Ordinal);
        Assert.Contains("--items", workspace.Run("audit", "-k", "1", "--by", "genre").Expect(2).Error, StringComparison.Ordinal);
    }
}
