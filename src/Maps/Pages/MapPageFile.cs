using System.Text.Json;
using Item2Vec.Embeddings.Common;
using Item2Vec.Indexing;

namespace Item2Vec.Maps.Pages;

/// <summary>The file of a page: a line for the description and for each section, so that the layout can be read again.</summary>
internal static class MapPageFile
{
    private const string MetaStart = "<script type=\"application/json\" id=\"map-meta\">";
    private const string SectionStart = "<script type=\"application/octet-stream\" id=\"map-";
    private const string End = "</script>";

    /// <summary>Bytes that are turned into text at once, a multiple of 3.</summary>
    private const int Chunk = 3 << 15;

    /// <summary>Writes the content as elements of a page.</summary>
    public static void WriteData(TextWriter page, MapContent content)
    {
        page.Write(MetaStart);
        page.Write(System.Text.Encoding.UTF8.GetString(content.Meta));
        page.Write(End);
        page.Write('\n');
        char[] letters = new char[Chunk / 3 * 4];
        foreach (MapSection section in content.Sections)
        {
            page.Write(SectionStart);
            page.Write(section.Name);
            page.Write("\">");
            for (int from = 0; from < section.Compressed.Length; from += Chunk)
            {
                int length = Math.Min(Chunk, section.Compressed.Length - from);
                page.Write(letters, 0, Convert.ToBase64CharArray(section.Compressed, from, length, letters, 0));
            }

            page.Write(End);
            page.Write('\n');
        }
    }

    /// <summary>The layout of a page that was written for an index.</summary>
    /// <exception cref="Item2VecException">The file cannot be read, is no such page, or shows another model.</exception>
    public static MapLayout ReadLayout(string path, ItemIndex index)
    {
        try
        {
            using StreamReader reader = File.OpenText(path);
            string meta = Skip(reader, MetaStart) ?? throw NoPage(path);
            using JsonDocument document = JsonDocument.Parse(meta);
            JsonElement root = document.RootElement;
            if (root.GetProperty("version").GetInt32() != MapDescription.Version) throw NoPage(path);
            string? checksum = root.GetProperty("checksum").GetString();
            if (checksum is null || checksum != MapDescription.ChecksumOf(index))
                throw new Item2VecException(
                    $"{path}: shows another model, or the same one before it was trained again", "write the page again");
            int count = root.GetProperty("items").GetInt32();
            if (count < 0 || count > index.Count) throw NoPage(path);
            bool hasClusters = root.GetProperty("clusters").GetArrayLength() > 0;
            return new MapLayout
            {
                Positions = MapSection.Read<ushort>(Section(reader, MapContent.Positions) ?? throw NoPage(path), 2 * count),
                ClusterOf = hasClusters
                    ? MapSection.Read<ushort>(Section(reader, MapContent.Clusters) ?? throw NoPage(path), count)
                    : [],
                Clusters = [.. root.GetProperty("clusters").EnumerateArray().Select(cluster => new MapCluster(
                    cluster.GetProperty("count").GetInt32(), cluster.GetProperty("label").GetString() ?? string.Empty,
                    cluster.GetProperty("x").GetSingle(), cluster.GetProperty("y").GetSingle()))],
                Method = Enum.Parse<MapMethod>(root.GetProperty("method").GetString() ?? string.Empty, ignoreCase: true),
            };
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new Item2VecException(
                $"{path}: cannot be read: {problem.Message}", code: ErrorCode.InputMissing, innerException: problem);
        }
        catch (Exception problem) when (problem is JsonException or FormatException or InvalidDataException or InvalidOperationException
            or KeyNotFoundException or ArgumentException)
        {
            throw NoPage(path, problem);
        }
    }

    private static byte[]? Section(StreamReader reader, string name)
        => Skip(reader, $"{SectionStart}{name}\">") is string text ? Convert.FromBase64String(text) : null;

    /// <summary>The content of the next element that begins a line.</summary>
    private static string? Skip(StreamReader reader, string start)
    {
        while (reader.ReadLine() is string line)
            if (line.StartsWith(start, StringComparison.Ordinal) && line.EndsWith(End, StringComparison.Ordinal))
                return line[start.Length..^End.Length];
        return null;
    }

    private static Item2VecException NoPage(string path, Exception? problem = null)
        => new($"{path}: is no page of a map that this version wrote", "write it with MapPage.Write", innerException: problem);
}
