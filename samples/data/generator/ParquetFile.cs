using Item2Vec.Data.DuckDb;

namespace Item2Vec.Samples.Watches;

/// <summary>CSV text into a Parquet file and back, by DuckDB.</summary>
internal static class ParquetFile
{
    /// <summary>Writes a table; on one thread, so that equal text makes equal bytes.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="csv">The rows, after a header line.</param>
    /// <param name="columns">Names and types as a DuckDB struct.</param>
    public static void Write(string path, string csv, string columns) => WithTemporaryFile(text =>
    {
        File.WriteAllText(text, csv);
        using DuckDatabase duck = new(new DuckSettings { Threads = 1 });
        duck.Execute(
            $"copy (from read_csv({Quoted(text)}, header = true, columns = {columns})) to {Quoted(path)} (format parquet, "
                + "compression zstd)");
    });

    /// <summary>Reads a table as the text it was written from.</summary>
    public static string ReadAsCsv(string path)
    {
        string csv = string.Empty;
        WithTemporaryFile(text =>
        {
            using DuckDatabase duck = new(new DuckSettings { Threads = 1 });
            duck.Execute($"copy (from read_parquet({Quoted(path)})) to {Quoted(text)} (format csv, header true)");
            csv = File.ReadAllText(text);
        });
        return csv;
    }

    private static void WithTemporaryFile(Action<string> use)
    {
        string path = Path.GetTempFileName();
        try
        {
            use(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
