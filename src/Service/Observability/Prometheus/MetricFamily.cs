using System.Diagnostics.Metrics;

namespace Item2Vec.Service;

/// <summary>What Prometheus calls the kinds of metric.</summary>
internal enum MetricKind
{
    /// <summary>Grows.</summary>
    Counter,

    /// <summary>Goes up and down.</summary>
    Gauge,

    /// <summary>Counts values by size.</summary>
    Histogram,
}

/// <summary>An instrument and its series. Thread-safe.</summary>
internal sealed class MetricFamily
{
    /// <summary>More are not kept: a tag with a value of its own for each request must not fill the memory.</summary>
    public const int MaxSeries = 1000;

    private readonly Lock adding = new();
    private readonly IReadOnlyList<double>? boundaries;
    private readonly bool isAbsolute;
    private volatile MetricSeries[] series = [];

    public MetricFamily(Instrument instrument)
    {
        Type type = instrument.GetType();
        string name = type.IsGenericType ? type.GetGenericTypeDefinition().Name.Split('`')[0] : type.Name;
        isAbsolute = instrument.IsObservable || name == "Gauge";
        Kind = name switch
        {
            "Counter" or "ObservableCounter" => MetricKind.Counter,
            "Histogram" => MetricKind.Histogram,
            _ => MetricKind.Gauge,
        };
        if (Kind == MetricKind.Histogram) boundaries = (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries ?? [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
        Name = PrometheusText.MetricName(instrument.Name, instrument.Unit, Kind);
        Description = instrument.Description ?? string.Empty;
    }

    public string Name { get; }

    public string Description { get; }

    public MetricKind Kind { get; }

    /// <summary>The upper ends of a histogram's buckets.</summary>
    public IReadOnlyList<double> Boundaries => boundaries ?? [];

    public IReadOnlyList<MetricSeries> Series => series;

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        MetricSeries? found = Find(tags) ?? Added(tags);
        if (found is null) return;
        if (isAbsolute) found.Set(value);
        else found.Add(value);
    }

    private MetricSeries? Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (MetricSeries known in series)
            if (known.Has(tags)) return known;
        return null;
    }

    private MetricSeries? Added(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (adding)
        {
            if (Find(tags) is MetricSeries known) return known;
            if (series.Length >= MaxSeries) return null;
            MetricSeries added = new(tags.ToArray(), boundaries);
            series = [.. series, added];
            return added;
        }
    }
}
