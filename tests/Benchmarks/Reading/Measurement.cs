using System.Diagnostics;
using System.Globalization;
using Item2Vec.Data;
using Item2Vec.Data.DuckDb;

namespace Item2Vec.Benchmarks.Reading;

internal readonly record struct Measurement(double Seconds, double CpuSeconds, double PeakMegabytes)
{
    public static Measurement Median(List<Measurement> all)
        => new(Middle(all.Select(one => one.Seconds)), Middle(all.Select(one => one.CpuSeconds)), Middle(all.Select(one => one.PeakMegabytes)));

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
            "create temp table encoded as select hash(session_id) as h, (hash(item_id) % 500000)::INTEGER as row, epoch_us(timestamp) as ts "
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
