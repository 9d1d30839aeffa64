using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Maps.Kernels;
using Item2Vec.Maps.Tsne;
using Item2Vec.Maps.Work;

namespace Item2Vec.Benchmarks.Maps;

/// <summary>
/// The repulsion of a layout: time by angle, and the error of a sample of points against the exact sum in float64; and what the vector
/// instructions of its kernel are worth.
/// </summary>
internal static class Repulsion
{
    private const int Sample = 500, Rounds = 10;

    /// <summary>What acts on a group, about, and how often it is computed.</summary>
    private const int GroupPoints = 32, Bodies = 600, KernelRounds = 2000;

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
        foreach (float theta in (float[])[0.5f, 0.8f, 1])
        {
            tree.Compute(places, theta, forces, work);
            Stopwatch watch = Stopwatch.StartNew();
            for (int round = 0; round < Rounds; round++) tree.Compute(places, theta, forces, work);
            double milliseconds = watch.Elapsed.TotalMilliseconds / Rounds;
            double error = Math.Sqrt(points.Select((point, i) =>
                Math.Pow(forces[2L * point] - exact[i].X, 2) + Math.Pow(forces[(2L * point) + 1] - exact[i].Y, 2)).Sum());
            Write(count, FormattableString.Invariant($"quadtree, angle {theta}"), milliseconds, error / length);
        }
    }

    /// <summary>One group of points, by the kernel and by the same loop without vector instructions.</summary>
    public static void Kernel()
    {
        float[] numbers = [.. Enumerable.Range(0, (2 * GroupPoints) + (3 * Bodies)).Select(i => 0.5f + MathF.Sin(i * i))];
        float[] x = numbers[..GroupPoints];
        float[] y = numbers[GroupPoints..(2 * GroupPoints)];
        float[] bodies = numbers[(2 * GroupPoints)..];
        float[] fx = new float[GroupPoints];
        float[] fy = new float[GroupPoints];
        float[] z = new float[GroupPoints];
        foreach ((string name, Action compute) in ((string, Action)[])
            [("vectors", () => ForceKernel.Repel(x, y, bodies, fx, fy, z)), ("scalars", () => Scalar(x, y, bodies, fx, fy, z))])
        {
            for (int round = 0; round < KernelRounds; round++) compute();
            Stopwatch watch = Stopwatch.StartNew();
            for (int round = 0; round < KernelRounds; round++) compute();
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                kernel = name,
                nanosecondsPerPair = watch.Elapsed.TotalNanoseconds / KernelRounds / GroupPoints / Bodies,
            }));
        }
    }

    private static void Scalar(float[] x, float[] y, float[] bodies, float[] fx, float[] fy, float[] z)
    {
        for (int i = 0; i < x.Length; i++)
        {
            (float sumX, float sumY, float sumZ) = (0, 0, 0);
            for (int b = 0; b + 2 < bodies.Length; b += 3)
            {
                float dx = x[i] - bodies[b];
                float dy = y[i] - bodies[b + 1];
                float q = 1 / (1 + (dx * dx) + (dy * dy));
                float mq = bodies[b + 2] * q;
                sumZ += mq;
                mq *= q;
                sumX += mq * dx;
                sumY += mq * dy;
            }

            (fx[i], fy[i], z[i]) = (sumX, sumY, sumZ);
        }
    }

    private static void Write(int count, string method, double milliseconds, double relativeError)
        => Console.WriteLine(JsonSerializer.Serialize(new { count, method, milliseconds, relativeError }));

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
