using System.Diagnostics;
using System.Globalization;
using Item2Vec.Indexing;

// What a query costs in process: processor microseconds for ItemIndex.Similar(item, 10), one thread, items in random order. Prints the
// median of the rounds. Usage: Item2Vec.Benchmarks.Service MODEL [IDS]; with IDS it writes the items there, one a line, in that order.
const int Results = 10;
const int Rounds = 5;
TimeSpan round = TimeSpan.FromSeconds(2);

using ItemIndex index = ItemIndex.Open(args[0]);
Random random = new(1);
string[] items = [.. Enumerable.Range(0, index.Count).Select(row => index.Vectors.Vocabulary[row])];
random.Shuffle(items);
if (args.Length > 1) File.WriteAllLines(args[1], items);

int next = 0;
double[] micros = new double[Rounds + 1];
for (int at = 0; at < micros.Length; at++)
{
    TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
    long begin = Stopwatch.GetTimestamp();
    long queries = 0;
    for (; Stopwatch.GetElapsedTime(begin) < round; queries += 100)
    {
        for (int i = 0; i < 100; i++)
        {
            if (index.Similar(items[next], Results).Length != Math.Min(Results, index.Count - 1))
                throw new InvalidOperationException("An answer is too short.");
            next = (next + 1) % items.Length;
        }
    }

    micros[at] = (Process.GetCurrentProcess().TotalProcessorTime - before).TotalMicroseconds / queries;
}

// The first round is for the compiler.
double[] measured = micros[1..];
Array.Sort(measured);
Console.WriteLine(measured[Rounds / 2].ToString("0.00", CultureInfo.InvariantCulture));
