using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Item2Vec.Indexing.Quantization;

/// <summary>AVX-512 without VNNI: codes widened to 16 bits, 32 per register.</summary>
internal readonly unsafe struct Avx512Codes : ICodes
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FourDots(sbyte* query, sbyte* a, sbyte* b, sbyte* c, sbyte* d, int stride, int* dots)
    {
        Vector512<int> sumA = Vector512<int>.Zero;
        Vector512<int> sumB = sumA;
        Vector512<int> sumC = sumA;
        Vector512<int> sumD = sumA;
        for (int i = 0; i < stride; i += 32)
        {
            Vector512<short> q = Wide(query + i);
            sumA += Avx512BW.MultiplyAddAdjacent(q, Wide(a + i));
            sumB += Avx512BW.MultiplyAddAdjacent(q, Wide(b + i));
            sumC += Avx512BW.MultiplyAddAdjacent(q, Wide(c + i));
            sumD += Avx512BW.MultiplyAddAdjacent(q, Wide(d + i));
        }

        dots[0] = Vector512.Sum(sumA);
        dots[1] = Vector512.Sum(sumB);
        dots[2] = Vector512.Sum(sumC);
        dots[3] = Vector512.Sum(sumD);
    }

    private static Vector512<short> Wide(sbyte* source) => Avx512BW.ConvertToVector512Int16(Vector256.Load(source));
}
