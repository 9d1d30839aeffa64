using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Maps.Kernels;

/// <summary>The two sums of t-SNE's gradient, eight terms at a time.</summary>
/// <remarks>
/// Lanes and order are those of 256 bits on every machine, and a division is rounded as IEEE 754 says: sums do not depend on the
/// processor but for fused multiplications.
/// </remarks>
internal static unsafe class ForceKernel
{
    /// <summary>Points are computed in groups of a multiple of this.</summary>
    public const int Lanes = 8;

    /// <summary>
    /// Repulsion: for each point the sums of <c>m q^2 (p - b)</c> and <c>m q</c> over bodies b of mass m, with
    /// <c>q = 1 / (1 + |p - b|^2)</c>.
    /// </summary>
    /// <param name="x">The points, padded to a multiple of <see cref="Lanes"/>.</param>
    /// <param name="y">As <paramref name="x"/>.</param>
    /// <param name="bodies">The bodies: x, y and mass.</param>
    /// <param name="forceX">Receives the forces, padded as the points.</param>
    /// <param name="forceY">As <paramref name="forceX"/>.</param>
    /// <param name="normalizers">Receives the sums z.</param>
    public static void Repel(
        ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> bodies, Span<float> forceX, Span<float> forceY,
        Span<float> normalizers)
    {
        fixed (float* px = x, py = y, start = bodies, fx = forceX, fy = forceY, fz = normalizers)
        {
            float* end = start + bodies.Length;
            for (int i = 0; i + Lanes <= x.Length; i += Lanes)
            {
                Vector256<float> one = Vector256.Create(1f);
                Vector256<float> atX = Vector256.Load(px + i);
                Vector256<float> atY = Vector256.Load(py + i);
                Vector256<float> sumX = Vector256<float>.Zero;
                Vector256<float> sumY = sumX;
                Vector256<float> sumZ = sumX;
                for (float* body = start; body < end; body += 3)
                {
                    Vector256<float> dx = atX - Vector256.Create(body[0]);
                    Vector256<float> dy = atY - Vector256.Create(body[1]);
                    Vector256<float> q = one / MultiplyAdd(dx, dx, MultiplyAdd(dy, dy, one));
                    Vector256<float> mq = q * Vector256.Create(body[2]);
                    sumZ += mq;
                    mq *= q;
                    sumX = MultiplyAdd(mq, dx, sumX);
                    sumY = MultiplyAdd(mq, dy, sumY);
                }

                sumX.Store(fx + i);
                sumY.Store(fy + i);
                sumZ.Store(fz + i);
            }
        }
    }

    /// <summary>Attraction: <c>sum of p q (y - y_j)</c> over the edges of an item, with <c>q = 1 / (1 + |y - y_j|^2)</c>.</summary>
    /// <param name="buffer">x and y of each item in turn; every column lies in it.</param>
    /// <param name="row">The item.</param>
    /// <param name="columns">The items at the other ends.</param>
    /// <param name="weights">The weights p.</param>
    public static (float X, float Y) Attract(
        NativeBuffer<float> buffer, int row, ReadOnlySpan<int> columns, ReadOnlySpan<float> weights)
    {
        float* places = buffer.Pointer;
        Vector256<float> one = Vector256.Create(1f);
        Vector256<float> atX = Vector256.Create(places[2 * (nint)row]);
        Vector256<float> atY = Vector256.Create(places[(2 * (nint)row) + 1]);
        Vector256<float> sumX = Vector256<float>.Zero;
        Vector256<float> sumY = sumX;
        fixed (int* others = columns)
        fixed (float* p = weights)
        {
            int i = 0;
            for (; i + Lanes <= columns.Length; i += Lanes)
            {
                (Vector256<float> x, Vector256<float> y) = Gather(places, others + i);
                Vector256<float> dx = atX - x;
                Vector256<float> dy = atY - y;
                Vector256<float> pq = Vector256.Load(p + i) / MultiplyAdd(dx, dx, MultiplyAdd(dy, dy, one));
                sumX = MultiplyAdd(pq, dx, sumX);
                sumY = MultiplyAdd(pq, dy, sumY);
            }

            float forceX = Vector256.Sum(sumX);
            float forceY = Vector256.Sum(sumY);
            for (; i < columns.Length; i++)
            {
                float dx = places[2 * (nint)row] - places[2 * (nint)others[i]];
                float dy = places[(2 * (nint)row) + 1] - places[(2 * (nint)others[i]) + 1];
                float pq = p[i] / (1 + (dx * dx) + (dy * dy));
                forceX += pq * dx;
                forceY += pq * dy;
            }

            GC.KeepAlive(buffer);
            return (forceX, forceY);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<float> X, Vector256<float> Y) Gather(float* places, int* rows)
    {
        if (Avx2.IsSupported)
        {
            Vector256<int> at = Vector256.Load(rows);
            return (Avx2.GatherVector256(places, at, 8), Avx2.GatherVector256(places + 1, at, 8));
        }

        return (Each(places, rows), Each(places + 1, rows));
    }

    private static Vector256<float> Each(float* from, int* rows) => Vector256.Create(
        from[2 * (nint)rows[0]], from[2 * (nint)rows[1]], from[2 * (nint)rows[2]], from[2 * (nint)rows[3]],
        from[2 * (nint)rows[4]], from[2 * (nint)rows[5]], from[2 * (nint)rows[6]], from[2 * (nint)rows[7]]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> MultiplyAdd(Vector256<float> x, Vector256<float> y, Vector256<float> z)
        => Fma.IsSupported ? Fma.MultiplyAdd(x, y, z) : (x * y) + z;
}
