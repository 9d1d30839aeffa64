using System.Text.Json;
using System.Text.RegularExpressions;

namespace Item2Vec.Cli.Tests.Docs;

/// <summary>What the dashboard asks for is on the page of metrics, as it was recorded from a service with two models.</summary>
public sealed partial class DashboardTests
{
    private static readonly string[] Functions =
        ["sum", "max", "rate", "increase", "histogram_quantile", "time", "by", "__rate_interval"];

    /// <summary>The names and labels of a page, of each metric.</summary>
    internal static Dictionary<string, HashSet<string>> Recorded { get; } = Read(
        File.ReadAllText(Path.Combine(Tool.Repository, "tests", "Cli.Tests", "Docs", "metrics.txt")));

    [Fact]
    public void Every_query_asks_for_metrics_and_labels_that_there_are()
    {
        string[] queries = [.. Queries()];
        Assert.True(queries.Length >= 12, "the dashboard has lost panels");
        foreach (string query in queries)
        {
            string[] names = [.. Name().Matches(Texts().Replace(query, "\"\"")).Select(match => match.Value).Except(Functions)];
            string[] metrics = [.. names.Where(name => name.Contains('_', StringComparison.Ordinal))];
            Assert.All(metrics, metric => Assert.True(Recorded.ContainsKey(metric), $"{query}: there is no metric {metric}"));
            string[] labels = [.. names.Except(metrics)];
            Assert.All(
                labels,
                label => Assert.True(metrics.Any(metric => Recorded[metric].Contains(label)), $"{query}: no metric has a label {label}"));
            Assert.Equal(query.Count(c => c == '('), query.Count(c => c == ')'));
        }
    }

    [Fact]
    public void Every_metric_of_the_service_has_its_place()
    {
        string all = string.Join('\n', Queries());
        string[] families = [.. Recorded.Keys.Select(name => Suffix().Replace(name, string.Empty)).Distinct()];
        Assert.All(families, family => Assert.Contains(family, all, StringComparison.Ordinal));
    }

    [Fact]
    public void Panels_do_not_overlap_and_name_their_series()
    {
        using JsonDocument dashboard = Dashboard();
        HashSet<(int, int)> taken = [];
        foreach (JsonElement panel in dashboard.RootElement.GetProperty("panels").EnumerateArray())
        {
            JsonElement place = panel.GetProperty("gridPos");
            for (int x = 0; x < place.GetProperty("w").GetInt32(); x++)
            {
                for (int y = 0; y < place.GetProperty("h").GetInt32(); y++)
                    Assert.True(taken.Add((place.GetProperty("x").GetInt32() + x, place.GetProperty("y").GetInt32() + y)), $"{panel}");
            }

            Assert.All(
                panel.GetProperty("targets").EnumerateArray(), target => Assert.NotEmpty(target.GetProperty("legendFormat").GetString()!));
        }

        Assert.True(taken.Max(place => place.Item1) < 24, "Grafana's grid has 24 columns");
    }

    /// <summary>The metrics of a page, with the labels that each has.</summary>
    internal static Dictionary<string, HashSet<string>> Read(string page)
    {
        Dictionary<string, HashSet<string>> metrics = [];
        foreach (string line in page.Split('\n').Where(line => line.Length > 0 && line[0] != '#'))
        {
            Match sample = Sample().Match(line);
            string name = sample.Groups[1].Value;
            if (!metrics.TryGetValue(name, out HashSet<string>? labels)) metrics[name] = labels = ["instance"];
            labels.UnionWith(Label().Matches(sample.Groups[2].Value).Select(label => label.Groups[1].Value));
        }

        return metrics;
    }

    private static IEnumerable<string> Queries()
    {
        using JsonDocument dashboard = Dashboard();
        foreach (JsonElement panel in dashboard.RootElement.GetProperty("panels").EnumerateArray())
            foreach (JsonElement target in panel.GetProperty("targets").EnumerateArray())
                yield return target.GetProperty("expr").GetString()!;
    }

    private static JsonDocument Dashboard() => JsonDocument.Parse(File.ReadAllText(
        Path.Combine(Tool.Repository, "samples", "similar-items-service", "deploy", "grafana", "item2vec.json")));

    [GeneratedRegex("^([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{.*\\})? ")]
    private static partial Regex Sample();

    [GeneratedRegex("([a-zA-Z_]\\w*)=\"")]
    private static partial Regex Label();

    [GeneratedRegex("[a-zA-Z_]\\w*")]
    private static partial Regex Name();

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Texts();

    [GeneratedRegex("_(bucket|sum|count|total)$")]
    private static partial Regex Suffix();
}
