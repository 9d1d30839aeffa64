using System.Text.Json;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Embeddings.Formats;

/// <summary>
/// A directory with the files of an export and a description of them, <c>export.json</c>: it appears and is replaced as a whole.
/// </summary>
/// <remarks>
/// Only an export or an empty directory is replaced, which <c>export.json</c> tells, and only the files that it lists are deleted.
/// </remarks>
internal static class ExportDirectory
{
    /// <summary>The description.</summary>
    public const string InfoFile = "export.json";

    private const string FilesProperty = "files", FormatProperty = "item2vecExport";

    private const int MaxInfoBytes = 1 << 20;

    /// <summary>Writes a directory.</summary>
    /// <param name="path">The directory: an export, empty, or not there yet.</param>
    /// <param name="format">The name of the format.</param>
    /// <param name="vectors">What is written.</param>
    /// <param name="options">How it is written.</param>
    /// <param name="files">The files by their names, each with what writes it.</param>
    /// <exception cref="Item2VecException">The directory is something else, or cannot be written.</exception>
    public static void Write(
        string path, string format, ItemVectors vectors, VectorFormatOptions options,
        IReadOnlyList<(string Name, Action<Stream> Write)> files)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string[] names = [.. files.Select(file => file.Name)];
        try
        {
            string target = DirectorySwap.Normalize(path);
            Check(target, path, names);
            DirectorySwap.Write(target, InfoFile, existing => OwnFiles(existing, path, names), temporary =>
            {
                foreach ((string name, Action<Stream> write) in files) AtomicFile.Write(Path.Combine(temporary, name), write);
                AtomicFile.Write(
                    Path.Combine(temporary, InfoFile), stream => WriteInfo(stream, format, vectors, options, names));
            });
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new Item2VecException(
                $"{path}: cannot be written: {error.Message}", "choose another directory, or check its rights and the space on the disk",
                ErrorCode.CannotWrite, error);
        }
    }

    private static void Check(string target, string path, string[] names)
    {
        if (File.Exists(target)) throw NotReplaceable(path, "is a file, and the format is a directory of several");
        if (!Directory.Exists(DirectorySwap.Parent(target))) throw NotReplaceable(path, "the directory that it would be in does not exist");
        if (DirectorySwap.IsMountPoint(target)) throw NotReplaceable(path, "is a mount point, which cannot be replaced");
        if (Directory.Exists(target)) OwnFiles(target, path, names);
    }

    /// <summary>The files of an existing directory that an export wrote: what else is in it is its user's.</summary>
    private static IReadOnlyList<string> OwnFiles(string directory, string path, string[] names)
    {
        FileSystemInfo[] entries = [.. new DirectoryInfo(directory).EnumerateFileSystemInfos()];
        if (entries.Length == 0) return [];
        HashSet<string> listed = Listed(directory)
            ?? throw NotReplaceable(path, $"exists and is not an export: it has no {InfoFile} of one");
        FileSystemInfo? other = entries.FirstOrDefault(
            entry => names.Contains(entry.Name, StringComparer.Ordinal) && !(entry is FileInfo && listed.Contains(entry.Name)));
        if (other is not null) throw NotReplaceable(path, $"'{other.Name}' in it is not the export's, and a new one would need the name");
        return [.. entries.Where(entry => entry is FileInfo && listed.Contains(entry.Name)).Select(entry => entry.Name)];
    }

    /// <summary>The files that a description lists, itself among them; null if it is none.</summary>
    private static HashSet<string>? Listed(string directory)
    {
        string file = Path.Combine(directory, InfoFile);
        if (!File.Exists(file)) return null;
        try
        {
            using JsonDocument json = JsonDocument.Parse(RegularFile.ReadAll(file, MaxInfoBytes));
            if (json.RootElement.ValueKind != JsonValueKind.Object
                || !json.RootElement.TryGetProperty(FormatProperty, out _)
                || !json.RootElement.TryGetProperty(FilesProperty, out JsonElement files)
                || files.ValueKind != JsonValueKind.Array)
                return null;
            HashSet<string> listed = [InfoFile];
            foreach (JsonElement name in files.EnumerateArray())
                if (name.ValueKind == JsonValueKind.String) listed.Add(name.GetString()!);
            return listed;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void WriteInfo(Stream stream, string format, ItemVectors vectors, VectorFormatOptions options, string[] names)
    {
        using Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteString(FormatProperty, format);
        json.WriteNumber("items", vectors.Count);
        json.WriteNumber("dimensions", vectors.Dimensions);
        json.WriteString("matrix", MatrixName(options.Side));
        json.WriteString("type", TypeName(options.NumberType));
        json.WriteBoolean("normalized", options.Normalize);
        json.WriteStartArray(FilesProperty);
        foreach (string name in names) json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>What an export says of its matrix.</summary>
    public static string MatrixName(VectorSide side) => side.ToString().ToLowerInvariant();

    /// <summary>What an export says of its numbers.</summary>
    public static string TypeName(NumberType type) => type.ToString().ToLowerInvariant();

    private static Item2VecException NotReplaceable(string path, string problem)
        => new($"{path}: {problem}", "choose another directory", ErrorCode.CannotWrite);
}
