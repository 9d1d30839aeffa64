using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Tests.Support;

namespace Item2Vec.Embeddings.Tests.Numerics;

public sealed unsafe class ProductKernelTests
{
    public static TheoryData<string, int> Cases()
    {
        TheoryData<string, int> cases = [];
        foreach (string width in SgdKernel.Widths)
            foreach (int dimensions in (int[])[1, 16, 17, 100, 257]) cases.Add(width, dimensions);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void All_widths_agree_with_the_scalar_twin(string width, int dimensions)
    {
        using EmbeddingMatrix left = RandomMatrix.Of(8, dimensions, seed: 1);
        using EmbeddingMatrix right = RandomMatrix.Of(11, dimensions, seed: 2);
        for (int rows = 0; rows <= left.Rows; rows++)
        {
            for (int columns = 0; columns <= right.Rows; columns++)
            {
                using EmbeddingMatrix result = RandomMatrix.Of(9, 12, seed: 3);
                using EmbeddingMatrix before = RandomMatrix.Of(9, 12, seed: 3);
                Multiply(ProductKernel.Create(width), left, 0, rows, right, 0, columns, result);
                for (int i = 0; i < result.Rows; i++)
                    for (int j = 0; j < result.Dimensions; j++)
                        CheckElement(left, right, before, result, i, j, isIn: i < rows && j < columns);
            }
        }
    }

    [Fact]
    public void An_element_does_not_depend_on_the_rows_beside_it()
    {
        using EmbeddingMatrix left = RandomMatrix.Of(7, 100, seed: 1);
        using EmbeddingMatrix right = RandomMatrix.Of(9, 100, seed: 2);
        using EmbeddingMatrix whole = new(7, 9);
        Multiply(ProductKernel.Default, left, 0, 7, right, 0, 9, whole);
        for (int i = 0; i < 7; i++)
        {
            for (int j = 0; j < 9; j++)
            {
                using EmbeddingMatrix part = new(7 - i, 9 - j);
                Multiply(ProductKernel.Default, left, i, 7 - i, right, j, 9 - j, part);
                Assert.Equal(whole.Row(i)[j], part.Row(0)[0]);
            }
        }
    }

    [Fact]
    public void Scores_are_the_products_of_rows_and_queries()
    {
        using EmbeddingMatrix rows = RandomMatrix.Of(600, 50, seed: 1);
        using EmbeddingMatrix queries = RandomMatrix.Of(5, 50, seed: 2);
        using EmbeddingMatrix scores = new(5, 600);
        scores.Row(4).Fill(7);
        ScoreProduct.Compute(rows, queries, 4, scores);
        for (int query = 0; query < 4; query++)
            for (int row = 0; row < 600; row++) Assert.Equal(Dot(queries, query, rows, row), scores.Row(query)[row], 1e-4);
        Assert.Equal(7, scores.Row(4)[0]);
    }

    private static void CheckElement(
        EmbeddingMatrix left, EmbeddingMatrix right, EmbeddingMatrix before, EmbeddingMatrix result, int i, int j, bool isIn)
    {
        if (!isIn)
        {
            Assert.Equal(before.Row(i)[j], result.Row(i)[j]);
            return;
        }

        double tolerance = (1e-6 * Norms.Length(left.Row(i)) * Norms.Length(right.Row(j))) + 1e-6;
        Assert.Equal(before.Row(i)[j] - (2 * Dot(left, i, right, j)), result.Row(i)[j], tolerance * 2);
    }

    private static double Dot(EmbeddingMatrix a, int i, EmbeddingMatrix b, int j)
    {
        double sum = 0;
        for (int d = 0; d < a.Dimensions; d++) sum += (double)a.Row(i)[d] * b.Row(j)[d];
        return sum;
    }

    private static void Multiply(
        ProductKernel kernel, EmbeddingMatrix a, int fromA, int rows, EmbeddingMatrix b, int fromB, int columns, EmbeddingMatrix c)
        => kernel.Add(
            -2,
            new RowBlock(a.Pointer + ((nint)fromA * a.Stride), a.Stride, rows),
            new RowBlock(b.Pointer + ((nint)fromB * b.Stride), b.Stride, columns),
            a.Stride,
            new RowBlock(c.Pointer, c.Stride, rows));
}
