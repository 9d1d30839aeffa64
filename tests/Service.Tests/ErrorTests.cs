using System.Net;
using System.Text;
using System.Text.Json;
using Item2Vec.Embeddings.Common;
using Item2Vec.Service.Requests;
using Item2Vec.Service.Tests.Support;

namespace Item2Vec.Service.Tests;

/// <summary>What is wrong with a request is said, with what was expected.</summary>
public sealed class ErrorTests(TestService service) : IClassFixture<TestService>
{
    [Fact]
    public async Task An_unknown_item_is_not_found_and_the_nearest_ids_are_named()
    {
        JsonElement problem = await service.Get("/v1/items/itm77/similar", HttpStatusCode.NotFound);

        Assert.Equal("item 'itm77' is not in the model", problem.GetProperty("detail").GetString());
        Assert.Equal("itm77", problem.GetProperty("unknown").GetString());
        Assert.Contains("item77", problem.GetProperty("nearest").EnumerateArray().Select(item => item.GetString()));
        Assert.Equal(404, problem.GetProperty("status").GetInt32());
    }

    [Theory]
    [InlineData("item77%C2%A0", "'item77\u00a0' differs from 'item77' only in invisible characters (U+00A0)")]
    [InlineData("nai%CC%88ve%20%2B%201,2", "'nai\u0308ve + 1,2' differs from 'na\u00efve + 1,2' only in its Unicode form")]
    public async Task An_item_that_looks_like_a_known_one_is_said_to(string path, string hint)
    {
        JsonElement problem = await service.Get($"/v1/items/{path}/similar", HttpStatusCode.NotFound);

        Assert.Equal(hint, problem.GetProperty("hint").GetString());
    }

    [Fact]
    public void What_the_library_says_of_a_property_is_said_of_the_member()
    {
        RequestProblem problem = RequestProblem.Of(
            new Item2VecException("no vectors", "Score = similar, or PopularityWeight = 0", ErrorCode.Usage) { Option = "Score" });
        Assert.Equal((400, "score similar, or beta 0"), (problem.Status, problem.Hint));
        Assert.Equal(404, RequestProblem.Of(new Item2VecException("unknown", code: ErrorCode.NotFound)).Status);
    }

    [Theory]
    [InlineData("items/item1/similar?k=0", "k is '0'", "1 to 1000")]
    [InlineData("items/item1/similar?k=1001", "k is '1001'", "1 to 1000")]
    [InlineData("items/item1/similar?k=99999999999999999999", "k is '999", "1 to 1000")]
    [InlineData("items/item1/similar?k=-1", "k is '-1'", "1 to 1000")]
    [InlineData("items/item1/similar?k=5&k=6", "twice", "once")]
    [InlineData("items/item1/similar?count=5", "'count'", "k, where, exclude")]
    [InlineData("items/item1/similar?where=category", "'category' is not a condition", "category=books")]
    [InlineData("items/item1/similar?where=color%3Dred", "no column 'color'", "columns: title, category, price")]
    [InlineData("items/item1/similar?where=", "where holds an empty text", "1 to 512 bytes")]
    [InlineData("items/item1?vector=both", "vector is 'both'", "'input' or 'output'")]
    [InlineData("items/item1?k=3", "'k'", "vector")]
    [InlineData("items/item1?vector=input&vector=output", "vector is given twice", "once")]
    [InlineData("model?k=3", "no parameters", "")]
    public async Task A_wrong_question_is_refused(string path, string detail, string hint)
        => AssertSays(await service.Get($"/v1/{path}", HttpStatusCode.BadRequest), detail, hint);

    [Theory]
    [InlineData("similar", "{}", "the body", "\"items\"")]
    [InlineData("similar", "{\"items\": []}", "items is empty", "\"items\"")]
    [InlineData("similar", "{\"items\": [\"item1\"", "line 1, byte", "\"items\"")]
    [InlineData("similar", "{\"items\": [\"item1\"], \"k\": \"ten\"}", "k is not what was expected (line 1", "\"k\": 10")]
    [InlineData("similar", "{\"items\": [\"item1\"], \"limit\": 3}", "limit is not what was expected", "\"k\": 10")]
    [InlineData("similar", "{\"items\": [\"item1\"], \"items\": [\"item2\"]}", "items is not what was expected", "\"items\"")]
    [InlineData("similar", "{\"items\": [null]}", "items holds an empty text", "1 to 512 bytes")]
    [InlineData("similar", "null", "the body is null", "\"items\"")]
    [InlineData("similar", "", "the body is not what was expected", "\"items\"")]
    [InlineData("analogy", "{\"expression\": \"item1 -\"}", "expression", "")]
    [InlineData("analogy", "{\"expression\": \"item1 - item1\"}", "cancels out", "weight")]
    [InlineData("similar?k=3", "{\"items\": [\"item1\"]}", "no parameters in its URL", "members of the body")]
    [InlineData("recommend", "{}", "names nothing", "a history, a user, a vector or likes")]
    [InlineData("recommend", "{\"likes\": []}", "names nothing", "a history, a user, a vector or likes")]
    [InlineData("recommend", "{\"likes\": [\"item1\"], \"score\": \"blend\"}", "score is 'blend'", "likes and dislikes")]
    [InlineData("recommend", "{\"dislikes\": [\"item1\"]}", "names nothing", "a history, a user, a vector or likes")]
    [InlineData("recommend", "{\"history\": [\"item1\"], \"score\": \"best\"}", "score is 'best'", "'next', 'similar' or 'blend'")]
    [InlineData("recommend", "{\"history\": [\"item1\"], \"beta\": 11}", "popularity 11", "")]
    public async Task A_wrong_body_is_refused(string path, string body, string detail, string hint)
        => AssertSays(await service.Post($"/v1/{path}", body, HttpStatusCode.BadRequest), detail, hint);

    [Theory]
    [InlineData("similar", "{\"items\": [\"item1\", \"itm77\"]}", "item 'itm77'")]
    [InlineData("analogy", "{\"expression\": \"item1 - itm77\"}", "item 'itm77'")]
    [InlineData("recommend", "{\"history\": [\"itm77\"]}", "item 'itm77'")]
    [InlineData("recommend", "{\"likes\": [\"item1\"], \"dislikes\": [\"itm77\"]}", "item 'itm77'")]
    [InlineData("recommend", "{\"user\": \"usr7\"}", "user 'usr7'")]
    public async Task An_unknown_id_in_a_body_is_not_found(string path, string body, string detail)
    {
        JsonElement problem = await service.Post($"/v1/{path}", body, HttpStatusCode.NotFound);

        Assert.StartsWith(detail, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.NotEmpty(problem.GetProperty("nearest").EnumerateArray());
    }

    [Fact]
    public async Task A_model_without_users_or_outputs_says_so()
    {
        await using TestService bare = new(_ => { }, directory => TestModels.Write(directory, output: false));

        AssertSays(await bare.Post("/v1/recommend", """{"user": "user1"}""", HttpStatusCode.BadRequest), "no users", "history");
        AssertSays(
            await bare.Post("/v1/recommend", """{"history": ["item1"]}""", HttpStatusCode.BadRequest), "no output vectors", "similar");
        AssertSays(await bare.Get("/v1/items/item1?vector=output", HttpStatusCode.BadRequest), "no output vectors", "vector=input");
    }

    [Fact]
    public async Task Limits_hold()
    {
        await using TestService small = new(options =>
        {
            (options.MaxResults, options.MaxBatchResults, options.MaxItems, options.MaxConditions) = (20, 25, 3, 1);
            (options.MaxItemBytes, options.MaxBodyBytes, options.BodyTimeout) = (12, 200, TimeSpan.FromSeconds(0.2));
        });

        AssertSays(await small.Get("/v1/items/item1/similar?k=21", HttpStatusCode.BadRequest), "k is '21'", "1 to 20");
        AssertSays(
            await small.Get($"/v1/items/{new string('x', 13)}/similar", HttpStatusCode.BadRequest), "more than 12 bytes", "1 to 12 bytes");
        AssertSays(
            await small.Get("/v1/items/item1/similar?where=price%3E1&where=price%3E2", HttpStatusCode.BadRequest),
            "2 conditions",
            "up to 1");
        AssertSays(
            await small.Post("/v1/similar", """{"items": ["item1","item2","item3"], "k": 9}""", HttpStatusCode.BadRequest),
            "too many results",
            "up to 25");
        AssertSays(
            await small.Post("/v1/similar", """{"items": ["item1","item2","item3","item4"], "k": 1}""", HttpStatusCode.BadRequest),
            "items holds 4 ids",
            "up to 3");
        AssertSays(
            await small.Post("/v1/similar", $"{{\"items\": [\"item1\"]{new string(' ', 200)}}}", HttpStatusCode.RequestEntityTooLarge),
            "too large",
            "up to 200 bytes");

        using HttpRequestMessage chunked = new(
            HttpMethod.Post, "/v1/similar") { Content = new StreamContent(new MemoryStream(new byte[1000])) };
        chunked.Content.Headers.ContentLength = null;
        AssertSays(
            await TestService.Json(await small.Client.SendAsync(chunked), HttpStatusCode.RequestEntityTooLarge),
            "too large",
            "up to 200 bytes");

        using HttpRequestMessage slow = new(HttpMethod.Post, "/v1/similar") { Content = new StreamContent(new EndlessStream()) };
        AssertSays(await TestService.Json(await small.Client.SendAsync(slow), HttpStatusCode.RequestTimeout), "did not arrive", "0.2 s");
    }

    [Fact]
    public async Task A_body_that_is_not_JSON_is_refused()
    {
        HttpResponseMessage response = await service.Client.PostAsync(
            "/v1/similar", new StringContent("""{"items": ["item1"]}""", Encoding.UTF8, "text/plain"));

        AssertSays(await TestService.Json(response, HttpStatusCode.UnsupportedMediaType), "not JSON", "application/json");
    }

    [Theory]
    [InlineData("application/json; charset=utf-16", null, "not JSON in UTF-8")]
    [InlineData("application/json; charset=", null, "not JSON in UTF-8")]
    [InlineData("application/json", "gzip", "compressed")]
    public async Task A_body_that_is_encoded_otherwise_is_refused(string type, string? encoding, string detail)
    {
        using ByteArrayContent body = new("""{"items": ["item1"]}"""u8.ToArray());
        body.Headers.TryAddWithoutValidation("Content-Type", type);
        if (encoding is not null) body.Headers.ContentEncoding.Add(encoding);

        AssertSays(
            await TestService.Json(await service.Client.PostAsync("/v1/similar", body), HttpStatusCode.UnsupportedMediaType),
            detail,
            string.Empty);
    }

    [Theory]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/vnd.shop+json")]
    public async Task A_body_may_begin_with_a_mark_and_name_its_type_in_full(string type)
    {
        using ByteArrayContent body = new([.. Encoding.UTF8.Preamble, .. """{"items": ["item1"], "k": 1}"""u8]);
        body.Headers.TryAddWithoutValidation("Content-Type", type);

        Assert.Equal(
            "item1", (await TestService.Json(await service.Client.PostAsync("/v1/similar", body), HttpStatusCode.OK))[0]
                .GetProperty("query").GetString());
    }

    [Fact]
    public async Task An_error_is_short_however_long_the_question_was()
    {
        string expression = string.Concat(Enumerable.Repeat("item1 + ", 20_000));
        Assert.InRange(
            (await service.Post("/v1/analogy", $$"""{"expression": "{{expression}}"}""", HttpStatusCode.BadRequest)).GetRawText().Length,
            50,
            3000);
        Assert.InRange(
            (await service.Get($"/v1/items/item1/similar?k={new string('9', 6000)}", HttpStatusCode.BadRequest)).GetRawText().Length,
            50,
            500);
    }

    [Fact]
    public async Task Heads_are_answered_where_there_is_something_to_get()
    {
        foreach (string path in (string[])["/v1/items/item1/similar", "/v1/model", "/livez", "/readyz"])
        {
            using HttpRequestMessage head = new(HttpMethod.Head, path);
            Assert.Equal(HttpStatusCode.OK, (await service.Client.SendAsync(head)).StatusCode);
        }
    }

    [Fact]
    public async Task A_key_opens_where_one_is_needed_and_probes_need_none()
    {
        const string key = "0123456789abcdef-second";
        await using TestService closed = new(options =>
        {
            options.ApiKeys.Add("0123456789abcdef-first");
            options.ApiKeys.Add(key);
        });

        HttpResponseMessage refused = await closed.Client.GetAsync("/v1/items/item1");
        AssertSays(await TestService.Json(refused, HttpStatusCode.Unauthorized), "API key", "Authorization: Bearer");
        Assert.Equal("Bearer", refused.Headers.WwwAuthenticate.Single().Scheme);
        Assert.Equal(HttpStatusCode.Unauthorized, await With("X-Api-Key", key + "x"));
        Assert.Equal(HttpStatusCode.Unauthorized, await With("X-Api-Key", string.Empty));
        Assert.Equal(HttpStatusCode.Unauthorized, await With("Authorization", $"Basic {key}"));
        Assert.Equal(HttpStatusCode.OK, await With("X-Api-Key", key));
        Assert.Equal(HttpStatusCode.OK, await With("Authorization", $"bearer {key}"));
        Assert.Equal(HttpStatusCode.OK, await With("Authorization", $"Bearer {key}", ("X-Api-Key", "0123456789abcdef-wrong")));
        await closed.Get("/readyz");

        async Task<HttpStatusCode> With(string header, string value, params (string Name, string Value)[] more)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, "/v1/items/item1");
            foreach ((string name, string text) in more.Prepend((header, value))) request.Headers.TryAddWithoutValidation(name, text);
            return (await closed.Client.SendAsync(request)).StatusCode;
        }
    }

    [Fact]
    public async Task Other_origins_are_given_nothing()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/v1/model");
        request.Headers.Add("Origin", "https://example.org");

        HttpResponseMessage response = await service.Client.SendAsync(request);

        Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    private static void AssertSays(JsonElement problem, string detail, string hint)
    {
        Assert.Contains(detail, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        if (hint.Length > 0) Assert.Contains(hint, problem.GetProperty("hint").GetString(), StringComparison.Ordinal);
    }

    /// <summary>A body that never ends and never gives a byte.</summary>
    private sealed class EndlessStream : MemoryStream
    {
        public override bool CanSeek => false;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }
    }
}
