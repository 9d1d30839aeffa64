namespace Item2Vec.Service;

/// <summary>The names under which OpenTelemetry finds what the service measures: <c>AddMeter(Item2VecTelemetry.MeterName)</c>, <c>AddSource(Item2VecTelemetry.SourceName)</c>.</summary>
public static class Item2VecTelemetry
{
    /// <summary>The meter. Its histograms carry the boundaries of their buckets, which OpenTelemetry takes over.</summary>
    public const string MeterName = "Item2Vec.Service";

    /// <summary>The source of activities: one per question, none where nobody listens. No tag holds an id of an item or a user.</summary>
    public const string SourceName = "Item2Vec.Service";
}
