using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Item2Vec.Indexing;
using Item2Vec.Maps;
using Item2Vec.Maps.Pages;
using Item2Vec.Service.Models;
using Item2Vec.Service.Options;
using Item2Vec.Service.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Item2Vec.Service.Tests;

/// <summary>What the explorer's page gets from the service; tests/Browser.Tests look at the page itself.</summary>
public sealed class ExplorerTests : IDisposable
{
    private const string Key = "a-key-of-sixteen-letters";

    private static readonly MapOptions Layout = new() { Method = MapMethod.Pca, Threads = 1 };

    private readonly TemporaryDirectory directory = new();

    public ExplorerTests() => TestModels.Write(Model);

    private string Model => directory.File("model");

    [Fact]
    public async Task It_is_not_there_unless_it_is_mapped()
    {
        await using TestService service = new();

        Assert.Equal(HttpStatusCode.NotFound, (await service.Client.GetAsync("/explore/")).StatusCode);
        Assert.Throws<InvalidOperationException>(() => WebApplication.CreateSlimBuilder().Build().MapItem2VecExplorer());
    }

    [Fact]
    public async Task The_page_and_its_files_say_what_they_are_and_what_they_may_do()
    {
        await using WebApplication app = await Start();
        using HttpClient client = app.GetTestClient();

        HttpResponseMessage page = await client.GetAsync("/explore/");
        HttpResponseMessage script = await client.GetAsync("/explore/app.js");
        HttpResponseMessage style = await client.GetAsync("/explore/style.css");

        Assert.Equal("text/html; charset=utf-8", page.Content.Headers.ContentType?.ToString());
        Assert.Equal("text/javascript; charset=utf-8", script.Content.Headers.ContentType?.ToString());
        Assert.Equal("text/css; charset=utf-8", style.Content.Headers.ContentType?.ToString());
        foreach (HttpResponseMessage answer in new[] { page, script, style })
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(
                "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
                    + "frame-ancestors 'none'",
                Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        }

        string html = await page.Content.ReadAsStringAsync();
        Assert.Contains("<html data-live", html);
        Assert.DoesNotContain("<style", html);
        Assert.DoesNotContain("src=\"http", html);
    }

    [Fact]
    public async Task An_address_without_a_slash_leads_to_the_one_with_it()
    {
        await using WebApplication app = await Start();
        using HttpClient client = app.GetTestClient();

        HttpResponseMessage answer = await client.GetAsync("/explore?x=1");

        Assert.Equal(HttpStatusCode.PermanentRedirect, answer.StatusCode);
        Assert.Equal("/explore/?x=1", answer.Headers.Location?.ToString());
    }

    [Fact]
    public async Task The_map_has_a_section_for_all_that_it_describes()
    {
        await using WebApplication app = await Start();
        using HttpClient client = app.GetTestClient();

        JsonElement meta = await Map(client);

        Assert.Equal(TestModels.Items, meta.GetProperty("items").GetInt32());
        Assert.True(meta.GetProperty("canRecommend").GetBoolean());
        string[] sections = [.. meta.GetProperty("sections").EnumerateArray().Select(name => name.GetString()!)];
        Assert.Contains("positions", sections);
        Assert.DoesNotContain("vectors", sections);
        Assert.DoesNotContain("neighbors", sections);
        foreach (string section in sections)
        {
            HttpResponseMessage answer = await client.GetAsync($"/explore/map/{section}");
            Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType?.ToString());
            using ZLibStream plain = new(await answer.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
            using MemoryStream bytes = new();
            await plain.CopyToAsync(bytes);
            if (section == "positions") Assert.Equal(4 * TestModels.Items, bytes.Length);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/explore/map/none")).StatusCode);
    }

    [Fact]
    public async Task Neighbors_are_those_of_the_index_under_conditions_and_odd_ids()
    {
        await using WebApplication app = await Start();
        using HttpClient client = app.GetTestClient();
        using ItemIndex index = ItemIndex.Open(Model);

        foreach (string item in TestModels.OddItems.Append("item7"))
        {
            JsonElement answer = await Ask(client, new { item, k = 5 });
            Assert.Equal(index.Similar(item, 5).Select(near => near.Item), Items(answer));
        }

        JsonElement even = await Ask(client, new { item = "item7", k = 5, where = new[] { "category=even" } });
        using ModelLease lease = app.Services.GetRequiredService<ModelHost>().Acquire();
        Assert.All(Items(even), item => Assert.Equal(
            "even", lease.Index.Vectors.Attributes.Value(lease.Index.Vectors.Vocabulary.RowOf(item), "category")));
        await Ask(client, new { item = "nobody" }, HttpStatusCode.NotFound);
        await Ask(client, new { item = "item7", k = 5, where = new[] { "none=1" } }, HttpStatusCode.BadRequest);
        await Ask(client, new { item = "item7", other = 1 }, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_key_guards_the_data_and_not_the_page()
    {
        await using WebApplication app = await Start(keys: [Key]);
        using HttpClient client = app.GetTestClient();

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/explore/")).StatusCode);
        foreach (string path in new[] { "map", "map/positions" })
            Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync($"/explore/{path}")).StatusCode);
        await Ask(client, new { item = "item7" }, HttpStatusCode.Unauthorized);
        client.DefaultRequestHeaders.Add("X-Api-Key", Key);
        await Map(client);
        await Ask(client, new { item = "item7" });
    }

    [Fact]
    public async Task A_new_model_gets_a_new_map()
    {
        await using WebApplication app = await Start();
        using HttpClient client = app.GetTestClient();
        string? before = (await Map(client)).GetProperty("checksum").GetString();

        TestModels.Write(Model, seed: 2);
        Assert.True(app.Services.GetRequiredService<ModelHost>().Reload());

        await Until(async () => (await Map(client)).GetProperty("checksum").GetString() != before);
    }

    [Fact]
    public async Task The_layout_of_a_page_is_taken_if_it_is_of_the_model()
    {
        string page = directory.File("map.html");
        using (ItemIndex index = ItemIndex.Open(Model)) MapPage.Create(index, ItemMap.Create(index, Layout)).Write(page);

        // The other method shows which layout it is.
        Assert.Equal("pca", await Method(page));
        TestModels.Write(Model, seed: 2);
        Assert.Equal("umap", await Method(page));

        async Task<string?> Method(string file)
        {
            await using WebApplication app = await Start(options =>
                (options.MapFile, options.Map) = (file, new MapOptions { Method = MapMethod.Umap, Threads = 1, Epochs = 5 }));
            using HttpClient client = app.GetTestClient();
            return (await Map(client)).GetProperty("method").GetString();
        }
    }

    public void Dispose() => directory.Dispose();

    private static async Task<JsonElement> Ask(HttpClient client, object body, HttpStatusCode status = HttpStatusCode.OK)
        => await TestService.Json(
            await client.PostAsync(
                "/explore/neighbors", new StringContent(JsonSerializer.Serialize(body), System.Text.Encoding.UTF8, "application/json")),
            status);

    private static IEnumerable<string> Items(JsonElement answer)
        => answer.GetProperty("results").EnumerateArray().Select(found => found.GetProperty("item").GetString()!);

    /// <summary>The description of the map when it has been laid out.</summary>
    private static async Task<JsonElement> Map(HttpClient client)
    {
        HttpResponseMessage answer = await client.GetAsync("/explore/map");
        await Until(async () =>
        {
            if (answer.StatusCode != HttpStatusCode.ServiceUnavailable) return true;
            answer = await client.GetAsync("/explore/map");
            return false;
        });
        return await TestService.Json(answer, HttpStatusCode.OK);
    }

    private static async Task Until(Func<Task<bool>> holds)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        while (!await holds()) await Task.Delay(5, patience.Token);
    }

    private async Task<WebApplication> Start(Action<Item2VecExplorerOptions>? configure = null, params string[] keys)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Services.AddItem2Vec(options =>
        {
            (options.Model, options.Watch) = (Model, false);
            foreach (string key in keys) options.ApiKeys.Add(key);
        });
        builder.Services.AddItem2VecExplorer(options =>
        {
            options.Map = Layout;
            configure?.Invoke(options);
        });
        WebApplication app = builder.Build();
        app.MapItem2VecExplorer();
        await app.StartAsync();
        return app;
    }
}
