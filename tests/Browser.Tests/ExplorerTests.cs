using Item2Vec.Browser.Tests.Support;
using Item2Vec.Indexing;
using Item2Vec.Service;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Item2Vec.Browser.Tests;

/// <summary>The page over a service.</summary>
[Collection(nameof(Browsing))]
public sealed class ExplorerTests(SharedBrowser browser, ExplorerTests.Shop shop) : IClassFixture<ExplorerTests.Shop>
{
    private const string Key = "a-key-of-the-records-shop";

    [Fact]
    public async Task It_asks_the_service_for_neighbors_and_their_reasons()
    {
        await using Tab tab = await browser.Open();
        await tab.OpenMap(shop.Address + "/explore");

        await tab.Type("#search", "jazz-3");
        await tab.Press("Enter");
        await tab.Until("document.querySelectorAll('#neighbors li').length === 10");

        Assert.Equal(shop.Index.Similar("jazz-3").Select(near => near.Title), await tab.Texts("#neighbors .item"));
        Assert.Contains("together in", (await tab.Texts("#neighbors .why"))[0]);
        Assert.All(tab.Requests, request => Assert.StartsWith(shop.Address, request));
        Assert.Empty(tab.Problems);
    }

    [Fact]
    public async Task It_asks_what_comes_next_after_a_session()
    {
        await using Tab tab = await browser.Open();
        await tab.OpenMap(shop.Address + "/explore/");

        foreach (string item in new[] { "folk-1", "folk-2" })
        {
            await tab.Type("#search", item);
            await tab.Press("Enter");
            await tab.Until($"document.querySelector('#item-facts bdi')?.textContent === '{item}'");
            await tab.Evaluate("document.getElementById('to-session').click()");
        }

        await tab.Evaluate("document.getElementById('recommend').click()");
        await tab.Until("document.querySelectorAll('#next li').length === 10");

        Assert.Equal(shop.Index.Recommend(["folk-1", "folk-2"]).Select(next => next.Title), await tab.Texts("#next .item"));
    }

    [Fact]
    public async Task A_condition_filters_neighbors_and_a_bad_one_is_an_error_in_words()
    {
        await using Tab tab = await browser.Open();
        await tab.OpenMap(shop.Address + "/explore/#jazz-3");
        await tab.Until("document.querySelectorAll('#neighbors li').length === 10");

        await Filter("kind=opera");
        await tab.Until("document.querySelector('#neighbors .item')?.textContent.startsWith('Opera')");
        Assert.All(await tab.Texts("#neighbors .item"), title => Assert.StartsWith("Opera", title));
        await Filter("color=red");
        await tab.Until("!document.getElementById('notice').hidden");
        Assert.Contains("color", await tab.Text("#notice"));

        Task Filter(string condition) => tab.Evaluate(
            $"(() => {{ const one = document.getElementById('where'); one.value = '{condition}';"
                + " one.dispatchEvent(new Event('change')); })()");
    }

    [Fact]
    public async Task An_analogy_of_hostile_names_is_answered_by_the_service()
    {
        await using Tab tab = await browser.Open();
        await tab.OpenMap(shop.Address + "/explore/");

        await tab.Type("#a", Records.HostileItem);
        await tab.Type("#c", "techno-3");
        await tab.Press("Enter");
        await tab.Until("document.querySelectorAll('#analogy li').length === 10");

        string quoted = Records.HostileItem.Replace("'", "''", StringComparison.Ordinal);
        Assert.Equal(
            shop.Index.Analogy($"'{quoted}' + techno-3").Select(near => near.Title), await tab.Texts("#analogy .item"));
        Assert.Empty(tab.Problems);
    }

    [Fact]
    public async Task A_service_with_keys_shows_nothing_before_one_is_given()
    {
        await using WebApplication keyed = await Shop.Start(shop.Model, Key);
        await using Tab tab = await browser.Open();
        await tab.Send("Page.navigate", new() { ["url"] = keyed.Urls.First() + "/explore/" });
        await tab.Until("document.getElementById('key-form')?.hidden === false");
        Assert.Empty(await tab.Texts("#facts span"));

        await tab.Type("#key", Key);
        await tab.Press("Enter");
        await tab.Until("globalThis.item2vecMap !== undefined");

        Assert.Contains("73 items", await tab.Text("#facts"));
    }

    /// <summary>The records in a service of this process.</summary>
    public sealed class Shop(RecordsPage records) : IAsyncLifetime
    {
        private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("item2vec-test-");
        private WebApplication? app;

        internal string Model => Path.Combine(directory.FullName, "model");

        internal string Address => app!.Urls.First();

        internal ItemIndex Index => records.Index;

        public async ValueTask InitializeAsync()
        {
            Index.SaveModel(Model);
            app = await Start(Model);
        }

        public async ValueTask DisposeAsync()
        {
            if (app is not null) await app.DisposeAsync();
            directory.Delete(recursive: true);
        }

        internal static async Task<WebApplication> Start(string model, params string[] keys)
        {
            WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            builder.Services.AddItem2Vec(options =>
            {
                (options.Model, options.Watch) = (model, false);
                foreach (string key in keys) options.ApiKeys.Add(key);
            });
            builder.Services.AddItem2VecExplorer(options => options.Map = Records.Layout);
            WebApplication app = builder.Build();
            app.MapItem2VecExplorer();
            await app.StartAsync();
            return app;
        }
    }
}
