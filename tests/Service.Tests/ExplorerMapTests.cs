using System.Net;
using System.Text.Json;
using System.Threading.Channels;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;
using Item2Vec.Maps;
using Item2Vec.Service.Explorer;
using Item2Vec.Service.Models;
using Item2Vec.Service.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Item2Vec.Service.Tests;

/// <summary>
/// What becomes of a layout when its model is replaced at a chosen moment: what it writes to the log is where these tests step in, on its
/// own thread.
/// </summary>
public sealed class ExplorerMapTests : IDisposable
{
    private const string Begins = "LayoutNotTaken", Ends = "LaidOut";

    private readonly TemporaryDirectory directory = new();
    private readonly Interrupted log = new();

    public ExplorerMapTests() => TestModels.Write(Model);

    private string Model => directory.File("model");

    [Fact]
    public async Task A_model_that_is_replaced_while_it_is_laid_out_gives_way_to_the_new_one()
    {
        await using WebApplication app = Build(mapFile: directory.File("none.html"));
        log.At(Begins, () => Replace(app));
        await app.StartAsync();

        // The first layout is stopped: only the second ends.
        Assert.Equal([Begins, Begins, Ends], await log.Take(3));
        Assert.Equal(NewChecksum(), await Checksum(app));
    }

    [Fact]
    public async Task A_model_that_is_replaced_as_its_layout_ends_is_not_the_last_to_be_laid_out()
    {
        await using WebApplication app = Build(mapFile: null);
        log.At(Ends, () => Replace(app));
        await app.StartAsync();

        Assert.Equal([Ends, Ends], await log.Take(2));
        Assert.Equal(NewChecksum(), await Checksum(app));
    }

    [Fact]
    public async Task A_map_that_is_disposed_as_a_layout_ends_waits_for_no_other()
    {
        await using WebApplication app = Build(mapFile: null);
        ExplorerMap map = app.Services.GetRequiredService<ExplorerMap>();
        log.At(Ends, map.Dispose);
        await app.StartAsync();

        Assert.Equal([Ends], await log.Take(1));
        await map.ExecuteTask!.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
    }

    public void Dispose() => directory.Dispose();

    private static async Task<string?> Checksum(WebApplication app)
    {
        using HttpClient client = app.GetTestClient();
        JsonElement meta = await TestService.Json(await client.GetAsync("/explore/map"), HttpStatusCode.OK);
        return meta.GetProperty("checksum").GetString();
    }

    private string? NewChecksum()
    {
        using ItemIndex index = ItemIndex.Open(Model);
        return VectorFile.Describe(index.Vectors.File!).Checksum;
    }

    private void Replace(WebApplication app)
    {
        TestModels.Write(Model, seed: 2);
        Assert.True(app.Services.GetRequiredService<ModelHost>().Reload());
    }

    private WebApplication Build(string? mapFile)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Services.AddItem2Vec(options => (options.Model, options.Watch) = (Model, false));
        builder.Services.AddItem2VecExplorer(options =>
            (options.MapFile, options.Map) = (mapFile, new MapOptions { Method = MapMethod.Pca, Threads = 1 }));
        builder.Services.AddSingleton<ILogger<ExplorerMap>>(log);
        WebApplication app = builder.Build();
        app.MapItem2VecExplorer();
        return app;
    }

    /// <summary>A log that does something when it hears of something for the first time.</summary>
    private sealed class Interrupted : ILogger<ExplorerMap>
    {
        private readonly Channel<string> entries = Channel.CreateUnbounded<string>();
        private string? moment;
        private Action? action;

        public void At(string entry, Action todo) => (moment, action) = (entry, todo);

        /// <summary>The names of the next entries.</summary>
        public async Task<string[]> Take(int count)
        {
            using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            patience.CancelAfter(TimeSpan.FromMinutes(2));
            string[] taken = new string[count];
            for (int i = 0; i < count; i++) taken[i] = await entries.Reader.ReadAsync(patience.Token);
            return taken;
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Name == moment) Interlocked.Exchange(ref action, null)?.Invoke();
            entries.Writer.TryWrite(eventId.Name!);
        }
    }
}
