using System.Globalization;
using Item2Vec.Benchmarks.Kernels;
using Item2Vec.Benchmarks.Roofline;

// What this machine can do at most, and how near the kernel of training comes to it. Prints tables of markdown; takes about a minute.
//   dotnet run -c Release --project tests/Benchmarks/Roofline -- [WIDTH]
// WIDTH is the kernel's register width: 512, 256 or 128; without it the one that training would choose.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string? width = args.Length > 0 ? args[0] : Environment.GetEnvironmentVariable("ITEM2VEC_SIMD");
int cores = Environment.ProcessorCount;

Limits one = Limits.Measure(1);
Limits all = cores > 1 ? Limits.Measure(cores) : one;
Console.WriteLine($"Registers of {MachinePeak.Bits} bits; kernel: {(string.IsNullOrEmpty(width) ? "widest" : width)}; {cores} cores\n");
Console.WriteLine($"| limit | 1 core | {cores} cores |\n| --- | --- | --- |");
foreach ((string name, double single, double together) in one.Beside(all)) Console.WriteLine($"| {name} | {single:N1} | {together:N1} |");

string[] shapes = ["1 x 6", "2 x 6", "4 x 6", "10 x 6", "10 x 21"];
foreach ((int threads, Limits limits) in cores > 1 ? [(1, one), (cores, all)] : new[] { (1, one) })
{
    Console.WriteLine(
        $"\n| window, {threads} core{(threads > 1 ? "s" : "")} | dimensions | rows in | GFLOP/s | of the peak | GB/s of rows | of "
            + "the limit | ns a window |");
    Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- |");
    foreach (string name in shapes)
        foreach (int dimensions in name == "10 x 6" ? [64, 100, 200] : new[] { 100 })
            foreach (RowPlace place in Enum.GetValues<RowPlace>())
                Console.WriteLine(KernelSpeed.Measure(WindowShape.Parse(name, dimensions), place, width, threads).Row(limits));
}
