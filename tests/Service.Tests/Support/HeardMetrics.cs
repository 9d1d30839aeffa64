using System.Diagnostics.Metrics;
using Item2Vec.Service.Instrumentation;

namespace Item2Vec.Service.Tests.Support;

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
            if (instrument.Meter.Name == Item2VecTelemetry.MeterName && ReferenceEquals(instrument.Meter.Scope, factory)) listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Hear(instrument, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Hear(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Hear(instrument, value, tags));
        listener.Start();
    }

    /// <summary>How often an instrument has said something under these tags, which are written <c>operation=similar,status=200</c>.</summary>
    public int Times(string name, string tags = "") => Of(name, tags).Length;

    /// <summary>What an observable instrument says now.</summary>
    public double Now(string name)
    {
        listener.RecordObservableInstruments();
        return Of(name, string.Empty)[^1];
    }

    public void Dispose() => listener.Dispose();

    private double[] Of(string name, string tags)
    {
        lock (hearing) return [.. heard.Where(one => one.Name == name && string.Join(',', one.Tags.Select(tag => $"{tag.Key}={tag.Value}")) == tags).Select(one => one.Value)];
    }

    private void Hear(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (hearing) heard.Add((instrument.Name, value, tags.ToArray()));
    }
}
