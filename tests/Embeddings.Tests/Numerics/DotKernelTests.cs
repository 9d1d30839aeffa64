using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Tests.Numerics;

public sealed class DotKernelTests
{
    public static TheoryData<string, int> Cases()
    {
        TheoryData<string, int> cases = [];
        foreach (string width in SgdKernel.Widths)
            foreach (int dimensions in (int[])[1, 15, 16, 17, 100, 257]) cases.Add(width, dimensions);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void All_widths_agree_with_the_scalar_twin(string width, int dimensions)
    {
        using EmbeddingMatrix matrix = Random(13, dimensions);
        using EmbeddingMatrix query = Random(1, dimensions, seed: 2);
        for (int count = 0; count <= matrix.Rows; count++)
        {
            float[] scores = Dots(DotKernel.Create(width), query, matrix, 0, count);
            for (int row = 0; row < count; row++)
            {
                double expected = 0;
                for (int d = 0; d < dimensions; d++) expected += (double)query.Row(0)[d] * matrix.Row(row)[d];
                double tolerance = 1e-6 * Norms.Length(query.Row(0)) * Norms.Length(matrix.Row(row));
                Assert.Equal(expected, scores[row], tolerance);
            }
        }
    }

    [Fact]
    public void A_score_does_not_depend_on_the_rows_beside_it()
    {
        using EmbeddingMatrix matrix = Random(20, 100);
        using EmbeddingMatrix query = Random(1, 100, seed: 2);
        float[] whole = Dots(DotKernel.Default, query, matrix, 0, 20);
        for (int from = 0; from < 20; from++)
            Assert.Equal(whole[from..], Dots(DotKernel.Default, query, matrix, from, 20 - from));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public unsafe void Rows_picked_from_a_matrix_have_the_scores_of_a_scan(string width, int dimensions)
    {
        using EmbeddingMatrix matrix = Random(13, dimensions);
        using EmbeddingMatrix query = Random(1, dimensions, seed: 2);
        float[] whole = Dots(DotKernel.Create(width), query, matrix, 0, 13);
        int[] rows = [12, 0, 5, 5, 3, 11, 1];
        for (int count = 0; count <= rows.Length; count++)
        {
            float[] scores = new float[count + 4];
            fixed (int* which = rows)
            fixed (float* target = scores)
                DotKernel.Create(width).DotsOf(query.Pointer, matrix.Pointer, matrix.Stride, which, count, target);
            Assert.Equal(rows[..count].Select(row => whole[row]), scores[..count]);
        }
    }

    private static unsafe float[] Dots(DotKernel kernel, EmbeddingMatrix query, EmbeddingMatrix matrix, int from, int count)
    {
        float[] scores = new float[count + 1];
        scores[count] = 12345;
        fixed (float* target = scores)
            kernel.Dots(query.Pointer, matrix.Pointer + ((nint)from * matrix.Stride), matrix.Stride, count, target);
        Assert.Equal(12345, scores[count]);
        return scores[..count];
    }

    private static EmbeddingMatrix Random(int rows, int dimensions, int seed = 1)
    {
        Random random = new(seed);
        EmbeddingMatrix matrix = new(rows, dimensions);
        for (int row = 0; row < rows; row++)
            foreach (ref float value in matrix.Row(row)) value = random.NextSingle() - 0.5f;
        return matrix;
    }
}
