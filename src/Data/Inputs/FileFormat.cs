namespace Item2Vec.Data.Inputs;

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
    public const string Known = ".parquet, .csv, .tsv, .jsonl, .ndjson, .json or .txt (all but .parquet also with .gz)";

    /// <summary>The file for a path, or null if the extension is unknown.</summary>
    public static InputFile? Of(string path)
    {
        string name = path.ToLowerInvariant();
        bool gzip = name.EndsWith(".gz", StringComparison.Ordinal);
        FileFormat? format = System.IO.Path.GetExtension(gzip ? name[..^3] : name) switch
        {
            ".parquet" or ".pq" when !gzip => FileFormat.Parquet,
            ".csv" => FileFormat.Csv,
            ".tsv" => FileFormat.Tsv,
            ".json" => FileFormat.Json,
            ".jsonl" or ".ndjson" => FileFormat.JsonLines,
            ".txt" => FileFormat.Text,
            _ => null,
        };
        return format is null ? null : new InputFile(path, format.Value, gzip);
    }
}
