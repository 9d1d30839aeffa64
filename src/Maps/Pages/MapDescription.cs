using System.Globalization;
using System.Text.Json;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Cooccurrences;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Hnsw;

namespace Item2Vec.Maps.Pages;

/// <summary>What a page is told of its map besides the sections, and what it tells its readers.</summary>
internal sealed class MapDescription(
    ItemIndex index, MapLayout layout, MapPageOptions options, IReadOnlyList<MapColumn> columns, IReadOnlyList<string> leftOut)
{
    /// <summary>The version of pages: of this description and of the sections.</summary>
    public const int Version = 1;

    public required bool IsLive { get; init; }

    public required bool HasVectors { get; init; }

    public required IReadOnlyList<string> Sections { get; init; }

    private string MetricName => index.Metric switch { Metric.Cosine => "cosine", Metric.Dot => "dot", _ => "euclidean" };

    /// <summary>The checksum of the model that an index was opened from; null for one in memory.</summary>
    public static string? ChecksumOf(ItemIndex index) => index.Vectors.File is { } file ? VectorFile.Describe(file).Checksum : null;

    /// <summary>JSON; the writer's default escapes &lt;, &gt; and &amp;, so that no text ends an element.</summary>
    public byte[] ToJson()
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes)) Write(json);
        return bytes.ToArray();
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("version", Version);
        json.WriteString("title", options.Title);
        json.WriteNumber("items", layout.Count);
        json.WriteNumber("total", index.Count);
        json.WriteString("checksum", ChecksumOf(index));
        json.WriteString("method", layout.Method.ToString().ToLowerInvariant());
        json.WriteString("methodName", MapLayout.NameOf(layout.Method));
        json.WriteString("metric", MetricName);
        json.WriteNumber("k", options.Neighbors);
        json.WriteNumber("dimensions", index.Dimensions);
        json.WriteBoolean("canRecommend", IsLive && index.Vectors.HasOutput);
        json.WriteString("colorBy", ColorBy());
        WriteTexts(json, "sections", Sections);
        json.WriteStartArray("clusters");
        foreach (MapCluster cluster in layout.Clusters)
        {
            json.WriteStartObject();
            json.WriteString("label", cluster.Label);
            json.WriteNumber("count", cluster.Count);
            json.WriteNumber("x", cluster.X);
            json.WriteNumber("y", cluster.Y);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("columns");
        foreach (MapColumn column in columns)
        {
            json.WriteStartObject();
            json.WriteString("name", column.Name);
            json.WriteString("kind", column.Numbers is null ? "category" : "number");
            if (column.Numbers is null) WriteTexts(json, "values", column.Values);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteTexts(json, "notes", Notes());
        json.WriteEndObject();
    }

    /// <summary>The page's name for what it colors by.</summary>
    private string ColorBy()
    {
        int column = options.ColorBy is string name ? ColumnOf(name) : -1;
        if (column >= 0) return string.Create(CultureInfo.InvariantCulture, $"column{column}");
        bool hasClusters = layout.Clusters.Count > 0;
        bool hasCounts = index.Vectors.Vocabulary.TotalCount > 0;
        return hasClusters && options.ColorBy != MapPageOptions.ByCount ? MapPageOptions.ByCluster
            : hasCounts ? MapPageOptions.ByCount : "none";
    }

    private int ColumnOf(string name)
    {
        ItemAttributes attributes = index.Vectors.Attributes;
        int at = name is MapPageOptions.ByCluster or MapPageOptions.ByCount ? -1 : attributes.IndexOf(name);
        return at < 0 ? -1 : columns.ToList().FindIndex(column => column.Name == attributes.Names[at]);
    }

    private IEnumerable<string> Notes()
    {
        string many = layout.Count < index.Count ? $" The {layout.Count} items used most are shown, of {index.Count}." : string.Empty;
        yield return "Each point is an item. Items that are used alike lie near each other; between far groups the distance says little, "
            + $"and the directions say nothing. {(layout.Method == MapMethod.Pca ? Pca : NeighborMethod)}{many}";
        yield return "Neighbors and their scores are the model's own, from vectors of "
            + $"{index.Dimensions} dimensions, not from the picture: two items may be neighbors and lie apart.";
        if (index.Vectors.Cooccurrences?.Info is CooccurrenceInfo counted)
            yield return $"Sessions together are counted within {counted.Reach} events, and known for the {counted.Neighbors} strongest "
                + "pairs of an item. \"Both with\" names the item that stood with both most often.";
        if (IsLive)
            yield return "Neighbors, analogies and what comes next are asked of the service that sent this page.";
        else if (HasVectors)
            yield return "Analogies are calculated in this page from vectors rounded to 8 bits: scores may be off by about 0.01, and "
                + "items with nearly the same score may change places.";
        else
            yield return "This file holds no vectors, so that it can calculate no analogies.";
        yield return "The star of an analogy stands at the mean of its nearest items that lie together. Places are rounded to 1/65536 of "
            + "the map.";
        if (leftOut.Count > 0)
            yield return $"Not shown, since nearly every item has a value of its own: {string.Join(", ", leftOut)}.";
        yield return IsLive
            ? "The page loads nothing from elsewhere."
            : "This file holds the ids, titles, counts and attributes of its items"
                + $"{(options.Neighbors > 0 ? ", neighbors with numbers of sessions" : string.Empty)}"
                + $"{(HasVectors ? ", and vectors" : string.Empty)}. It loads nothing and sends nothing.";
    }

    private const string Pca = "Laid out by PCA: the two directions in which the vectors vary most.";

    private string NeighborMethod => $"Laid out by {MapLayout.NameOf(layout.Method)}, which keeps neighbors together.";

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
