using System.Globalization;
using System.Text.Json;
using Item2Vec.Cli.Terminal;
using Item2Vec.Maps;
using Item2Vec.Maps.Pages;

namespace Item2Vec.Cli.Map;

/// <summary>What map has written, for tools.</summary>
internal sealed class MapSummary(ItemMap map, MapFiles files, MapPage? page) : IReport
{
    private IEnumerable<(string Kind, string Path)> Written
        => new[] { ("html", files.Page), ("png", files.Png), ("svg", files.Svg) }
            .Where(file => file.Item2 is not null).Select(file => (file.Item1, file.Item2!));

    public IReadOnlyList<TextTable> ForPeople() => [ForTools()];

    public TextTable ForTools() => new(
        [new("file"), new("format"), new("bytes"), new("items")],
        [.. Written.Select(file => (string[])
            [
                file.Path, file.Kind, new FileInfo(file.Path).Length.ToString(CultureInfo.InvariantCulture),
                (page?.Count ?? map.Count).ToString(CultureInfo.InvariantCulture),
            ])]);

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("method", map.Method.ToString().ToLowerInvariant());
        json.WriteNumber("items", map.Count);
        json.WriteNumber("seed", map.Options.Seed);
        json.WriteStartArray("clusters");
        foreach (MapCluster cluster in map.Clusters)
        {
            json.WriteStartObject();
            json.WriteString("label", cluster.Label);
            json.WriteNumber("items", cluster.Count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("files");
        foreach ((string kind, string path) in Written)
        {
            json.WriteStartObject();
            json.WriteString("file", path);
            json.WriteString("format", kind);
            json.WriteNumber("bytes", new FileInfo(path).Length);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (page is not null)
        {
            json.WriteStartObject("page");
            json.WriteNumber("items", page.Count);
            json.WriteStartObject("bytes");
            foreach (MapPagePart part in page.Parts) json.WriteNumber(part.Name, part.Bytes);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
