using System.Net;
using System.Text.Json;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Service.Models;
using Item2Vec.Service.Tests.Support;

namespace Item2Vec.Service.Tests.Models;

/// <summary>Attributes and filters that another process changes, and filters nobody has asked for before.</summary>
public sealed class BesideTests
{
    [Fact]
    public async Task Attributes_and_filters_of_another_process_are_taken_without_opening_the_model_again()
    {
        await using TestService service = new(options => (options.Watch, options.PollInterval) = (true, TimeSpan.FromMilliseconds(20)));
        ServedModel served = Current(service.Models);

        ModelAttributes.Set(service.Model, vectors => vectors.Attributes.With(
            vectors.Count, new Dictionary<string, Dictionary<int, string?>> { ["stock"] = new() { [3] = "yes" } }));
        IdList ids = new();
        ids.Add("item9"u8);
        new FilterStore(service.Model).Write("two", ids);
        await service.Log.Until(async () => (await service.Get("/v1/filters")).GetArrayLength() == 1
            && (await service.Get("/v1/model")).GetProperty("attributes").GetArrayLength() == 4);

        Assert.Equal(["item3"], Items(await service.Get("/v1/items/item7/similar?where=stock%3Dyes")));
        Assert.Equal(["item9"], Items(await service.Get("/v1/items/item7/similar?filter=two")));
        Assert.Same(served, Current(service.Models));
    }

    [Fact]
    public async Task A_damaged_filter_is_as_it_was_until_the_next_start_and_harms_no_other()
    {
        await using TestService service = ChangeTests.Writable();
        await ChangeTests.Send(service, HttpMethod.Put, "filters/a", """["item1"]""");
        await ChangeTests.Send(service, HttpMethod.Put, "filters/b", """["item2"]""");
        string file = Path.Combine(service.Model + ".filters", "a.i2v");
        byte[] bytes = await File.ReadAllBytesAsync(file);
        bytes[^64] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);

        service.Models.ReadBeside();
        Assert.Equal(["item1"], Items(await service.Get("/v1/items/item7/similar?filter=a")));

        Assert.True(service.Models.Reload());
        JsonElement problem = await service.Get("/v1/items/item7/similar?filter=a", HttpStatusCode.NotFound);
        Assert.Equal("filters: b", problem.GetProperty("hint").GetString());
    }

    [Fact]
    public async Task New_filters_are_made_in_the_background_and_answered_like_known_ones()
    {
        await using TestService slow = new(options => options.MaxInlineFilterItems = 0);
        string[] questions = [.. Enumerable.Range(0, 200).Select(price => $"/v1/items/item7/similar?k=3&where=price%3C{price}")];

        string[] first = await Task.WhenAll(questions.Select(question => slow.Client.GetStringAsync(question)));

        await using TestService inline = new();
        for (int i = 0; i < questions.Length; i++) Assert.Equal(await inline.Client.GetStringAsync(questions[i]), first[i]);
        Assert.InRange(Current(slow.Models).Filters.Count, 1, 128);
        string both = "/v1/items/item7/similar?where=price%3C20&where=category%3Deven";
        Assert.Equal(await inline.Client.GetStringAsync(both), await slow.Client.GetStringAsync(both));
        await slow.Get("/v1/items/item7/similar?where=color%3Dred", HttpStatusCode.BadRequest);
        await slow.Get("/v1/items/item7/similar?where=price", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_filter_that_is_made_holds_up_no_other_request()
    {
        await using TestService service = new(options => options.MaxInlineFilterItems = 0);
        ServedModel model = Current(service.Models);
        using ManualResetEventSlim open = new();
        FilterCache cache = new(
            model.Index.Vectors,
            () =>
            {
                open.Wait();
                return default(Lease);
            },
            maxInline: 0);

        FilterPending pending = Assert.Throws<FilterPending>(() => cache.Get(["price<9"]));
        Assert.Same(pending.Made, Assert.Throws<FilterPending>(() => cache.Get(["price<9"])).Made);
        Assert.False(pending.Made.IsCompleted);
        Assert.Null(cache.Get([]));
        for (int other = 1; other < 256; other++) Assert.Throws<FilterPending>(() => cache.Get([$"price<{other + 9}"]));
        Assert.Throws<FiltersBusy>(() => cache.Get(["price>2"]));
        Assert.Throws<FilterPending>(() => cache.Get(["price<9"]));

        open.Set();
        await pending.Made;
        Assert.Equal(90, cache.Get(["price<9"])!.Count);
    }

    [Fact]
    public void Filters_in_use_stay_when_many_others_are_invented()
    {
        using TestService service = new();
        FilterCache cache = new(Current(service.Models).Index.Vectors, () => null, int.MaxValue);
        Indexing.Filters.ItemFilter own = cache.Get(["category=even"])!;

        for (int invented = 0; invented < 1000; invented++)
        {
            cache.Get([$"price<{invented}"]);
            Assert.Same(own, cache.Get(["category=even"]));
        }

        Assert.Equal(128, cache.Count);
    }

    [Fact]
    public async Task A_hundred_thousand_exclusions_are_obeyed_and_more_are_refused()
    {
        await using TestService service = new();
        string[] excluded = [.. Enumerable.Range(0, 100_000).Where(item => item is not (5 or 9)).Select(item => $"item{item}"), "x", "y"];
        string body = JsonSerializer.Serialize(new { items = new[] { "item7" }, exclude = excluded, k = 500 });

        string[] rest = Items((await service.Post("/v1/similar", body))[0]);

        Assert.Equal(((string[])["item5", "item9", .. TestModels.OddItems]).Order(), rest.Order());
        string more = JsonSerializer.Serialize(new { items = new[] { "item7" }, exclude = (string[])[.. excluded, "z"] });
        JsonElement problem = await service.Post("/v1/similar", more, HttpStatusCode.BadRequest);
        Assert.Equal("exclude holds 100001 ids", problem.GetProperty("detail").GetString());
    }

    private static string[] Items(JsonElement answer) => [.. TestService.Results(answer).Select(found => found.Item)];

    private static ServedModel Current(ModelHost models)
    {
        Assert.True(models.TryAcquire(out ServedModel? model, out Lease lease));
        lease.Dispose();
        return model;
    }
}
