using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Item2Vec.Indexing.Quantization;

/// <summary>AVX-VNNI: as AVX2, with products accumulated by one instruction.</summary>
internal readonly unsafe struct VnniCodes : ICodes
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FourDots(sbyte* query, sbyte* a, sbyte* b, sbyte* c, sbyte* d, int stride, int* dots)
    {
        Vector256<int> sumA = Vector256<int>.Zero;
        Vector256<int> sumB = sumA;
        Vector256<int> sumC = sumA;
        Vector256<int> sumD = sumA;
        for (int i = 0; i < stride; i += 32)
        {
            Vector256<sbyte> q = Vector256.Load(query + i);
            Vector256<byte> size = Avx2.Abs(q);
            sumA = AvxVnni.MultiplyWideningAndAdd(sumA, size, Avx2.Sign(Vector256.Load(a + i), q));
            sumB = AvxVnni.MultiplyWideningAndAdd(sumB, size, Avx2.Sign(Vector256.Load(b + i), q));
            sumC = AvxVnni.MultiplyWideningAndAdd(sumC, size, Avx2.Sign(Vector256.Load(c + i), q));
            sumD = AvxVnni.MultiplyWideningAndAdd(sumD, size, Avx2.Sign(Vector256.Load(d + i), q));
        }

        Vector256<int> sums = Avx2.HorizontalAdd(Avx2.HorizontalAdd(sumA, sumB), Avx2.HorizontalAdd(sumC, sumD));
        (sums.GetLower() + sums.GetUpper()).Store(dots);
    }
}
