using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Item2Vec.Benchmarks.Roofline;

/// <summary>A block of floats for each thread, aligned to 64 bytes, and the simplest loops over it.</summary>
internal sealed unsafe class Blocks : IDisposable
{
    private const int Alignment = 64;

    /// <summary>Rows between the one that is asked of memory and the one that is worked on.</summary>
    private const int Ahead = 8;

    private readonly nint[] blocks;
    private float sink;

    public Blocks(int count, int floats)
    {
        blocks = new nint[count];
        for (int i = 0; i < count; i++)
        {
            blocks[i] = (nint)NativeMemory.AlignedAlloc((nuint)floats * sizeof(float), Alignment);
            new Span<float>((void*)blocks[i], floats).Fill(1);
        }
    }

    public void Dispose()
    {
        foreach (nint block in blocks) NativeMemory.AlignedFree((void*)block);
    }

    /// <summary>Sums some floats, eight registers at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Read(int block, int from, int count)
    {
        float* at = (float*)blocks[block] + from;
        int width = Vector<float>.Count;
        Vector<float> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
        for (float* end = at + count - (8 * width); at <= end; at += 8 * width)
        {
            a += Vector.Load(at);
            b += Vector.Load(at + width);
            c += Vector.Load(at + (2 * width));
            d += Vector.Load(at + (3 * width));
            e += Vector.Load(at + (4 * width));
            f += Vector.Load(at + (5 * width));
            g += Vector.Load(at + (6 * width));
            h += Vector.Load(at + (7 * width));
        }

        sink = Vector.Sum(a + b + c + d + e + f + g + h);
    }

    /// <summary>Scales some floats in place.</summary>
    public void Update(int block, int from, int count) => Scale((float*)blocks[block] + from, count);

    /// <summary>Scales rows in place; while one is worked on, those to come are on their way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void UpdateRows(int block, ReadOnlySpan<int> rows, int rowFloats)
    {
        float* first = (float*)blocks[block];
        for (int i = 0; i < rows.Length; i++)
        {
            if (Sse.IsSupported)
            {
                float* upcoming = first + ((nint)rows[Math.Min(i + Ahead, rows.Length - 1)] * rowFloats);
                for (int d = 0; d < rowFloats; d += Alignment / sizeof(float)) Sse.Prefetch0(upcoming + d);
            }

            Scale(first + ((nint)rows[i] * rowFloats), rowFloats);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scale(float* at, int count)
    {
        int width = Vector<float>.Count;
        Vector<float> factor = new(0.999f);
        Vector<float> shift = new(0.001f);
        float* end = at + count;
        for (; at + (2 * width) <= end; at += 2 * width)
        {
            Vector.Store(Vector.FusedMultiplyAdd(Vector.Load(at), factor, shift), at);
            Vector.Store(Vector.FusedMultiplyAdd(Vector.Load(at + width), factor, shift), at + width);
        }
    }
}
