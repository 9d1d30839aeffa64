using System.Globalization;
using Item2Vec.Benchmarks.Maps;

// Our side of tests/Benchmarks/peers/map_quality.py, which starts it and says what to measure; results go to standard output as a line of
// JSON.
//   layout MODEL pca|tsne|umap THREADS SEED OUT    lays the items of a model out and writes x and y as float32, row by row
//   repulsion LAYOUT THREADS                       time and error of the repulsion of such a layout, by angle
//   kernel                                         what vector instructions are worth in it
switch (args)
{
    case ["layout", string model, string method, string threads, string seed, string target]:
        Layout.Run(model, method, Number(threads), Number(seed), target);
        return 0;
    case ["repulsion", string layout, string threads]:
        Repulsion.Run(layout, Number(threads));
        return 0;
    case ["kernel"]:
        Repulsion.Kernel();
        return 0;
    default:
        Console.Error.WriteLine("usage: see Program.cs");
        return 2;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
