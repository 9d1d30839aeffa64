using System.Globalization;
using System.Net;
using System.Text.Json;
using Item2Vec.Indexing.Rules;
using Item2Vec.Indexing.Scoring;
using Item2Vec.Indexing.Search;
using Item2Vec.Service.Tests.Support;

namespace Item2Vec.Service.Tests;

/// <summary>Rules, reasons, dislikes and vectors in requests.</summary>
public sealed class RuleTests(TestService service) : IClassFixture<TestService>
{
    private static readonly SearchOptions Ruled = new()
    {
        Rules = new RankingRules
        {
            Diversity = 0.3, MaxPer = [new AttributeLimit("price", 1)], Boost = [ItemBoost.Where("category=even", 0.2)],
        },
        Dislikes = ["item9"],
    };

    private const string Members = """
        "diversity": 0.3, "maxPer": ["price=1"], "boost": ["category=even:0.2"]
        """;

    [Fact]
    public async Task A_path_and_a_body_set_the_same_rules()
    {
        Assert.Equal(
            TestService.Results(service.Index.Similar("item7", 10, Ruled)),
            TestService.Results(await service.Get(
                "/v1/items/item7/similar?diversity=0.3&maxPer=price%3D1&boost=category%3Deven:0.2&dislikes=item9")));
        Assert.Equal(
            TestService.Results(service.Index.Similar("item7", 10, Ruled)),
            TestService.Results((await service.Post("/v1/similar", $$"""{"items": ["item7"], "dislikes": ["item9"], {{Members}}}"""))[0]));
    }

    [Fact]
    public async Task Reasons_are_given_where_they_are_asked_for()
    {
        JsonElement plain = await service.Get("/v1/items/item7/similar?k=2&why=false");
        JsonElement why = await service.Get("/v1/items/item7/similar?k=2&why=true");

        Assert.Equal(TestService.Results(plain), TestService.Results(why));
        Assert.False(plain.GetProperty("results")[0].TryGetProperty("why", out _));
        Assert.Equal("item7", why.GetProperty("results")[0].GetProperty("why").GetProperty("near")[0].GetProperty("item").GetString());
        Assert.Equal(
            ["vectors", "popularity"],
            (await service.Post("/v1/recommend", """{"history": ["item7"], "why": true}""")).GetProperty("results")[0].GetProperty("why")
                .GetProperty("parts").EnumerateObject().Select(part => part.Name));
    }

    [Fact]
    public async Task The_popular_items_of_an_unknown_visitor_follow_rules()
    {
        JsonElement answer = await service.Post("/v1/recommend", $$"""{"history": [], "dislikes": ["item9"], "why": true, {{Members}}}""");

        Assert.True(answer.GetProperty("popular").GetBoolean());
        Assert.Equal(TestService.Results(service.Index.Popular(10, Ruled)), TestService.Results(answer));
    }

    [Fact]
    public async Task A_vector_is_a_query()
    {
        float[] vector = service.Index.Vector("item7");
        string numbers = string.Join(", ", vector.Select(number => number.ToString("R", CultureInfo.InvariantCulture)));

        JsonElement similar = await service.Post(
            "/v1/similar", $$"""{"vector": [{{numbers}}], "k": 5, "dislikes": ["item9"], {{Members}}}""");
        Assert.Equal(JsonValueKind.Null, similar[0].GetProperty("query").ValueKind);
        Assert.Equal(1, similar.GetArrayLength());
        Assert.Equal(TestService.Results(service.Index.Nearest(vector, 5, Ruled)), TestService.Results(similar[0]));

        JsonElement next = await service.Post("/v1/recommend", $$"""{"vector": [{{numbers}}], "k": 5}""");
        Assert.Equal(["vector"], next.GetProperty("query").EnumerateObject().Select(member => member.Name));
        Assert.Equal(TestService.Results(service.Index.RecommendFrom(vector, 5)), TestService.Results(next));
        Assert.Equal(
            TestService.Results(service.Index.Recommend(["item50"], 5, new RecommendOptions { Vector = vector, UserWeight = 0.5 })),
            TestService.Results(await service.Post(
                "/v1/recommend", $$"""{"vector": [{{numbers}}], "history": ["item50"], "userWeight": 0.5, "k": 5}""")));
    }

    [Fact]
    public async Task What_was_seen_is_dropped_or_kept()
    {
        const string kept = """{"history": ["item7"], "score": "similar", "seen": "keep", "k": 3}""";

        Assert.Equal("item7", TestService.Results(await service.Post("/v1/recommend", kept))[0].Item);
        Assert.DoesNotContain(
            "item7", TestService.Results(await service.Post("/v1/recommend", kept.Replace("keep", "drop"))).Select(found => found.Item));
    }

    [Theory]
    [InlineData("similar", """{"k": 3}""", "the body has neither items nor a vector")]
    [InlineData("similar", """{"items": ["item7"], "vector": [1]}""", "the body has items and a vector")]
    [InlineData("similar", """{"vector": [1, 2, 3]}""", "vector holds 3 numbers")]
    [InlineData("similar", """{"vector": [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,1e999]}""", "vector[15] is not finite")]
    [InlineData("similar", """{"vector": [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,"NaN"]}""", "vector[15] is not what was expected")]
    [InlineData("similar", """{"items": ["item7"], "rules": {}}""", "rules is not what was expected")]
    [InlineData("recommend", """{"vector": [1], "history": ["item7"]}""", "vector holds 1 numbers")]
    [InlineData("recommend", """{"history": ["item7"], "seen": "only"}""", "seen is 'only'")]
    [InlineData("recommend", """{"history": ["item7"], "diversity": 1.5}""", "the diversity 1.5 must be from 0 to 1")]
    [InlineData("recommend", """{"history": ["item7"], "maxPer": ["price"]}""", "'price' is not a limit")]
    [InlineData("recommend", """{"history": ["item7"], "boost": ["price:1"]}""", "'price:1' is not a boost")]
    [InlineData("recommend", """{"history": ["item7"], "boost": ["recent:1"]}""", "the model keeps no sessions")]
    [InlineData("recommend", """{"history": [], "maxPer": ["brand=1"]}""", "the items have no column 'brand'")]
    [InlineData("recommend", """{"history": ["item7"], "boost": ["", "count:1"]}""", "boost holds an empty text")]
    [InlineData(
        "analogy",
        """{"expression": "item7", "boost": ["count:1","count:1","count:1","count:1","count:1","count:1","count:1","count:1",""]}""",
        "boost holds 9 rules")]
    public async Task A_wrong_body_says_what_is_wrong(string path, string body, string detail)
        => Assert.StartsWith(
            detail, (await service.Post($"/v1/{path}", body, HttpStatusCode.BadRequest)).GetProperty("detail").GetString());

    [Theory]
    [InlineData("diversity=x", "diversity is 'x'")]
    [InlineData("diversity=0.1&diversity=0.2", "diversity is given twice")]
    [InlineData("why=1", "why is '1'")]
    [InlineData("maxPer=price", "'price' is not a limit")]
    [InlineData("rules=none", "'rules' is not a parameter of this question")]
    public async Task A_wrong_parameter_says_what_is_wrong(string query, string detail)
        => Assert.StartsWith(
            detail,
            (await service.Get($"/v1/items/item7/similar?{query}", HttpStatusCode.BadRequest)).GetProperty("detail").GetString());

    [Fact]
    public async Task An_unknown_dislike_is_not_found()
        => Assert.Equal(
            "item99x",
            (await service.Get("/v1/items/item7/similar?dislikes=item99x", HttpStatusCode.NotFound)).GetProperty("unknown").GetString());
}
