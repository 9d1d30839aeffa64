using Parquet;
using Parquet.Schema;

namespace Item2Vec.Cli.Tests.Docs;

/// <summary>
/// The samples under the names that examples give them, of whose logs a part of the sessions is kept: every example works, and works soon.
/// </summary>
public sealed class SmallSamples : IDisposable
{
    private readonly Workspace workspace = new();

    public SmallSamples()
    {
        Shrink("watches.parquet", "viewer", oneIn: 10).GetAwaiter().GetResult();
        Shrink("online-retail/events.parquet", "session_id", oneIn: 16).GetAwaiter().GetResult();
        string[] covers = [.. System.IO.Directory.GetFiles(Original("covers")).Select(file => "covers/" + Path.GetFileName(file))];
        foreach (string file in (string[])["videos.parquet", "online-retail/items.parquet", .. covers])
            File.Copy(Original(file), Copy(file));
    }

    /// <summary>The folder that stands for <c>samples</c>.</summary>
    public string Directory => workspace["samples"];

    public void Dispose() => workspace.Dispose();

    private static string Original(string file) => Path.Combine(Tool.Repository, "samples", "data", file);

    private string Copy(string file)
    {
        string path = Path.Combine(Directory, "data", file);
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    private async Task Shrink(string file, string sessionColumn, uint oneIn)
    {
        await using ParquetReader reader = await ParquetReader.CreateAsync(Original(file));
        await using FileStream stream = File.Create(Copy(file));
        await using ParquetWriter writer = await ParquetWriter.CreateAsync(reader.Schema, stream);
        foreach (ParquetRowGroupReader rows in reader.RowGroups)
        {
            string?[] sessions = new string?[rows.RowCount];
            await rows.ReadAsync(reader.Schema.DataFields.Single(field => field.Name == sessionColumn), sessions.AsMemory());
            int[] kept = [.. Enumerable.Range(0, sessions.Length).Where(row => Hash(sessions[row]) % oneIn == 0)];
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            foreach (DataField field in reader.Schema.DataFields) await CopyColumn(field, rows, kept, group);
        }
    }

    private static Task CopyColumn(DataField field, ParquetRowGroupReader rows, int[] kept, ParquetRowGroupWriter group)
        => field.ClrType == typeof(int) ? CopyValues<int>(field, rows, kept, group)
            : field.ClrType == typeof(long) ? CopyValues<long>(field, rows, kept, group)
            : field.ClrType == typeof(double) ? CopyValues<double>(field, rows, kept, group)
            : field.ClrType == typeof(bool) ? CopyValues<bool>(field, rows, kept, group)
            : field.ClrType == typeof(DateTime) ? CopyValues<DateTime>(field, rows, kept, group)
            : CopyText(field, rows, kept, group);

    private static async Task CopyValues<T>(DataField field, ParquetRowGroupReader rows, int[] kept, ParquetRowGroupWriter group)
        where T : struct
    {
        T?[] values = new T?[rows.RowCount];
        await rows.ReadAsync(field, values.AsMemory());
        await group.WriteAsync<T>(field, kept.Select(row => values[row]).ToArray().AsMemory());
    }

    private static async Task CopyText(DataField field, ParquetRowGroupReader rows, int[] kept, ParquetRowGroupWriter group)
    {
        string?[] values = new string?[rows.RowCount];
        await rows.ReadAsync(field, values.AsMemory());
        await group.WriteAsync(field, kept.Select(row => values[row]).ToArray());
    }

    /// <summary>The same in every process, as the hash of the runtime is not.</summary>
    private static uint Hash(string? session)
        => (session ?? string.Empty).Aggregate(2166136261u, (hash, letter) => (hash ^ letter) * 16777619u);
}
