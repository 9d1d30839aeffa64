using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Item2Vec.Service.Instrumentation;

/// <summary>
/// The metrics of the service: the instruments of <see cref="Item2VecTelemetry.MeterName"/>, for OpenTelemetry or <c>dotnet-counters</c>.
/// </summary>
internal sealed class ServiceMetrics : IDisposable
{
    private static readonly ActivitySource Activities = new(Item2VecTelemetry.SourceName);
    private static readonly double[] RequestSeconds = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1,
        2.5];
    private static readonly double[] QuerySeconds = [0.000005, 0.00001, 0.00002, 0.00005, 0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01,
        0.05, 0.1, 0.5];
    private static readonly double[] RecallShares = [0.5, 0.8, 0.9, 0.95, 0.99, 1];

    /// <summary>Boxed once, since a tag's value is an object.</summary>
    private static readonly object[] Statuses = [.. Enumerable.Range(0, 600).Select(status => (object)status)];

    private readonly Meter meter;
    private readonly Histogram<double> requests;
    private readonly Histogram<double> queries;
    private readonly Counter<long> reloads;
    private readonly Histogram<double> recall;
    private readonly Counter<long> events;
    private readonly Counter<long> eventsWithoutRoom;

    /// <summary>The tag that every measurement has, if any.</summary>
    private readonly KeyValuePair<string, object?>[] named;

    /// <param name="factory">The host's.</param>
    /// <param name="model">The tag <c>model</c> of everything measured, or null for none.</param>
    public ServiceMetrics(IMeterFactory factory, string? model = null)
    {
        named = model is null ? [] : [new("model", model)];
        meter = factory.Create(Item2VecTelemetry.MeterName);
        requests = Seconds("item2vec.request.duration", "Time from a request's arrival to its answer.", RequestSeconds);
        queries = Seconds("item2vec.query.duration", "Time from the arrived request to the written answer: parsing, all queries, JSON.",
            QuerySeconds);
        reloads = meter.CreateCounter<long>("item2vec.reloads", "{reload}",
            "Models found on disk while running, by whether they were taken or refused.");
        events = meter.CreateCounter<long>("item2vec.live.events", "{event}", "Events that were recorded and learned.");
        eventsWithoutRoom = meter.CreateCounter<long>("item2vec.live.events.no_room", "{event}",
            "Events of new items for which there is no room: recorded for the next training, and not learned.");
        recall = meter.CreateHistogram("item2vec.recall", "1", "Share of the exact answer that a sampled query found.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = RecallShares });
    }

    /// <summary>Whether anyone listens to durations.</summary>
    public bool IsOn => requests.Enabled || queries.Enabled;

    /// <summary>Registers the observable instruments of a host.</summary>
    /// <param name="items">Items of the served model.</param>
    /// <param name="ready">Whether there is a model.</param>
    /// <param name="rejected">Whether the newest model on disk was rejected.</param>
    /// <param name="loaded">When the served model was opened.</param>
    public void Observe(Func<int> items, Func<bool> ready, Func<bool> rejected, Func<DateTimeOffset?> loaded)
    {
        meter.CreateObservableGauge("item2vec.items", () => Tagged(items()), "{item}", "Items of the model that is served.");
        meter.CreateObservableGauge("item2vec.ready", () => Tagged(ready() ? 1 : 0), null, "1 when there is a model to ask.");
        meter.CreateObservableGauge("item2vec.model.refused", () => Tagged(rejected() ? 1 : 0), null,
            "1 when the newest model on disk was refused.");
        meter.CreateObservableGauge("item2vec.model.loaded", () => Tagged(loaded()?.ToUnixTimeSeconds() ?? 0), "s",
            "When the model that is served was opened, in Unix time.");
    }

    /// <summary>Starts the activity of an operation, or null if nobody listens. The caller ends it.</summary>
    public static Activity? StartActivity(string operation) => Activities.StartActivity(operation)?.SetTag("item2vec.operation", operation);

    /// <summary>
    /// Sets the outcome of an operation: only its status, since the problem may name ids. An invalid request is not an error of the
    /// service.
    /// </summary>
    public static void RecordStatus(Activity activity, int status)
    {
        activity.SetTag("http.response.status_code", Statuses[status]);
        if (status >= 500) activity.SetStatus(ActivityStatusCode.Error);
    }

    public void Request(string operation, int status, TimeSpan time)
    {
        KeyValuePair<string, object?> asked = new("operation", operation), answered = new("status", Statuses[status]);
        if (named is [var model]) requests.Record(time.TotalSeconds, asked, answered, model);
        else requests.Record(time.TotalSeconds, asked, answered);
    }

    public void Query(string operation, TimeSpan time)
    {
        KeyValuePair<string, object?> asked = new("operation", operation);
        if (named is [var model]) queries.Record(time.TotalSeconds, asked, model);
        else queries.Record(time.TotalSeconds, asked);
    }

    public void Reloaded(bool taken) => reloads.Add(1, [new("result", taken ? "taken" : "refused"), .. named]);

    /// <summary>Registers the observable instruments of a service that learns.</summary>
    public void ObserveLive(Func<int> sessions, Func<int> items)
    {
        meter.CreateObservableGauge("item2vec.live.sessions", sessions, "{session}", "Sessions of events that are kept.");
        meter.CreateObservableGauge("item2vec.live.items", items, "{item}", "New items since the training.");
    }

    public void Learned(long count, long withoutRoom)
    {
        events.Add(count, named);
        if (withoutRoom > 0) eventsWithoutRoom.Add(withoutRoom, named);
    }

    public void Recall(double share) => recall.Record(share, named);

    public void Dispose() => meter.Dispose();

    private Measurement<T> Tagged<T>(T value)
        where T : struct
        => new(value, named);

    private Histogram<double> Seconds(string name, string description, double[] boundaries)
        => meter.CreateHistogram(name, "s", description, advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = boundaries });
}

/// <summary>
/// The names by which OpenTelemetry finds the instruments of the service: <c>AddMeter(Item2VecTelemetry.MeterName)</c>,
/// <c>AddSource(Item2VecTelemetry.SourceName)</c>.
/// </summary>
public static class Item2VecTelemetry
{
    /// <summary>The meter. Its histograms declare their bucket boundaries, which OpenTelemetry uses.</summary>
    public const string MeterName = "Item2Vec.Service";

    /// <summary>The activity source: one activity per operation, none if nobody listens. No tag holds an item or user id.</summary>
    public const string SourceName = "Item2Vec.Service";
}
