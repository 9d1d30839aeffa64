using System.Text.Json;
using Item2Vec.Cli.Terminal;

namespace Item2Vec.Cli.Audit;

/// <summary>The result of an audit, in every format.</summary>
internal sealed class AuditReport(AuditResult found) : IReport
{
    public IReadOnlyList<TextTable> ForPeople() =>
    [
        AuditTables.Lists(found),
        .. found.Use is null ? [] : (TextTable[])[AuditTables.Tenths(found)],
        AuditTables.Walks(found),
        .. found.Groups is null ? [] : (TextTable[])[AuditTables.Groups(found.Groups, [.. found.Scores.Select(one => one.Score)])],
        .. found.Users.Select(AuditTables.Users),
        .. found.Users.Count == 0 ? [] : (TextTable[])[AuditTables.Gaps(found.Users)],
        .. found.Direction is null ? [] : (TextTable[])[AuditTables.Biases(found), AuditTables.Farthest(found)],
        .. found.Direction?.Test is null ? [] : (TextTable[])[AuditTables.Test(found.Direction.Test)],
    ];

    public TextTable ForTools() => new(
        [new("section"), new("name"), new("score"), new("metric"), new("value"), new("low"), new("high")],
        [.. AuditMetrics.Of(found).Select(metric => (string[])
            [
                metric.Section, metric.Name, metric.Score, metric.Metric, Text(metric.Value.Value), Text(metric.Value.Low),
                Text(metric.Value.High)
            ])]);

    /// <summary>Each section as an array of objects: a name, the score if it has one, metrics, and their intervals.</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("model", found.Model);
        json.WriteNumber("items", found.Vectors.Count);
        json.WriteNumber("k", found.Options.ListLength);
        json.WriteNumber("listCount", found.Lists);
        json.WriteString("listsOf", found.IsSample ? "items drawn by use" : "every item");
        json.WriteNumber("usedEvents", found.UsedEvents);
        foreach (IGrouping<string, AuditMetric> section in AuditMetrics.Of(found).GroupBy(metric => metric.Section))
        {
            json.WriteStartArray(section.Key);
            foreach (IGrouping<(string Name, string Score), AuditMetric> one in section.GroupBy(metric => (metric.Name, metric.Score)))
                WriteOne(json, one.Key.Name, one.Key.Score, one);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteOne(Utf8JsonWriter json, string name, string score, IEnumerable<AuditMetric> metrics)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        if (score.Length > 0) json.WriteString("score", score);
        json.WriteStartObject("metrics");
        foreach (AuditMetric metric in metrics) WriteNumber(json, metric.Metric, metric.Value.Value);
        json.WriteEndObject();
        if (metrics.Any(metric => double.IsFinite(metric.Value.Low)))
        {
            json.WriteStartObject("intervals");
            foreach (AuditMetric metric in metrics.Where(metric => double.IsFinite(metric.Value.Low)))
            {
                json.WriteStartArray(metric.Metric);
                json.WriteNumberValue(metric.Value.Low);
                json.WriteNumberValue(metric.Value.High);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>JSON has no NaN, so undefined numbers are null.</summary>
    private static void WriteNumber(Utf8JsonWriter json, string name, double number)
    {
        if (double.IsFinite(number)) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }

    private static string Text(double number) => double.IsFinite(number) ? Readable.Exact(number) : string.Empty;
}
