using System.Runtime.Intrinsics;

namespace Item2Vec.Indexing.Quantization;

/// <summary>Portable 128-bit vectors, with or without hardware support.</summary>
internal readonly unsafe struct PortableCodes : ICodes
{
    public static void FourDots(sbyte* query, sbyte* a, sbyte* b, sbyte* c, sbyte* d, int stride, int* dots)
    {
        dots[0] = Dot(query, a, stride);
        dots[1] = Dot(query, b, stride);
        dots[2] = Dot(query, c, stride);
        dots[3] = Dot(query, d, stride);
    }

    private static int Dot(sbyte* query, sbyte* row, int stride)
    {
        Vector128<int> sum = Vector128<int>.Zero;
        for (int i = 0; i < stride; i += 16)
        {
            (Vector128<short> queryLow, Vector128<short> queryHigh) = Vector128.Widen(Vector128.Load(query + i));
            (Vector128<short> rowLow, Vector128<short> rowHigh) = Vector128.Widen(Vector128.Load(row + i));
            // A product of codes fits into 15 bits and a sign, a sum of two does not: widen before adding.
            (Vector128<int> first, Vector128<int> second) = Vector128.Widen(queryLow * rowLow);
            (Vector128<int> third, Vector128<int> fourth) = Vector128.Widen(queryHigh * rowHigh);
            sum += first + second + third + fourth;
        }

        return Vector128.Sum(sum);
    }
}

/// <summary>Dot products of int8 rows in one register width.</summary>
internal unsafe interface ICodes
{
    /// <summary>Four dot products with one query; <paramref name="stride"/> is a multiple of 64.</summary>
    static abstract void FourDots(sbyte* query, sbyte* a, sbyte* b, sbyte* c, sbyte* d, int stride, int* dots);
}
