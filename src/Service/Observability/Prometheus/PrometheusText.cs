using System.Globalization;
using System.Text;

namespace Item2Vec.Service;

/// <summary>Metrics in Prometheus's text format, version 0.0.4.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>The name of a metric: dots become underscores, the unit and, of counters, <c>_total</c> come behind, as OpenTelemetry does it.</summary>
    public static string MetricName(string name, string? unit, MetricKind kind)
    {
        string plain = Identifier(name);
        string suffix = unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            "1" when kind == MetricKind.Gauge => "_ratio",
            _ => string.Empty,
        };
        if (!plain.EndsWith(suffix, StringComparison.Ordinal)) plain += suffix;
        return kind == MetricKind.Counter && !plain.EndsWith("_total", StringComparison.Ordinal) ? plain + "_total" : plain;
    }

    /// <summary>Writes metrics, in order of name; of two with the same name the first.</summary>
    public static string Write(IEnumerable<MetricFamily> metrics)
    {
        StringBuilder text = new();
        foreach (MetricFamily metric in metrics.OrderBy(metric => metric.Name, StringComparer.Ordinal).DistinctBy(metric => metric.Name))
        {
            if (metric.Series.Count == 0) continue;
            text.Append("# HELP ").Append(metric.Name).Append(' ').Append(Escaped(metric.Description, quotes: false)).Append('\n');
            text.Append("# TYPE ").Append(metric.Name).Append(' ').Append(Kind(metric.Kind)).Append('\n');
            foreach (MetricSeries series in metric.Series) Write(text, metric, series);
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, MetricFamily metric, MetricSeries series)
    {
        (double sum, long count, long[] buckets) = series.Read();
        if (metric.Kind != MetricKind.Histogram)
        {
            Sample(text, metric.Name, series.Tags, null, sum);
            return;
        }

        long below = 0;
        for (int i = 0; i < buckets.Length; i++)
        {
            below += buckets[i];
            Sample(text, metric.Name + "_bucket", series.Tags, i < metric.Boundaries.Count ? Number(metric.Boundaries[i]) : "+Inf", below);
        }

        Sample(text, metric.Name + "_sum", series.Tags, null, sum);
        Sample(text, metric.Name + "_count", series.Tags, null, count);
    }

    private static void Sample(StringBuilder text, string name, IReadOnlyList<KeyValuePair<string, object?>> tags, string? upper, double value)
    {
        text.Append(name);
        List<string> labels = [.. tags.Select(tag => $"{Identifier(tag.Key)}=\"{Escaped(Convert.ToString(tag.Value, CultureInfo.InvariantCulture) ?? string.Empty, quotes: true)}\"")];
        if (upper is not null) labels.Add($"le=\"{upper}\"");
        if (labels.Count > 0) text.Append('{').AppendJoin(',', labels).Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Kind(MetricKind kind) => kind switch { MetricKind.Counter => "counter", MetricKind.Histogram => "histogram", _ => "gauge" };

    private static string Number(double value)
        => double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : value.ToString("R", CultureInfo.InvariantCulture);

    private static string Identifier(string name)
    {
        string plain = string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_'));
        return plain.Length == 0 || char.IsAsciiDigit(plain[0]) ? "_" + plain : plain;
    }

    private static string Escaped(string text, bool quotes)
    {
        string escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return quotes ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }
}
