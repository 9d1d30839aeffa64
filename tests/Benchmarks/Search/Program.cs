using System.Globalization;
using Item2Vec.Benchmarks.Search;

// Our side of tests/Benchmarks/peers/index_speed.py, which starts it and says what to measure; results go to standard output, a line of
// JSON each.
//   build MODEL OUT THREADS                          links the items of a model by M 16 and efConstruction 200, in memory, then writes OUT
//   serve MODEL ROWS THREADS rows|vectors map|load   answers "EF FILE" lines: all queries once, their answers into FILE
//   open MODEL OTHER TIMES                           opens MODEL until the first answer, in a process that has opened OTHER before
//   allocations MODEL                                bytes that a query allocates
switch (args)
{
    case ["build", string model, string target, string threads]:
        Building.Run(model, target, Number(threads));
        return 0;
    case ["serve", string model, string rows, string threads, "rows" or "vectors", "map" or "load"]:
        QueryServer.Run(model, rows, Number(threads), byVector: args[4] == "vectors", load: args[5] == "load");
        return 0;
    case ["open", string model, string other, string times]:
        Opening.Run(model, other, Number(times));
        return 0;
    case ["allocations", string model]:
        Allocations.Run(model);
        return 0;
    default:
        Console.Error.WriteLine("usage: see Program.cs");
        return 2;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
