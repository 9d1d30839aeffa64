using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Item2Vec.Indexing.Quantization;

/// <summary>AVX2: |query| times the row with the query's sign, products of 7 bits, so that sums of two stay below 2^15.</summary>
internal readonly unsafe struct Avx2Codes : ICodes
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FourDots(sbyte* query, sbyte* a, sbyte* b, sbyte* c, sbyte* d, int stride, int* dots)
    {
        Vector256<short> ones = Vector256<short>.One;
        Vector256<int> sumA = Vector256<int>.Zero;
        Vector256<int> sumB = sumA;
        Vector256<int> sumC = sumA;
        Vector256<int> sumD = sumA;
        for (int i = 0; i < stride; i += 32)
        {
            Vector256<sbyte> q = Vector256.Load(query + i);
            Vector256<byte> size = Avx2.Abs(q);
            sumA += Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(size, Avx2.Sign(Vector256.Load(a + i), q)), ones);
            sumB += Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(size, Avx2.Sign(Vector256.Load(b + i), q)), ones);
            sumC += Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(size, Avx2.Sign(Vector256.Load(c + i), q)), ones);
            sumD += Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(size, Avx2.Sign(Vector256.Load(d + i), q)), ones);
        }

        Vector256<int> sums = Avx2.HorizontalAdd(Avx2.HorizontalAdd(sumA, sumB), Avx2.HorizontalAdd(sumC, sumD));
        (sums.GetLower() + sums.GetUpper()).Store(dots);
    }
}
