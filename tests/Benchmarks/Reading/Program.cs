using System.Globalization;
using Item2Vec.Benchmarks.Reading;

// Measures reading a Parquet file of 10 million events against DuckDB's own sort of the same events, already encoded.
//   dotnet run -c Release --project tests/Benchmarks/Reading -- [FILE] [REPEATS]
// Each measurement is a process of its own, so that its peak memory is its own; the two kinds take turns.
if (args is ["--child", string kind, string input])
{
    Measurements.RunChild(kind, input);
    return 0;
}

string file = args.Length > 0 ? args[0] : Path.Combine(Path.GetTempPath(), "item2vec-bench", "events10m.parquet");
int repeats = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 5;
if (!File.Exists(file)) EventGenerator.Write(file);
List<Measurement> reads = [];
List<Measurement> sorts = [];
for (int i = 0; i < repeats; i++)
{
    sorts.Add(Measurements.InChild("sort", file));
    reads.Add(Measurements.InChild("read", file));
    Console.Error.WriteLine($"{i + 1} of {repeats}: sort {sorts[^1]}; read {reads[^1]}");
}

Measurement sort = Measurement.Median(sorts);
Measurement read = Measurement.Median(reads);
Console.WriteLine($"DuckDB sorts the encoded events: {sort}");
Console.WriteLine($"SessionReader reads the file:    {read}");
Console.WriteLine(
    string.Create(
        CultureInfo.InvariantCulture,
        $"ratio: {read.Seconds / sort.Seconds:F2} by the clock, {read.CpuSeconds / sort.CpuSeconds:F2} by processor time"));
return 0;
