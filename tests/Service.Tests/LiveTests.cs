using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Events;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Cooccurrences;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Service.Options;
using Item2Vec.Service.Tests.Support;

namespace Item2Vec.Service.Tests;

/// <summary>A service that learns: what is acknowledged is answered from, and is there after a restart and a training.</summary>
public sealed class LiveTests
{
    private const string Key = "a-key-that-may-write";
    private const int Items = 300;

    /// <summary>An item of the model without events.</summary>
    private const string Cold = "item299";

    [Fact]
    public async Task An_acknowledged_event_is_in_the_next_answer()
    {
        await using TestService service = Learning();
        int before = await Place(service, "item3", "item250");
        await Events(service, ("s", "item3"), ("s", "item250"));

        Assert.True(await Place(service, "item3", "item250") < before / 4);
        Assert.Equal(2, service.Metrics.Sum("item2vec.live.events"));
        Assert.Equal(1 + CountOf(3), (await service.Get("/v1/items/item3")).GetProperty("count").GetInt64());

        for (int session = 0; session < 200; session++) await Events(service, ($"p{session}", "item298"));
        Assert.Equal("item298", Best(await service.Post("/v1/recommend", """{"history": []}""")));
    }

    [Fact]
    public async Task A_new_item_gets_a_place_beside_those_that_it_stands_with()
    {
        await using TestService service = Learning();
        JsonElement answer = await Events(service, ("a", "novelty"));
        Assert.Equal("""{"events":1,"newItems":1}""", answer.GetRawText());

        // It is known, but has no place yet.
        Assert.Equal(1, (await service.Get("/v1/items/novelty")).GetProperty("count").GetInt64());
        Assert.DoesNotContain("novelty", (await service.Get($"/v1/items/item3/similar?k={Items}")).GetRawText(), StringComparison.Ordinal);

        await Events(service, ("a", "item3"), ("b", "item3"), ("b", "novelty"));
        (string Item, float Score, string? Title)[] similar = TestService.Results(await service.Get("/v1/items/item3/similar?k=1"));
        Assert.Equal("novelty", similar[0].Item);
        Assert.Equal(1, similar[0].Score, 1e-5);
        Assert.Equal("item3", Best(await service.Get("/v1/items/novelty/similar?k=1")));
        Assert.InRange(await Place(service, "item3", "novelty"), 0, 10);
        Assert.Equal("item3", Best(await service.Post("/v1/recommend", """{"history": ["novelty"]}""")));
        Assert.Contains(
            "novelty", (await service.Post("/v1/recommend", """{"history": ["item3"], "score": "next", "k": 300}""")).GetRawText(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restart_learns_the_log_again()
    {
        using TemporaryDirectory directory = new();
        string model = directory.File("model");
        WriteModel(model);
        string before;
        await using (TestService first = Learning(model))
        {
            await Events(first, ("s", "item3"), ("s", "novelty"), ("s", "item250"));
            await Send(first, HttpMethod.Put, "items/other", """{"attributes": {"title": "Other"}, "vector": [1,0,0,0,0,0,0,0,0,0,0,0]}""");
            await Send(first, HttpMethod.Delete, "items/item9");
            before = await Everything(first);
        }

        // As a kill leaves it: half a record at the end.
        string last = Directory.GetFiles(EventLog.DirectoryOf(model), "*.log").Order(StringComparer.Ordinal).Last();
        await File.AppendAllTextAsync(last, "half a record", TestContext.Current.CancellationToken);
        await using (TestService second = Learning(model))
        {
            Assert.Equal(before, await Everything(second));
            await Events(second, ("s", "item251"));
            before = await Everything(second);
        }

        await using TestService third = Learning(model);
        Assert.Equal(before, await Everything(third));
    }

    [Fact]
    public async Task A_model_that_was_trained_on_a_part_of_the_log_learns_the_rest()
    {
        using TemporaryDirectory directory = new();
        string model = directory.File("model");
        WriteModel(model);
        await using TestService service = Learning(model);
        long count = CountOf(3);
        await Events(service, ("s", "item3"), ("t", "item3"));
        EventLogSpan span = new EventLog(model).Now();
        Assert.Equal(["item3", "item3"], new EventLog(model).Read(span).Select(one => one.Item));
        await Events(service, ("s", "item250"));
        Assert.Equal(count + 2, (await service.Get("/v1/items/item3")).GetProperty("count").GetInt64());

        WriteModel(model, span);
        Assert.True(service.Models.Reload());
        Assert.Equal(count, (await service.Get("/v1/items/item3")).GetProperty("count").GetInt64());

        // The session goes on where the training stopped: the pair is there.
        Assert.True(await Place(service, "item3", "item250") < Items / 8);
        Assert.Equal(CountOf(250) + 1, (await service.Get("/v1/items/item250")).GetProperty("count").GetInt64());

        // A later training reads on from the same beginning; one whose input has the events starts anew.
        Assert.Equal(3, new EventLog(model).Read(new EventLog(model).Now(span.ToString())).Count());
        EventLogSpan covered = new EventLog(model).Now(span.ToString(), isCovered: true);
        Assert.Empty(new EventLog(model).Read(covered));
        await Send(service, HttpMethod.Delete, "items/item9");
        await Events(service, ("u", "item7"));
        covered = new EventLog(model).Now(null, isCovered: true);
        WriteModel(model, covered);
        Assert.True(service.Models.Reload());
        await Events(service, ("u", "item8"));
        Assert.Equal(["item8"], new EventLog(model).Read(new EventLog(model).Now(covered.ToString())).Select(one => one.Item));
        await service.Get("/v1/items/item9", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Items_are_put_and_deleted()
    {
        await using TestService service = Learning();
        string vector = (await service.Get("/v1/items/item3?vector=input")).GetProperty("vector").GetRawText();
        JsonElement item = await Send(
            service, HttpMethod.Put, "items/a%2Fb", $$"""{"vector": {{vector}}, "attributes": {"title": "New", "price": 3} }""");
        Assert.Equal("""{"item":"a/b","title":"New","count":0,"attributes":{"title":"New","price":"3"}}""", item.GetRawText());
        (string Item, float Score, string? Title)[] found = TestService.Results(await service.Get("/v1/items/item3/similar?k=2"));
        Assert.Equal(("a/b", "New"), (found[0].Item, found[0].Title));
        Assert.Equal("a/b", Best(await service.Get("/v1/items/item3/similar?where=price%3C5")));

        await Send(service, HttpMethod.Delete, "items/a%2Fb");
        await Send(service, HttpMethod.Delete, "items/item5");
        foreach (string gone in (string[])["a%2Fb", "item5"])
        {
            JsonElement missing = await service.Get($"/v1/items/{gone}", HttpStatusCode.NotFound);
            Assert.DoesNotContain(
                Uri.UnescapeDataString(gone), missing.GetProperty("nearest").EnumerateArray().Select(near => near.GetString()));
        }

        string all = await Everything(service);
        Assert.DoesNotContain("\"a/b\"", all, StringComparison.Ordinal);
        Assert.DoesNotContain("\"item5\"", all, StringComparison.Ordinal);
        Assert.Contains("\"item6\"", all, StringComparison.Ordinal);

        await Send(service, HttpMethod.Put, "items/item5", "{}");
        Assert.Contains("\"item5\"", await Everything(service), StringComparison.Ordinal);
        JsonElement problem = await Send(
            service, HttpMethod.Put, "items/item5", """{"attributes": {"title": "x"}}""", HttpStatusCode.Conflict);
        Assert.Contains("PATCH", problem.GetProperty("hint").GetString(), StringComparison.Ordinal);
        await Send(service, HttpMethod.Delete, "items/nobody", null, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task New_items_without_room_wait_for_the_next_training()
    {
        await using TestService service = Learning(configure: options => options.LiveItems = 1);
        await Events(service, ("s", "one"), ("s", "two"));
        await service.Get("/v1/items/one");
        await service.Get("/v1/items/two", HttpStatusCode.NotFound);
        Assert.Equal(1, service.Metrics.Sum("item2vec.live.events.no_room"));
        await Send(service, HttpMethod.Put, "items/three", "{}", (HttpStatusCode)507);
        Assert.Equal(2, new EventLog(service.Model).Read(new EventLog(service.Model).Now()).Count());
    }

    [Fact]
    public async Task Items_without_events_are_left_out_or_asked_for_alone()
    {
        // The last item of the model has none.
        await using TestService service = Learning(configure: options => options.Live = false);
        foreach (string choice in (string[])["exclude", "only", "mix"])
        {
            JsonElement[] answers =
            [
                await service.Get($"/v1/items/item3/similar?k={Items}&cold={choice}"),
                (await service.Post("/v1/similar", $$"""{"items": ["item3"], "k": {{Items}}, "cold": "{{choice}}"}"""))[0],
                await service.Post("/v1/recommend", $$"""{"history": ["item3"], "k": {{Items}}, "cold": "{{choice}}"}"""),
                await service.Post("/v1/recommend", $$"""{"history": [], "k": {{Items}}, "cold": "{{choice}}"}"""),
            ];
            foreach (string[] found in answers.Select(answer => TestService.Results(answer).Select(one => one.Item).ToArray()))
            {
                Assert.Equal(choice != "exclude", found.Contains(Cold));
                Assert.Equal(choice != "only", found.Length > 1);
            }
        }

        JsonElement problem = await service.Get("/v1/items/item3/similar?cold=maybe", HttpStatusCode.BadRequest);
        Assert.Contains("'exclude', 'mix' or 'only'", problem.GetProperty("hint").GetString(), StringComparison.Ordinal);
        await service.Get("/v1/items/item3/similar?cold=mix&cold=mix", HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("""{"events": []}""", "events is empty")]
    [InlineData("""{"events": [null]}""", "events")]
    [InlineData("""{"events": [{"session": "s"}]}""", "is not what was expected")]
    [InlineData("""{"events": [{"session": "s", "item": ""}]}""", "the item of events[0] holds an empty text")]
    [InlineData("""{"events": [{"session": "", "item": "a"}]}""", "the session of events[0] holds an empty text")]
    [InlineData("""{"events": [{"session": "s", "item": "a", "price": 1}]}""", "is not what was expected")]
    [InlineData("""{"events": [{"session": "s", "item": "a", "time": "soon"}]}""", "is not what was expected")]
    [InlineData("""{"events": [{"session": "s", "item": "a", "time": "9000-01-01T00:00:00Z"}]}""", "is in the future")]
    [InlineData("""{"events": [{"session": "s", "item": "a"}, {"session": "s", "item": "a"}, {"session": "s", "item": "a"}]}""", "holds 3")]
    public async Task A_wrong_event_is_refused_and_none_of_the_request_is_recorded(string body, string detail)
    {
        await using TestService service = Learning(configure: options => options.MaxEvents = 2);
        JsonElement problem = await Send(service, HttpMethod.Post, "events", body, HttpStatusCode.BadRequest);
        Assert.Contains(detail, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.False(new EventLog(service.Model).Exists);
    }

    [Fact]
    public async Task Without_the_option_or_the_key_nothing_is_learned()
    {
        await using (TestService service = Learning(configure: options => options.Live = false))
        {
            JsonElement problem = await Send(
                service, HttpMethod.Post, "events", """{"events": [{"session": "s", "item": "item3"}]}""", HttpStatusCode.Forbidden);
            Assert.Contains("Live", problem.GetProperty("hint").GetString(), StringComparison.Ordinal);
            Assert.False(Directory.Exists(EventLog.DirectoryOf(service.Model)));
        }

        await using TestService learning = Learning();
        await Send(
            learning, HttpMethod.Post, "events", """{"events": [{"session": "s", "item": "item3"}]}""", HttpStatusCode.Unauthorized,
            "no key");
    }

    [Fact]
    public async Task Requests_are_answered_while_others_teach()
    {
        await using TestService service = Learning();
        using CancellationTokenSource stop = new();
        Task<int>[] asking = [.. Enumerable.Range(0, 3).Select(asker => Task.Run(async () =>
        {
            int asked = 0;
            for (; !stop.IsCancellationRequested; asked++)
            {
                string history = $$"""{"history": ["item{{asked % 30}}", "item{{asker}}"], "k": 20}""";
                foreach ((string item, float score, _) in TestService.Results(await service.Post("/v1/recommend", history)))
                    Assert.True(float.IsFinite(score), item);
            }

            return asked;
        }))];
        await Task.WhenAll(Enumerable.Range(0, 40).Select(sender => Events(
            service,
            [.. Enumerable.Range(0, 50).Select(at => ($"s{sender}", at % 7 == 0 ? $"new{sender}" : $"item{(sender + at) % 40}"))])));
        await stop.CancelAsync();
        Assert.True((await Task.WhenAll(asking)).Sum() > 0);
        Assert.Equal(2000, service.Metrics.Sum("item2vec.live.events"));
        Assert.Equal(2000, new EventLog(service.Model).Read(new EventLog(service.Model).Now()).Count());
    }

    private static long CountOf(int row) => row == Items - 1 ? 0 : 1000 - row;

    /// <summary>The place of an item after another.</summary>
    private static async Task<int> Place(TestService service, string after, string item)
    {
        JsonElement answer = await service.Post("/v1/recommend", $$"""{"history": ["{{after}}"], "k": {{Items}}}""");
        return TestService.Results(answer).Select(found => found.Item).ToList().IndexOf(item);
    }

    private static string? Best(JsonElement answer) => TestService.Results(answer).Select(found => found.Item).FirstOrDefault();

    /// <summary>Answers that would tell what has been learned.</summary>
    private static async Task<string> Everything(TestService service)
    {
        StringBuilder all = new();
        all.Append(await service.Get($"/v1/items/item3/similar?k={Items}"));
        all.Append(await service.Post("/v1/recommend", $$"""{"history": ["item3", "novelty"], "skipUnknown": true, "k": {{Items}}}"""));
        all.Append(await service.Post("/v1/recommend", $$"""{"history": [], "k": {{Items}}}"""));
        return all.ToString();
    }

    private static Task<JsonElement> Events(TestService service, params (string Session, string Item)[] events)
        => Send(service, HttpMethod.Post, "events", JsonSerializer.Serialize(
            new { events = events.Select(one => new { session = one.Session, item = one.Item }) }));

    private static async Task<JsonElement> Send(
        TestService service, HttpMethod method, string path, string? body = null, HttpStatusCode status = HttpStatusCode.OK,
        string key = Key)
    {
        using HttpRequestMessage request = new(method, $"/v1/{path}");
        request.Headers.Add("X-Api-Key", key);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return await TestService.Json(await service.Client.SendAsync(request), status);
    }

    private static TestService Learning(string? model = null, Action<Item2VecOptions>? configure = null)
        => new(
            options =>
            {
                if (model is not null) options.Model = model;
                options.Live = true;
                options.LiveFlush = false;
                options.LiveItems = 100;
                options.WriteKeys.Add(Key);
                configure?.Invoke(options);
            }, path => WriteModel(path));

    /// <summary>A model that keeps pairs, with a graph, so that new items are beside it.</summary>
    private static void WriteModel(string directory, EventLogSpan? span = null)
    {
        using ItemVectors planted = Planted.Clusters(Items, 12, 10, output: true);
        VocabularyBuilder names = new();
        for (int row = 0; row < Items; row++) names.Add(string.Create(CultureInfo.InvariantCulture, $"item{row}"), CountOf(row));
        Vocabulary items = names.Build();
        Random random = new(5);
        SessionCorpusBuilder builder = new(items);
        for (int session = 0; session < 100; session++)
        {
            int at = random.Next(Items);
            for (int step = 0; step < 5; step++) builder.Append((at += random.Next(1, 4)) % (Items - 1));
            builder.EndSession();
        }

        using SessionCorpus corpus = builder.Build();
        using ItemVectors named = new(items, planted.Input.Slice(0, Items), planted.Output!.Slice(0, Items));

        // Vectors tell which of the counted items come first, no more.
        using CooccurrenceTable counted = CooccurrenceBuilder.Build(corpus);
        string[] byVectors = ["next", "similar", "nextLast", "similarLast"];
        using ItemVectors vectors = named.With(counted.With(new BlendWeights(
            [.. BlendWeights.Names.Select((name, at) => (byVectors.Contains(name) ? 0.01 : 1) * BlendWeights.Default.Values[at])])));
        using ItemIndex index = ItemIndex.Build(vectors, new IndexOptions { M = 8, Threads = 1 });
        index.SaveModel(directory, span is null ? null : new ModelInfo
        {
            Data = new Dictionary<string, string> { [EventLog.ModelKey] = span.ToString() },
        });
    }
}
