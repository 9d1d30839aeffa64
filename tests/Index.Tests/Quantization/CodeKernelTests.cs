using Item2Vec.Embeddings.Numerics;
using Item2Vec.Indexing.Quantization;

namespace Item2Vec.Indexing.Tests.Quantization;

public sealed class CodeKernelTests
{
    public static TheoryData<string, int> Cases()
    {
        TheoryData<string, int> cases = [];
        foreach (string width in CodeKernel.Widths)
            foreach (int stride in (int[])[64, 128, 192, 1024]) cases.Add(width, stride);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void All_widths_equal_the_scalar_twin(string width, int stride)
    {
        const int rows = 23;
        Random random = new(1);
        using NativeBuffer<sbyte> codes = NativeBuffer<sbyte>.Allocate(rows * stride);
        for (long i = 0; i < codes.Length; i++) codes[i] = (sbyte)(i % 7 == 0 ? 127 : i % 11 == 0 ? -127 : random.Next(-127, 128));
        // The extremes, whose sums are where saturation would show.
        codes.Slice(0, stride).Fill(127);
        codes.Slice(stride, stride).Fill(-127);
        int[] which = [.. Enumerable.Range(0, rows).Select(i => i * 5 % rows)];
        for (int query = 0; query < 4; query++)
        {
            for (int count = 0; count <= rows; count++)
            {
                int[] dots = Dots(CodeKernel.Create(width), codes, query, stride, which, count);
                for (int i = 0; i < count; i++)
                {
                    int expected = 0;
                    for (int d = 0; d < stride; d++) expected += codes[((long)query * stride) + d] * codes[((long)which[i] * stride) + d];
                    Assert.Equal(expected, dots[i]);
                }
            }
        }
    }

    private static unsafe int[] Dots(CodeKernel kernel, NativeBuffer<sbyte> codes, int query, int stride, int[] rows, int count)
    {
        int[] dots = new int[count + 4];
        fixed (int* which = rows)
        fixed (int* target = dots)
            kernel.Dots(codes.Pointer + ((nint)query * stride), codes.Pointer, stride, which, count, target);
        return dots[..count];
    }
}
