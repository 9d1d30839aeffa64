using System.Diagnostics;
using System.Globalization;
using Item2Vec.Data;
using Item2Vec.Data.DuckDb;

namespace Item2Vec.Benchmarks.Reading;

internal readonly record struct Measurement(double Seconds, double CpuSeconds, double PeakMegabytes)
{
    public static Measurement Median(List<Measurement> all)
        => new(
            Middle(all.Select(one => one.Seconds)),
            Middle(all.Select(one => one.CpuSeconds)),
            Middle(all.Select(one => one.PeakMegabytes)));

    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture, $"{Seconds:F2} s, {CpuSeconds:F2} s of processor, peak {PeakMegabytes:F0} MB");

    private static double Middle(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}

internal static class Measurements
{
    public static Measurement InChild(string kind, string file)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, ["--child", kind, file]) { RedirectStandardOutput = true };
        using Process child = Process.Start(start)!;
        string[] numbers = child.StandardOutput.ReadToEnd().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        child.WaitForExit();
        if (child.ExitCode != 0) throw new InvalidOperationException($"The measurement '{kind}' failed.");
        double[] values = [.. numbers.Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
        return new Measurement(values[0], values[1], values[2]);
    }

    public static void RunChild(string kind, string file)
    {
        using DuckDatabase? database = kind == "sort" ? Encoded(file) : null;
        Process process = Process.GetCurrentProcess();
        TimeSpan before = process.TotalProcessorTime;
        Stopwatch clock = Stopwatch.StartNew();
        if (database is not null) Sort(database);
        else SessionReader.Read(file).Dispose();
        double seconds = clock.Elapsed.TotalSeconds;
        process.Refresh();
        double cpu = (process.TotalProcessorTime - before).TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds} {cpu} {PeakMegabytes(process)}"));
    }

    private static DuckDatabase Encoded(string file)
    {
        DuckDatabase database = new(new DuckSettings { TempDirectory = Path.GetTempPath(), PreserveOrder = false });
        database.Execute(
            "create temp table encoded as select hash(session_id) as h, (hash(item_id) % 500000)::INTEGER as row, "
            + "epoch_us(timestamp) as ts "
            + $"from read_parquet('{file}')");
        return database;
    }

    /// <summary>Sorts and takes every chunk over, as a reader must.</summary>
    private static void Sort(DuckDatabase database)
    {
        long sum = 0;
        using DuckResult result = database.Query("select h, row from encoded order by h, ts");
        while (result.MoveNext())
            foreach (int row in result.Current[1].Values<int>()) sum += row;
        if (sum == 0) throw new InvalidOperationException("Nothing was sorted.");
    }

    /// <summary>The process's peak; where the system does not tell, what .NET knows of it.</summary>
    private static double PeakMegabytes(Process process)
    {
        const string status = "/proc/self/status";
        if (!File.Exists(status)) return process.PeakWorkingSet64 / 1e6;
        string line = File.ReadLines(status).First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024 / 1e6;
    }
}

/// <summary>
/// Writes 10 million events of 1 million sessions over 30 days, in order of time: 16-character session ids, 500,000 11-character item ids
/// of which a few are popular.
/// </summary>
internal static class EventGenerator
{
    public static void Write(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        using DuckDatabase database = new(new DuckSettings { TempDirectory = Path.GetTempPath() });
        database.Execute(
            "create temp table items as select i, substr(replace(replace(to_base64(unhex(md5(i::VARCHAR))), '+', '-'), "
            + "'/', '_'), 1, 11) as id "
            + "from range(500000) t(i)");
        database.Execute(
            """
            create temp table events as select substr(md5(s::VARCHAR), 1, 16) as session_id,
                (hash(s, 7) % 2592000) + k * 45 + hash(s, k, 3) % 40 as t,
                case when hash(s, k, 9) % 10 = 0 then hash(s, k, 1) % 500000
                     else least(499999, floor(exp((hash(s, k) % 10000000) / 10000000.0 * ln(500001)) - 1))::UBIGINT end as i
            from range(1000000) r(s), range(10) q(k)
            """);
        database.Execute(
            "copy (select session_id, id as item_id, TIMESTAMP '2024-01-01' + to_seconds(t::BIGINT) as timestamp "
            + $"from events join items using (i) order by t, session_id, id) to '{file}' (format parquet)");
    }
}
