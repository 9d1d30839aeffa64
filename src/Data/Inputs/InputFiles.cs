using System.IO.Compression;
using System.IO.Enumeration;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Data.Inputs;

/// <summary>Expands paths and globs into the list of files to read, and finds errors before anything is read.</summary>
internal static class InputFiles
{
    private static readonly string[] AnyName = ["*"];

    /// <summary>The files in the order given; a glob's files in name order.</summary>
    public static IReadOnlyList<InputFile> Resolve(IReadOnlyList<string> inputs)
    {
        if (inputs.Count == 0)
            throw new Item2VecException("no input was given", $"name one or more files: {InputFile.Known}", ErrorCode.Usage);
        List<InputFile> files = [.. inputs.SelectMany(Expand).Distinct(StringComparer.Ordinal).Select(Describe).Select(Compression.Of)];
        foreach (InputFile file in files) FileChecks.Check(file);
        InputFile first = files[0];
        InputFile? other = files.Find(file => file.Format != first.Format);
        if (other is not null)
        {
            throw new Item2VecException(
                $"'{first.Path}' and '{other.Path}' are of different kinds; files that are read together are all of one kind",
                "convert one of them, or give only the files of one kind");
        }

        return files;
    }

    private static InputFile Describe(string path) => InputFile.Of(path)
        ?? throw new Item2VecException($"'{path}' has an extension that says nothing about its content", $"expected {InputFile.Known}");

    private static IEnumerable<string> Expand(string input)
    {
        if (input is "-" or "/dev/stdin" || input.StartsWith("/dev/fd/", StringComparison.Ordinal)) throw FileChecks.NotRegular(input);
        if (File.Exists(input)) return [input];
        if (Directory.Exists(input) && Path.TrimEndingDirectorySeparator(input).EndsWith(".parquet", StringComparison.OrdinalIgnoreCase))
        {
            // Cluster engines write a directory of parts.
            string[] parts = [.. Matches(Path.Combine(input, "**", "*.parquet")).Where(File.Exists).Order(StringComparer.Ordinal)];
            return parts.Length > 0 ? parts : throw new Item2VecException($"the directory '{input}' holds no .parquet file",
                "check how it was written", ErrorCode.InputMissing);
        }

        if (Directory.Exists(input))
        {
            throw new Item2VecException(
                $"'{input}' is a directory; files were expected",
                $"name the files in it with a glob, such as '{Path.Combine(input, "*.parquet")}'",
                ErrorCode.InputMissing);
        }

        if (!IsGlob(input)) throw new Item2VecException($"'{input}' does not exist", "check the path", ErrorCode.InputMissing);
        string[] found = [.. Matches(input).Order(StringComparer.Ordinal)];
        if (found.Length == 0)
            throw new Item2VecException($"no file matches '{input}'", "check the path and the pattern", ErrorCode.InputMissing);
        return found;
    }

    private static bool IsGlob(string input) => input.AsSpan().IndexOfAny('*', '?') >= 0;

    /// <summary>
    /// All files that match: <c>*</c> and <c>?</c> match characters of a name, <c>**</c> any number of directories.
    /// </summary>
    private static IEnumerable<string> Matches(string pattern)
    {
        string[] parts = pattern.Replace('\\', Path.DirectorySeparatorChar).Split(Path.DirectorySeparatorChar);
        int fixedParts = Array.FindIndex(parts, IsGlob);
        string root = string.Join(Path.DirectorySeparatorChar, parts[..fixedParts]);
        if (fixedParts == 1 && root.Length == 0) root = Path.DirectorySeparatorChar.ToString();
        return Walk(root, parts.AsMemory(fixedParts));
    }

    private static IEnumerable<string> Walk(string directory, ReadOnlyMemory<string> parts)
    {
        string name = parts.Span[0];
        ReadOnlyMemory<string> rest = parts[1..];
        string searched = directory.Length == 0 ? "." : directory;
        if (!Directory.Exists(searched)) return [];
        if (name == "**")
        {
            IEnumerable<string> deeper = Names(searched, files: false).SelectMany(child => Walk(Path.Combine(directory, child), parts));
            return rest.IsEmpty ? Walk(directory, AnyName).Concat(deeper) : Walk(directory, rest).Concat(deeper);
        }

        IEnumerable<string> matching = Names(searched, files: rest.IsEmpty)
            .Where(child => FileSystemName.MatchesSimpleExpression(name, child, ignoreCase: false))
            .Select(child => Path.Combine(directory, child));
        return rest.IsEmpty ? matching : matching.SelectMany(child => Walk(child, rest));
    }

    private static IEnumerable<string> Names(string directory, bool files)
        => (files ? Directory.EnumerateFiles(directory) : Directory.EnumerateDirectories(directory))
            .Select(path => Path.GetFileName(path)).Where(name => name[0] != '.');
}

/// <summary>The format of a file, by its extension.</summary>
internal enum FileFormat
{
    Parquet,
    Csv,
    Tsv,
    Json,
    JsonLines,
    Text,
}

/// <summary>A file to read.</summary>
/// <param name="Path">The path as given.</param>
/// <param name="Format">Its format.</param>
/// <param name="Gzip">Whether it is gzipped.</param>
internal sealed record InputFile(string Path, FileFormat Format, bool Gzip)
{
    public const string Known = ".parquet, .csv, .tsv, .jsonl, .ndjson, .json or .txt (all but .parquet also with .gz or .zst)";

    /// <summary>Whether it is compressed with Zstandard.</summary>
    public bool Zstandard { get; init; }

    /// <summary>The file for a path, or null if the extension is unknown.</summary>
    public static InputFile? Of(string path)
    {
        string name = path.ToLowerInvariant();
        string compression = Compression.Extensions.FirstOrDefault(one => name.EndsWith(one, StringComparison.Ordinal)) ?? string.Empty;
        bool gzip = compression == ".gz";
        FileFormat? format = System.IO.Path.GetExtension(name[..^compression.Length]) switch
        {
            ".parquet" or ".pq" when compression.Length == 0 => FileFormat.Parquet,
            ".csv" or ".dat" or ".data" => FileFormat.Csv,
            ".tsv" or ".inter" => FileFormat.Tsv,
            ".json" => FileFormat.Json,
            ".jsonl" or ".ndjson" => FileFormat.JsonLines,
            ".txt" => FileFormat.Text,
            _ => null,
        };
        return format is null ? null : new InputFile(path, format.Value, gzip);
    }

    /// <summary>Its content, decompressed if it is gzipped.</summary>
    public Stream Open()
    {
        FileStream stream = RegularFile.Open(Path);
        return Gzip ? new GZipStream(stream, CompressionMode.Decompress) : stream;
    }
}
