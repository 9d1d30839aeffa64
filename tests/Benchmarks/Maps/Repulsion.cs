using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Maps.Tsne;
using Item2Vec.Maps.Work;

namespace Item2Vec.Benchmarks.Maps;

/// <summary>The repulsion of a layout: time by angle, and the error of a sample of points against the exact sum in float64.</summary>
internal static class Repulsion
{
    private const int Sample = 500;
    private const int Rounds = 10;

    public static void Run(string file, int threads)
    {
        float[] layout = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(file)).ToArray();
        int count = layout.Length / 2;
        using NativeBuffer<float> places = NativeBuffer<float>.Copy(layout);
        using NativeBuffer<float> forces = NativeBuffer<float>.Allocate(layout.Length);
        MapWork work = new(threads, null, CancellationToken.None);
        int[] points = [.. Enumerable.Range(0, Math.Min(Sample, count)).Select(i => (int)((long)i * count / Math.Min(Sample, count)))];
        (double X, double Y)[] exact = [.. points.AsParallel().AsOrdered().Select(point => Exact(layout, point))];
        double length = Math.Sqrt(exact.Sum(force => (force.X * force.X) + (force.Y * force.Y)));
        RepulsionTree tree = new(count);
        foreach (float theta in (float[])[0.3f, 0.5f, 0.7f, 0.8f, 1, 1.2f])
        {
            tree.Compute(places, theta, forces, work);
            Stopwatch watch = Stopwatch.StartNew();
            for (int round = 0; round < Rounds; round++) tree.Compute(places, theta, forces, work);
            double milliseconds = watch.Elapsed.TotalMilliseconds / Rounds;
            double error = Math.Sqrt(points.Select((point, i) =>
                Math.Pow(forces[2L * point] - exact[i].X, 2) + Math.Pow(forces[(2L * point) + 1] - exact[i].Y, 2)).Sum());
            Console.WriteLine(JsonSerializer.Serialize(new { count, theta, milliseconds, relativeError = error / length }));
        }

        MortonOrder order = new(count);
        Stopwatch sorting = Stopwatch.StartNew();
        for (int round = 0; round < Rounds; round++) order.Sort(places, work);
        Console.WriteLine(JsonSerializer.Serialize(new { count, sortMilliseconds = sorting.Elapsed.TotalMilliseconds / Rounds }));
    }

    private static (double X, double Y) Exact(float[] layout, int point)
    {
        (double x, double y) = (0, 0);
        for (int other = 0; other < layout.Length / 2; other++)
        {
            double dx = (double)layout[2 * point] - layout[2 * other];
            double dy = (double)layout[(2 * point) + 1] - layout[(2 * other) + 1];
            double q = 1 / (1 + (dx * dx) + (dy * dy));
            (x, y) = (x + (q * q * dx), y + (q * q * dy));
        }

        return (x, y);
    }
}
