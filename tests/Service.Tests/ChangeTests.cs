using System.Net;
using System.Text;
using System.Text.Json;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Filters;
using Item2Vec.Indexing.Search;
using Item2Vec.Service.Models;
using Item2Vec.Service.Options;
using Item2Vec.Service.Tests.Support;

namespace Item2Vec.Service.Tests;

/// <summary>Attributes and named filters change while they are asked for, and stay changed.</summary>
public sealed class ChangeTests
{
    private const string Key = "a-key-that-may-write", ReadKey = "a-key-that-may-read";

    [Fact]
    public async Task Attributes_of_an_item_are_set_and_removed_for_all_that_ask_and_on_disk()
    {
        await using TestService service = Writable();

        JsonElement item = await Send(
            service, HttpMethod.Patch, "items/item7",
            """{"attributes": {"PRICE": 99.5, "in_stock": true, "tags": ["new", "sale"], "title": "Seven", "category": null}}""");

        Assert.Equal("Seven", item.GetProperty("title").GetString());
        Assert.Equal(
            """{"title":"Seven","price":"99.5","in_stock":"true","tags":"new|sale"}""", item.GetProperty("attributes").GetRawText());
        Assert.Equal(item.GetRawText(), (await service.Get("/v1/items/item7")).GetRawText());
        Assert.Equal("item7", (await service.Get("/v1/items?q=SEVEN")).GetProperty("results")[0].GetProperty("item").GetString());
        foreach (string where in (string[])["price%3E60", "in_stock%3Dtrue", "tags%3Dsale"])
            Assert.Equal(
                [("item7", "Seven")],
                TestService.Results(await service.Get($"/v1/items/item3/similar?where={where}"))
                    .Select(found => (found.Item, found.Title)));
        using (ItemIndex opened = ItemIndex.Open(service.Model))
            Assert.Equal("new|sale", opened.Vectors.Attributes.Value(opened.Vectors.Vocabulary.RowOf("item7"), "tags"));

        await Send(service, HttpMethod.Patch, "items/item7", """{"attributes": {"tags": null, "price": ""}}""");
        Assert.Contains("\"note\":\"no item has tags=sale; no item has a value of tags\"",
            (await service.Get("/v1/items/item3/similar?where=tags%3Dsale")).GetRawText(), StringComparison.Ordinal);
        Assert.Empty(TestService.Results(await service.Get("/v1/items/item3/similar?where=price%3E60")));
        Assert.Equal(1, service.Metrics.Times("item2vec.request.duration", "operation=item_change,status=200") - 1);
    }

    [Fact]
    public async Task Rules_read_the_attributes_that_items_have_now()
    {
        await using TestService service = Writable();
        string last = TestService.Results(await service.Get("/v1/items/item3/similar?k=50"))[^1].Item;

        await Send(service, HttpMethod.Patch, $"items/{last}", """{"attributes": {"promoted": true}}""");

        Assert.Equal(last, TestService.Results(await service.Get("/v1/items/item3/similar?k=5&boost=promoted%3Dtrue:2"))[0].Item);
        Assert.Equal(last, TestService.Results(await service.Get("/v1/items/item3/similar?k=50&maxPer=promoted%3D1"))[^1].Item);
    }

    [Fact]
    public async Task Changes_that_come_together_are_all_made()
    {
        await using TestService service = Writable();

        await Task.WhenAll(Enumerable.Range(0, 60).Select(item => Send(
            service, HttpMethod.Patch, $"items/item{item % 30}", $$$"""{"attributes": {"a{{{item / 30}}}": "v{{{item}}}"}}""")));

        for (int item = 0; item < 30; item++)
        {
            JsonElement attributes = (await service.Get($"/v1/items/item{item}")).GetProperty("attributes");
            Assert.Equal($"v{item}", attributes.GetProperty("a0").GetString());
            Assert.Equal($"v{item + 30}", attributes.GetProperty("a1").GetString());
        }
    }

    [Theory]
    [InlineData("""{"attributes": {"price": {"amount": 1}}}""", HttpStatusCode.BadRequest, "the value of price")]
    [InlineData("""{"attributes": {"a=b": 1}}""", HttpStatusCode.BadRequest, "cannot be the name of an attribute")]
    [InlineData("""{"attributes": {"": 1}}""", HttpStatusCode.BadRequest, "cannot be the name of an attribute")]
    [InlineData("""{"price": 1}""", HttpStatusCode.BadRequest, "is not what was expected")]
    [InlineData("""{"attributes": null}""", HttpStatusCode.BadRequest, "is not what was expected")]
    public async Task A_wrong_change_is_refused(string body, HttpStatusCode status, string detail)
    {
        await using TestService service = Writable();
        JsonElement problem = await Send(service, HttpMethod.Patch, "items/item7", body, status);
        Assert.Contains(detail, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(service.Model, ModelAttributes.File)));
        await Send(service, HttpMethod.Patch, "items/nobody", """{"attributes": {"price": 1}}""", HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData(false, false, null, HttpStatusCode.Forbidden, "this service changes nothing over HTTP")]
    [InlineData(true, false, null, HttpStatusCode.Unauthorized, "no known API key")]
    [InlineData(true, false, ReadKey, HttpStatusCode.Forbidden, "this service changes nothing over HTTP")]
    [InlineData(true, true, ReadKey, HttpStatusCode.Forbidden, "this API key may only read")]
    [InlineData(true, true, "a-key-that-is-unknown", HttpStatusCode.Unauthorized, "no known API key")]
    [InlineData(true, true, Key, HttpStatusCode.OK, null)]
    [InlineData(false, true, null, HttpStatusCode.Unauthorized, "no known API key")]
    [InlineData(false, true, ReadKey, HttpStatusCode.Unauthorized, "no known API key")]
    [InlineData(false, true, Key, HttpStatusCode.OK, null)]
    public async Task Only_a_key_that_may_write_changes_anything(
        bool hasReadKeys, bool hasWriteKeys, string? key, HttpStatusCode status, string? detail)
    {
        await using TestService service = new(options =>
        {
            if (hasReadKeys) options.ApiKeys.Add(ReadKey);
            if (hasWriteKeys) options.WriteKeys.Add(Key);
        });
        foreach ((HttpMethod method, string path, string body) in ((HttpMethod, string, string)[])[
            (HttpMethod.Put, "filters/stock", """["item1"]"""), (HttpMethod.Patch, "items/item1", """{"attributes": {"a": 1}}"""),
            (HttpMethod.Delete, "filters/stock", "")])
        {
            JsonElement answer = await Send(service, method, path, body, status, key);
            if (detail is not null) Assert.Equal(detail, answer.GetProperty("detail").GetString());
        }

        // A key that may write may read.
        if (hasReadKeys && hasWriteKeys) await Send(service, HttpMethod.Get, "filters", null, HttpStatusCode.OK, Key);
        if (!hasReadKeys) await service.Get("/v1/filters");
    }

    [Fact]
    public async Task A_named_filter_narrows_every_question_and_survives_another_model_and_a_restart()
    {
        await using TestService service = Writable();
        JsonElement put = await Send(
            service, HttpMethod.Put, "filters/in-stock",
            """["item1", "item4", "n\u00e4ivet\u00e9", "na\u00efve + 1,2", "item9", "item1"]""");
        Assert.Equal("""{"filter":"in-stock","ids":6,"items":4}""", put.GetRawText());
        Assert.Equal(put.GetRawText(), (await service.Get("/v1/filters/in-stock")).GetRawText());
        await Narrows();

        // Another training of the same shop: the list is found beside the model, and its ids get their rows there.
        TestModels.Write(service.Model, seed: 2);
        Assert.True(service.Models.Reload());
        await Narrows();

        Assert.Equal(put.GetRawText(), (await Send(service, HttpMethod.Delete, "filters/in-stock", null)).GetRawText());
        JsonElement problem = await service.Get("/v1/items/item4/similar?filter=in-stock", HttpStatusCode.NotFound);
        Assert.Equal("there is no filter 'in-stock'", problem.GetProperty("detail").GetString());
        await Send(service, HttpMethod.Delete, "filters/in-stock", null, HttpStatusCode.NotFound);
        Assert.Empty(Directory.EnumerateFiles(service.Model + ".filters"));

        async Task Narrows()
        {
            using ItemIndex index = ItemIndex.Open(service.Model);
            SearchOptions stock = new() { Filter = ItemFilter.Allow(index.Vectors, ["item1", "item4", "naïve + 1,2", "item9"]) };
            Assert.Equal(
                TestService.Results(index.Similar("item4", 10, stock)),
                TestService.Results(await service.Get("/v1/items/item4/similar?filter=in-stock")));
            Assert.Equal(
                TestService.Results(index.Similar("item4", 10, stock with
                {
                    Filter = stock.Filter.And(ItemFilter.Where(index.Vectors, "price<5")), Exclude = ["item1"],
                })),
                TestService.Results(await service.Get("/v1/items/item4/similar?filter=in-stock&where=price%3C5&exclude=item1")));
            JsonElement batch = await service.Post("/v1/similar", """{"items": ["item4"], "filter": "in-stock"}""");
            Assert.Equal(TestService.Results(index.Similar("item4", 10, stock)), TestService.Results(batch[0]));
            Assert.Equal(
                TestService.Results(index.Analogy("item2 + item3", 10, stock)),
                TestService.Results(await service.Post("/v1/analogy", """{"expression": "item2 + item3", "filter": "in-stock"}""")));
            Assert.Equal(
                TestService.Results(index.Recommend(["item2"], 10, new() { Filter = stock.Filter })),
                TestService.Results(await service.Post("/v1/recommend", """{"history": ["item2"], "filter": "in-stock"}""")));
        }
    }

    [Theory]
    [InlineData("application/json", "[]", 0, 0)]
    [InlineData("application/json", "\uFEFF [ \"item1\" , \"item2\" ]", 2, 2)]
    [InlineData("text/plain", "item1\r\nitem2\n\nnobody", 3, 2)]
    [InlineData("text/plain; charset=utf-8", "\uFEFFitem1", 1, 1)]
    [InlineData("text/plain", "", 0, 0)]
    public async Task A_list_comes_as_json_or_as_lines(string type, string body, int ids, int items)
    {
        await using TestService service = Writable();
        JsonElement put = await Send(service, HttpMethod.Put, "filters/f", body, type: type);
        Assert.Equal((ids, items), (put.GetProperty("ids").GetInt32(), put.GetProperty("items").GetInt32()));
        if (items > 0) return;
        JsonElement answer = await service.Get("/v1/items/item4/similar?filter=f");
        Assert.Equal("no item of filter 'f' is in the model", answer.GetProperty("note").GetString());
        Assert.Empty(TestService.Results(answer));
    }

    [Theory]
    [InlineData("application/json", "", 400, "the body is not what was expected")]
    [InlineData("application/json", "[\"item1\"", 400, "the body is not what was expected")]
    [InlineData("application/json", "[\"item1\"] x", 400, "the body is not what was expected")]
    [InlineData("application/json", "[\"item1\", 2]", 400, "the body is not a list of texts (after 1 ids)")]
    [InlineData("application/json", "[[\"item1\"]]", 400, "the body is not a list of texts")]
    [InlineData("application/json", "{\"items\": []}", 400, "the body is not a list of texts")]
    [InlineData("application/json", "\"item1\"", 400, "the body is not a list of texts")]
    [InlineData("application/json", "[\"item1\", \"\"]", 400, "id 2 is empty")]
    [InlineData("application/json", "[\"\\ud800\"]", 400, "id 1 is not Unicode")]
    [InlineData("application/xml", "<a/>", 415, "the body is not JSON")]
    [InlineData("text/plain; charset=latin1", "a", 415, "the body is not JSON")]
    public async Task A_wrong_list_changes_nothing(string type, string body, int status, string detail)
    {
        await using TestService service = Writable(options => options.MaxItemBytes = 40);
        await Send(service, HttpMethod.Put, "filters/f", """["item1"]""");

        JsonElement problem = await Send(service, HttpMethod.Put, "filters/f", body, (HttpStatusCode)status, type: type);

        Assert.StartsWith(detail, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, (await service.Get("/v1/filters/f")).GetProperty("ids").GetInt32());
    }

    [Fact]
    public async Task Limits_of_lists_and_names_are_kept()
    {
        await using TestService service = Writable(options => (options.MaxItemBytes, options.MaxFilterBytes) = (40, 5000));
        await Refused("filters/F", """["item1"]""", HttpStatusCode.BadRequest, "cannot be the name of a filter");
        await Refused("filters/-f", """["item1"]""", HttpStatusCode.BadRequest, "cannot be the name of a filter");
        await Refused("filters/f", $"[\"{new string('x', 41)}\"]", HttpStatusCode.BadRequest, "id 1 is too long");
        await Refused("filters/f", $"[\"{new string('x', 4000)}\"]", HttpStatusCode.BadRequest, "id 1 is too long");
        await Refused("filters/f", $"[{new string(' ', 5000)}]", HttpStatusCode.RequestEntityTooLarge, "too large");
        await Refused("filters/f?x=1", "[]", HttpStatusCode.BadRequest, "no parameters");
        for (int i = 0; i < FilterStore.MaxFilters; i++) await Send(service, HttpMethod.Put, $"filters/f{i}", "[]");
        await Refused("filters/f", "[]", HttpStatusCode.BadRequest, "there are 100 filters");
        Assert.Equal(FilterStore.MaxFilters, (await service.Get("/v1/filters")).GetArrayLength());

        async Task Refused(string path, string body, HttpStatusCode status, string detail)
        {
            JsonElement problem = await Send(service, HttpMethod.Put, path, body, status);
            Assert.Contains(detail, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task While_a_list_is_swapped_every_request_gets_the_answer_of_one_list_or_the_other()
    {
        await using TestService service = Writable();
        string[] lists = [.. Enumerable.Range(0, 2).Select(half => JsonSerializer.Serialize(
            Enumerable.Range(0, 100_000).Where(item => item % 2 == half).Select(item => $"item{item}")))];
        string[] answers = new string[2];
        for (int half = 0; half < 2; half++)
        {
            await Send(service, HttpMethod.Put, "filters/stock", lists[half]);
            answers[half] = await service.Client.GetStringAsync("/v1/items/item7/similar?k=5&filter=stock");
        }

        Assert.NotEqual(answers[0], answers[1]);
        using CancellationTokenSource stop = new();
        Task<int[]>[] clients = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            int[] seen = new int[2];
            while (!stop.IsCancellationRequested)
            {
                int which = Array.IndexOf(answers, await service.Client.GetStringAsync("/v1/items/item7/similar?k=5&filter=stock"));
                Assert.True(which >= 0, "a request got the answer of neither list");
                seen[which]++;
            }

            return seen;
        }))];
        for (int swap = 0; swap < 6; swap++) await Send(service, HttpMethod.Put, "filters/stock", lists[swap % 2]);
        await stop.CancelAsync();
        int[][] seen = await Task.WhenAll(clients);

        Assert.All(answers, answer => Assert.True(seen.Sum(counts => counts[Array.IndexOf(answers, answer)]) > 0));
    }

    internal static TestService Writable(Action<Item2VecOptions>? configure = null) => new(options =>
    {
        options.WriteKeys.Add(Key);
        configure?.Invoke(options);
    });

    internal static async Task<JsonElement> Send(
        TestService service, HttpMethod method, string path, string? body, HttpStatusCode status = HttpStatusCode.OK, string? key = Key,
        string type = "application/json")
    {
        using HttpRequestMessage request = new(method, $"/v1/{path}");
        if (key is not null) request.Headers.Add("X-Api-Key", key);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        return await TestService.Json(await service.Client.SendAsync(request), status);
    }
}
