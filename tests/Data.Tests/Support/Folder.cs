using System.IO.Compression;
using System.Text;
using Item2Vec.Data.DuckDb;

namespace Item2Vec.Data.Tests;

/// <summary>A temporary directory with the files of one test.</summary>
public sealed class Folder : IDisposable
{
    private readonly string path = Directory.CreateTempSubdirectory("item2vec-test-").FullName;

    public string this[string name] => Path.Combine(path, name);

    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        if (name.EndsWith(".gz", StringComparison.Ordinal))
        {
            using MemoryStream packed = new();
            using (GZipStream gzip = new(packed, CompressionLevel.Fastest)) gzip.Write(bytes);
            bytes = packed.ToArray();
        }

        Directory.CreateDirectory(Path.GetDirectoryName(this[name])!);
        File.WriteAllBytes(this[name], bytes);
        return this[name];
    }

    /// <summary>Writes the rows of a query with DuckDB.</summary>
    public string Copy(string name, string query, string options = "format parquet")
    {
        using DuckDatabase database = new(new DuckSettings { Threads = 1 });
        database.Execute($"copy ({query}) to '{this[name]}' ({options})");
        return this[name];
    }

    public void Dispose() => Directory.Delete(path, recursive: true);
}
