using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using System.Text.Json;
using Item2Vec.Indexing;
using Item2Vec.Service.Instrumentation;
using Item2Vec.Service.Models;
using Item2Vec.Service.Options;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Item2Vec.Service.Tests.Support;

/// <summary>The service in memory, on a model of its own, and the same model opened beside it.</summary>
public sealed class TestService : IAsyncDisposable, IDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly WebApplication app;
    private readonly Lazy<ItemIndex> index;

    public TestService()
        : this(_ => { })
    {
    }

    internal TestService(Action<Item2VecOptions> configure, Action<string>? write = null)
    {
        if (write is null) TestModels.Write(Model);
        else write(Model);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Logging.AddProvider(Log);
        builder.Services.AddItem2Vec(options =>
        {
            options.Model = Model;
            options.Watch = false;
            options.RecallInterval = TimeSpan.Zero;
            configure(options);
        });
        builder.Services.AddItem2VecEmbeddingGenerator();
        app = builder.Build();
        app.MapItem2Vec("/v1");
        app.MapItem2VecProbes();
        app.Start();
        Metrics = new HeardMetrics(app.Services.GetRequiredService<IMeterFactory>());
        Client = app.GetTestClient();
        index = new Lazy<ItemIndex>(() => ItemIndex.Open(Model));
    }

    public string Model => directory.File("model");

    public HttpClient Client { get; }

    public IServiceProvider Services => app.Services;

    /// <summary>What was measured since the start.</summary>
    internal HeardMetrics Metrics { get; }

    internal ModelHost Models => Services.GetRequiredService<ModelHost>();

    /// <summary>What the service writes to its log.</summary>
    internal HeardLog Log { get; } = new();

    /// <summary>The model as a reader without a service opens it.</summary>
    internal ItemIndex Index => index.Value;

    internal async Task<JsonElement> Get(string path, HttpStatusCode status = HttpStatusCode.OK)
        => await Json(await Client.GetAsync(path), status);

    internal async Task<JsonElement> Post(string path, string body, HttpStatusCode status = HttpStatusCode.OK)
        => await Json(await Client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json")), status);

    internal static async Task<JsonElement> Json(HttpResponseMessage response, HttpStatusCode status)
    {
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{(int)response.StatusCode}, {(int)status} was expected: {text}");
        Assert.Equal(
            status < HttpStatusCode.BadRequest ? "application/json" : "application/problem+json",
            response.Content.Headers.ContentType?.MediaType);
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>The results of an answer.</summary>
    internal static (string Item, float Score, string? Title)[] Results(JsonElement answer)
        => [.. answer.GetProperty("results").EnumerateArray().Select(found => (
            found.GetProperty("item").GetString()!,
            found.GetProperty("score").GetSingle(),
            found.TryGetProperty("title", out JsonElement title) ? title.GetString() : null))];

    internal static (string Item, float Score, string? Title)[] Results(Neighbor[] found)
        => [.. found.Select(neighbor => (neighbor.Item, neighbor.Score, neighbor.Title))];

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        Metrics.Dispose();
        await app.DisposeAsync();
        if (index.IsValueCreated) index.Value.Dispose();
        directory.Dispose();
    }
}

/// <summary>Tests that listen to the whole process run while no other does.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

/// <summary>Hears a host of models, which writes to its log whenever it has taken or refused one.</summary>
internal sealed class HeardLog : ILoggerProvider, ILogger
{
    private TaskCompletionSource next = New();

    /// <summary>Waits until a condition holds, which is looked at again after each entry.</summary>
    public async Task Until(Func<Task<bool>> holds)
    {
        for (Task entry = next.Task; !await holds(); entry = next.Task)
            await entry.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
    }

    public ILogger CreateLogger(string categoryName) => categoryName == typeof(ModelHost).FullName ? this : NullLogger.Instance;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
        => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        => Interlocked.Exchange(ref next, New()).SetResult();

    public void Dispose()
    {
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>What the instruments of one host have said.</summary>
internal sealed class HeardMetrics : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly Lock hearing = new();
    private readonly List<(string Name, double Value, KeyValuePair<string, object?>[] Tags)> heard = [];

    /// <summary>Starts to listen.</summary>
    /// <param name="factory">The host's: others of the process have meters of the same name.</param>
    public HeardMetrics(IMeterFactory factory)
    {
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Name == Item2VecTelemetry.MeterName && ReferenceEquals(instrument.Meter.Scope, factory))
                listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Hear(instrument, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Hear(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Hear(instrument, value, tags));
        listener.Start();
    }

    /// <summary>
    /// How often an instrument has said something under these tags, which are written <c>operation=similar,status=200</c>.
    /// </summary>
    public int Times(string name, string tags = "") => Of(name, tags).Length;

    /// <summary>The sum of what an instrument without tags has said.</summary>
    public double Sum(string name) => Of(name, string.Empty).Sum();

    /// <summary>What an observable instrument says now.</summary>
    public double Now(string name)
    {
        listener.RecordObservableInstruments();
        return Of(name, string.Empty)[^1];
    }

    public void Dispose() => listener.Dispose();

    private double[] Of(string name, string tags)
    {
        lock (hearing)
            return [.. heard.Where(one => one.Name == name && string.Join(',', one.Tags.Select(tag => $"{tag.Key}={tag.Value}")) == tags)
                .Select(one => one.Value)];
    }

    private void Hear(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (hearing) heard.Add((instrument.Name, value, tags.ToArray()));
    }
}
