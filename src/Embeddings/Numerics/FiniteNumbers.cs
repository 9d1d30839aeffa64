using System.Numerics;
using System.Runtime.InteropServices;

namespace Item2Vec.Embeddings.Numerics;

/// <summary>Looks for NaN and infinity at the speed of memory.</summary>
internal static class FiniteNumbers
{
    /// <summary>The bits of the exponent: all set in NaN and infinity, and only there.</summary>
    private const uint Exponent = 0x7f80_0000;

    private const int ChunkLength = 1 << 20;

    /// <summary>The place of the first number that is not finite, or -1.</summary>
    public static long IndexOfOther(NativeBuffer<float> numbers)
    {
        for (long from = 0; from < numbers.Length; from += ChunkLength)
        {
            int length = (int)Math.Min(ChunkLength, numbers.Length - from);
            int found = IndexOfOther(numbers.Slice(from, length));
            if (found >= 0) return from + found;
        }

        return -1;
    }

    /// <inheritdoc cref="IndexOfOther(NativeBuffer{float})"/>
    public static int IndexOfOther(ReadOnlySpan<float> numbers)
    {
        int at = 0;
        ReadOnlySpan<Vector<uint>> blocks = MemoryMarshal.Cast<float, Vector<uint>>(numbers);
        Vector<uint> exponent = new(Exponent);
        while (at < blocks.Length && !Vector.EqualsAny(blocks[at] & exponent, exponent)) at++;
        for (at *= Vector<uint>.Count; at < numbers.Length; at++)
            if (!float.IsFinite(numbers[at])) return at;
        return -1;
    }
}
