using System.Globalization;
using System.Text.Json;
using Item2Vec.Cli.Terminal;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Hnsw;

namespace Item2Vec.Cli.Index;

/// <summary>What the graph of a model is.</summary>
internal sealed class IndexReport(string path, ItemIndex index) : IReport
{
    private GraphInfo? Graph => index.Graph;

    public IReadOnlyList<TextTable> ForPeople()
    {
        List<string[]> rows = [["model", path], ["items", Readable.Count(index.Count)]];
        if (Graph is not GraphInfo graph)
        {
            rows.Add(["graph", "none: every query compares all items (item2vec index build)"]);
        }
        else
        {
            rows.AddRange(
            [
                ["metric", MetricName(graph)],
                ["links", string.Create(CultureInfo.InvariantCulture, $"{graph.Options.M} (M), {MeanLinks(graph):0.0} on average on the lowest level")],
                ["efConstruction", Readable.Count(graph.Options.EfConstruction)],
                ["ef", Readable.Count(graph.Options.EfSearch)],
                ["pruned links", graph.Options.KeepPruned ? "kept" : "dropped"],
                ["levels", string.Join(", ", graph.LevelCounts.Select(count => Readable.Count(count)))],
                ["size", Readable.Bytes(graph.Bytes)],
                ["recommend", index.OutputGraph is GraphInfo next ? $"a graph of its own, {Readable.Bytes(next.Bytes)}" : "compares all items"],
            ]);
        }

        return [new TextTable([new("key"), new("value")], rows) { ShowColumnNames = false }];
    }

    public TextTable ForTools() => new([new("key"), new("value")], [.. Fields().Select(field => (string[])[field.Name, Text(field.Value)])]);

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        foreach ((string name, object value) in Fields())
        {
            if (value is string text) json.WriteString(name, text);
            else if (value is bool flag) json.WriteBoolean(name, flag);
            else if (value is double number) json.WriteNumber(name, number);
            else if (value is IReadOnlyList<int> list) WriteList(json, name, list);
            else json.WriteNumber(name, Convert.ToInt64(value, CultureInfo.InvariantCulture));
        }

        json.WriteEndObject();
    }

    private IEnumerable<(string Name, object Value)> Fields()
    {
        yield return ("model", path);
        yield return ("items", index.Count);
        yield return ("hasGraph", Graph is not null);
        if (Graph is not GraphInfo graph) yield break;
        yield return ("metric", MetricName(graph));
        yield return ("m", graph.Options.M);
        yield return ("efConstruction", graph.Options.EfConstruction);
        yield return ("ef", graph.Options.EfSearch);
        yield return ("keepPruned", graph.Options.KeepPruned);
        yield return ("seed", graph.Options.Seed);
        yield return ("meanLinks", Math.Round(MeanLinks(graph), 3));
        yield return ("levels", graph.LevelCounts);
        yield return ("bytes", graph.Bytes);
        yield return ("outputBytes", index.OutputGraph?.Bytes ?? 0);
    }

    private double MeanLinks(GraphInfo graph) => index.Count == 0 ? 0 : graph.CountLinks() / (double)index.Count;

    private static string MetricName(GraphInfo graph) => graph.Options.Metric.ToString().ToLowerInvariant();

    private static string Text(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        IReadOnlyList<int> list => string.Join(',', list),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<int> list)
    {
        json.WriteStartArray(name);
        foreach (int number in list) json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}
