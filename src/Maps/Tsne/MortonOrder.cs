using Item2Vec.Embeddings.Numerics;
using Item2Vec.Maps.Work;

namespace Item2Vec.Maps.Tsne;

/// <summary>Points of the plane along a Z-order curve: those of a square of a quadtree lie one after another.</summary>
internal sealed class MortonOrder
{
    /// <summary>Bits per coordinate: the levels of the quadtree.</summary>
    public const int Levels = 16;

    private const int DigitBits = 11;
    private const int Digits = 1 << DigitBits;
    private const int ChunkRows = 1 << 15;

    private readonly ulong[] sorted;
    private readonly ulong[] spare;
    private readonly int[] counts;

    public MortonOrder(int count)
    {
        sorted = new ulong[count];
        spare = new ulong[count];
        counts = new int[MapWork.Chunks(count, ChunkRows) * Digits];
    }

    /// <summary>The corner of the square that holds all points.</summary>
    public (float X, float Y) Corner { get; private set; }

    /// <summary>Its side; never 0.</summary>
    public float Side { get; private set; }

    /// <summary>The point at each place of the order in the lower half, its code in the upper.</summary>
    public ReadOnlySpan<ulong> Sorted => sorted;

    /// <summary>Sorts points; equal codes by their number.</summary>
    /// <param name="places">x and y of each point in turn.</param>
    /// <param name="work">Threads and cancellation.</param>
    public void Sort(NativeBuffer<float> places, MapWork work)
    {
        int count = sorted.Length;
        FindSquare(places, count, work);
        float scale = (1 << Levels) / Side;
        work.Each(count, ChunkRows, (_, from, to) =>
        {
            for (int i = from; i < to; i++)
            {
                (float x, float y) = (places[2L * i], places[(2L * i) + 1]);
                uint code = Spread(Cell((x - Corner.X) * scale)) | (Spread(Cell((y - Corner.Y) * scale)) << 1);
                sorted[i] = ((ulong)code << 32) | (uint)i;
            }
        });

        // An even number of passes would end where it began; three cover 32 bits, so the result is copied back.
        ulong[] source = sorted;
        ulong[] target = spare;
        for (int shift = 32; shift < 64; shift += DigitBits)
        {
            Pass(source, target, shift, work);
            (source, target) = (target, source);
        }

        if (source != sorted) source.CopyTo(sorted, 0);
    }

    private static uint Cell(float at) => (uint)Math.Clamp((int)at, 0, (1 << Levels) - 1);

    /// <summary>A zero between every two bits.</summary>
    private static uint Spread(uint value)
    {
        value = (value | (value << 8)) & 0x00ff00ff;
        value = (value | (value << 4)) & 0x0f0f0f0f;
        value = (value | (value << 2)) & 0x33333333;
        return (value | (value << 1)) & 0x55555555;
    }

    private void FindSquare(NativeBuffer<float> places, int count, MapWork work)
    {
        (float Left, float Bottom, float Right, float Top)[] boxes = new (float, float, float, float)[MapWork.Chunks(count, ChunkRows)];
        work.Each(count, ChunkRows, (chunk, from, to) =>
        {
            (float left, float bottom) = (places[2L * from], places[(2L * from) + 1]);
            (float right, float top) = (left, bottom);
            for (int i = from + 1; i < to; i++)
            {
                (float x, float y) = (places[2L * i], places[(2L * i) + 1]);
                (left, right) = (Math.Min(left, x), Math.Max(right, x));
                (bottom, top) = (Math.Min(bottom, y), Math.Max(top, y));
            }

            boxes[chunk] = (left, bottom, right, top);
        });
        Corner = (boxes.Min(box => box.Left), boxes.Min(box => box.Bottom));
        float side = Math.Max(boxes.Max(box => box.Right) - Corner.X, boxes.Max(box => box.Top) - Corner.Y);
        Side = side > 0 ? side * 1.0001f : 1;
    }

    /// <summary>Sorts by one digit, least significant first; stable, so that chunks may be moved by any thread.</summary>
    private void Pass(ulong[] source, ulong[] target, int shift, MapWork work)
    {
        int chunks = work.Each(source.Length, ChunkRows, (chunk, from, to) =>
        {
            Span<int> own = counts.AsSpan(chunk * Digits, Digits);
            own.Clear();
            for (int i = from; i < to; i++) own[(int)(source[i] >> shift) & (Digits - 1)]++;
        });
        int sum = 0;
        for (int digit = 0; digit < Digits; digit++)
            for (int chunk = 0; chunk < chunks; chunk++)
            {
                ref int at = ref counts[(chunk * Digits) + digit];
                (at, sum) = (sum, sum + at);
            }

        work.Each(source.Length, ChunkRows, (chunk, from, to) =>
        {
            Span<int> own = counts.AsSpan(chunk * Digits, Digits);
            for (int i = from; i < to; i++) target[own[(int)(source[i] >> shift) & (Digits - 1)]++] = source[i];
        });
    }
}
