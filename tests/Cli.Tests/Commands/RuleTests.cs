using System.Text;
using System.Text.Json;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Rules;
using Item2Vec.Indexing.Scoring;
using Item2Vec.Indexing.Search;

namespace Item2Vec.Cli.Tests.Commands;

/// <summary>Rules mean the same on the command line, over HTTP and in the library.</summary>
public sealed class RuleTests(TrainedModel model)
{
    private static readonly RankingRules Rules = new()
    {
        Diversity = 0.4, MaxPer = [new AttributeLimit("category", 2)],
        Boost = [ItemBoost.ByCount(0.3), ItemBoost.Where("category=topic 5", 1.5)],
    };

    private static readonly string[] Flags =
    [
        "--diversity", "0.4", "--max-per", "category=2", "--boost", "count:0.3", "category=topic 5:1.5", "--why", "-k", "7",
        "--format", "json",
    ];

    private const string Members = """
        "diversity": 0.4, "maxPer": ["category=2"], "boost": ["count:0.3", "category=topic 5:1.5"], "why": true, "k": 7
        """;

    [Fact]
    public async Task The_command_line_http_and_the_library_give_one_answer()
    {
        using ServingTool serving = new(model.Directory);
        using ItemIndex index = ItemIndex.Open(Path.Combine(model.Directory, "item2vec-model"));
        SearchOptions search = new() { Rules = Rules, Why = true };
        RecommendOptions next = new() { Rules = Rules, Why = true, AllowHistory = true, Dislikes = ["t2-i03"] };

        Same(
            index.Similar("t3-i07", 7, search with { Dislikes = ["t3-i01"] }),
            Tool("similar", "--item", "t3-i07", "--dislike", "t3-i01"),
            await Get("items/t3-i07/similar?k=7&diversity=0.4&maxPer=category%3D2&boost=count:0.3&boost=category%3Dtopic%205:1.5"
                + "&why=true&dislikes=t3-i01"),
            await Post("similar", $$"""{"items": ["t3-i07"], "dislikes": ["t3-i01"], {{Members}}}"""));
        Same(
            index.Analogy("t3-i07 - t2-i03 + t5-i01", 7, search),
            Tool("analogy", "t3-i07 - t2-i03 + t5-i01"),
            await Post("analogy", $$"""{"expression": "t3-i07 - t2-i03 + t5-i01", {{Members}}}"""));
        Same(
            index.Recommend(["t3-i07", "t3-i01"], 7, next),
            Tool("recommend", "--history", "t3-i07,t3-i01", "--dislike", "t2-i03", "--seen", "keep"),
            await Post("recommend", $$"""{"history": ["t3-i07", "t3-i01"], "dislikes": ["t2-i03"], "seen": "keep", {{Members}}}"""));
        Same(
            index.Recommend(["t3-i07", "t3-i01"], 7, new RecommendOptions { Rules = Rules, Why = true }),
            Tool("recommend", "--history", "t3-i07,t3-i01"),
            await Post("recommend", $$"""{"history": ["t3-i07", "t3-i01"], "seen": "drop", {{Members}}}"""));
        Same(
            index.Popular(7, search),
            Tool("recommend", "--history", "nobody", "--skip-unknown"),
            await Post("recommend", $$"""{"history": ["nobody"], "skipUnknown": true, {{Members}}}"""));

        string Tool(params string[] args) => model.Run([.. args, .. Flags]).Expect(0).Output;

        async Task<string> Get(string path) => await serving.Client.GetStringAsync(path);

        async Task<string> Post(string path, string body)
        {
            using StringContent content = new(body, Encoding.UTF8, "application/json");
            using HttpResponseMessage response = await serving.Client.PostAsync(path, content);
            return await response.Content.ReadAsStringAsync();
        }
    }

    [Fact]
    public void Reasons_are_a_column_for_people_and_tools()
    {
        ToolResult people = model.Run("similar", "--item", "t3-i07", "-k", "3", "--why", "--max-per", "category=1").Expect(0);
        Assert.EndsWith("why", people.OutputLines[1]);
        Assert.Matches(@"near t3-i07 \(0\.\d{3}, \d+ sessions\); place 1 by score$", people.OutputLines[2]);
        Assert.Matches(@"place \d+ by score; \d+ left out by category$", people.OutputLines[3]);

        string[] tools = model.Run("recommend", "--history", "t3-i07", "-k", "3", "--why", "--format", "tsv").Expect(0).OutputLines;
        Assert.Equal("query\titem\tscore\ttitle\twhy", tools[0]);
        Assert.Matches(@"\tnear t3-i07 \(.*\); vectors -?\d+\.\d{3}, popularity -?\d+\.\d{3}", tools[1]);
    }

    [Theory]
    [InlineData("--diversity expects a number from 0 to 1, not '2'", 2, "--diversity", "2")]
    [InlineData("'category' is not a limit", 2, "--max-per", "category")]
    [InlineData("'sales:1' is not a boost", 2, "--boost", "sales:1")]
    [InlineData("the items have no column 'brand'", 2, "--max-per", "brand=2")]
    [InlineData("the items have no column 'brand'", 2, "--boost", "brand=x:1")]
    public void A_rule_that_cannot_be_followed_is_a_usage_error(string message, int code, params string[] args)
        => Assert.Contains(message, model.Run(["similar", "--item", "t3-i07", .. args]).Expect(code).Error);

    private static void Same(Neighbor[] expected, params string[] answers)
    {
        (string, float, int?, int)[] library = [.. expected.Select(item => (
            item.Item, item.Score, item.Why!.Rules?.Place, item.Why.Near.Count))];
        Assert.True(library.Length >= 7, $"{library.Length} results");
        JsonElement first = Results(answers[0]);
        foreach (string answer in answers)
        {
            Assert.Equal(library, Results(answer).EnumerateArray().Select(found => (
                found.GetProperty("item").GetString()!,
                found.GetProperty("score").GetSingle(),
                (int?)found.GetProperty("why").GetProperty("place").GetInt32(),
                found.GetProperty("why").TryGetProperty("near", out JsonElement near) ? near.GetArrayLength() : 0)));
            Assert.Equal(first.GetRawText(), Results(answer).GetRawText());
        }
    }

    private static JsonElement Results(string answer)
    {
        JsonElement root = JsonDocument.Parse(answer).RootElement;
        Assert.True(
            root.ValueKind == JsonValueKind.Array || root.TryGetProperty("results", out _), answer);
        return (root.ValueKind == JsonValueKind.Array ? root[0] : root).GetProperty("results");
    }
}
