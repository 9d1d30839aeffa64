using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Item2Vec.Service;

/// <summary>Listens to the service's meter and the runtime's, and writes what it heard when Prometheus asks.</summary>
internal sealed class MetricsPage : IDisposable
{
    private const string RuntimeMeter = "System.Runtime";

    private readonly ConcurrentDictionary<Instrument, MetricFamily> metrics = new();
    private readonly MeterListener listener = new();

    /// <summary>Starts to listen.</summary>
    /// <param name="factory">Makes the meter of this host: other hosts of the process have their own.</param>
    public MetricsPage(IMeterFactory factory)
    {
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Name == RuntimeMeter || (instrument.Meter.Name == ServiceMetrics.MeterName && ReferenceEquals(instrument.Meter.Scope, factory)))
                listening.EnableMeasurementEvents(instrument, metrics.GetOrAdd(instrument, one => new MetricFamily(one)));
        };
        listener.SetMeasurementEventCallback<double>((_, value, tags, state) => ((MetricFamily)state!).Record(value, tags));
        listener.SetMeasurementEventCallback<long>((_, value, tags, state) => ((MetricFamily)state!).Record(value, tags));
        listener.SetMeasurementEventCallback<int>((_, value, tags, state) => ((MetricFamily)state!).Record(value, tags));
        listener.Start();
    }

    /// <summary>The metrics now.</summary>
    public string Text()
    {
        listener.RecordObservableInstruments();
        return PrometheusText.Write(metrics.Values);
    }

    public async Task Write(HttpContext http)
    {
        byte[] text = Encoding.UTF8.GetBytes(Text());
        http.Response.ContentType = PrometheusText.ContentType;
        http.Response.ContentLength = text.Length;
        await http.Response.BodyWriter.WriteAsync(text).ConfigureAwait(false);
    }

    public void Dispose() => listener.Dispose();
}
