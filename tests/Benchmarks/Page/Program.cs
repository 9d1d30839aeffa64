using System.Globalization;
using Item2Vec.Benchmarks.Page;
using Item2Vec.Browser.Tests.Support;

// How large the page of a map is, how soon it draws, and how fast it moves, in the system's Chromium with software rendering.
//   measure FILE...         a line for each page: size, seconds to the first picture, frames a second
//   analogies MODEL FILE    what the rounded vectors of a model's page do to the answers of analogies
//   synthetic N FILE        vectors of N items in 60 groups, as word2vec text, for item2vec import
switch (args)
{
    case ["measure", .. { Length: > 0 } files] when Chromium.Executable is string executable:
        await Measure(executable, files);
        return 0;
    case ["analogies", string model, string file] when Chromium.Executable is string executable:
        await Analogies.Run(executable, model, file);
        return 0;
    case ["measure", ..] or ["analogies", _, _]:
        Console.Error.WriteLine("there is no Chromium, or no page to measure");
        return 2;
    case ["synthetic", string items, string file]:
        WriteVectors(int.Parse(items, CultureInfo.InvariantCulture), file);
        return 0;
    default:
        Console.Error.WriteLine("usage: see Program.cs");
        return 2;
}

static async Task Measure(string executable, string[] files)
{
    const int opened = 5;
    await using Chromium browser = await Chromium.Start(executable);
    Console.WriteLine("page  MB  first picture (s)  frames/s with all points  frames/s moving  points drawn moving");
    foreach (string file in files)
    {
        List<double> seconds = [];
        string rest = string.Empty;
        for (int i = 0; i < opened; i++)
        {
            await using Tab tab = await browser.Open(1280, 800);
            await tab.OpenMap(new Uri(Path.GetFullPath(file)).AbsoluteUri);
            seconds.Add((await tab.Evaluate("item2vecMap.firstPicture")).GetDouble() / 1000);
            if (i + 1 < opened) continue;
            await tab.Evaluate("item2vecMap.framesPerSecond(5)");
            double all = (await tab.Evaluate("item2vecMap.framesPerSecond(30)")).GetDouble();
            await tab.Evaluate("item2vecMap.moving(2000)");
            System.Text.Json.JsonElement moving = await tab.Evaluate("item2vecMap.moving(3000)");
            rest = string.Create(
                CultureInfo.InvariantCulture,
                $"{all:0.0}  {moving.GetProperty("frames").GetDouble():0.0}  {moving.GetProperty("share").GetDouble():0 %}");
        }

        seconds.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{file}  {new FileInfo(file).Length / 1e6:0.0}  {seconds[opened / 2]:0.00}  {rest}"));
    }
}

static void WriteVectors(int items, string file)
{
    const int dimensions = 32, groups = 60;
    Random random = new(1);
    double[][] centers = [.. Enumerable.Range(0, groups).Select(_ => Vector(1))];
    using StreamWriter text = new(file) { NewLine = "\n" };
    text.WriteLine($"{items} {dimensions}");
    for (int item = 0; item < items; item++)
    {
        double[] center = centers[random.Next(groups)];
        double[] noise = Vector(0.5);
        text.Write($"item{item}");
        for (int d = 0; d < dimensions; d++) text.Write(string.Create(CultureInfo.InvariantCulture, $" {center[d] + noise[d]:0.####}"));
        text.WriteLine();
    }

    double[] Vector(double deviation) => [.. Enumerable.Range(0, dimensions).Select(_ =>
        deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))];
}
