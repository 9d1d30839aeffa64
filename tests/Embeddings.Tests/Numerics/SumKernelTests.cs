using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Tests.Support;

namespace Item2Vec.Embeddings.Tests.Numerics;

public sealed class SumKernelTests
{
    [Theory]
    [MemberData(nameof(ProductKernelTests.Cases), MemberType = typeof(ProductKernelTests))]
    public void All_widths_agree_with_the_scalar_twin(string width, int dimensions)
    {
        SumKernel kernel = SumKernel.Create(width);
        using EmbeddingMatrix weights = RandomMatrix.Of(9, 11, seed: 1);
        using EmbeddingMatrix few = RandomMatrix.Of(9, dimensions, seed: 2);
        using EmbeddingMatrix many = RandomMatrix.Of(11, dimensions, seed: 3);
        for (int rows = 0; rows <= weights.Rows; rows++)
        {
            using EmbeddingMatrix byRow = RandomMatrix.Of(9, dimensions, seed: 4);
            using EmbeddingMatrix byColumn = RandomMatrix.Of(11, dimensions, seed: 5);
            using EmbeddingMatrix rowsBefore = RandomMatrix.Of(9, dimensions, seed: 4);
            using EmbeddingMatrix columnsBefore = RandomMatrix.Of(11, dimensions, seed: 5);
            kernel.AddRows(weights, rows, many, byRow);
            kernel.AddColumns(weights, rows, few, byColumn);
            for (int d = 0; d < dimensions; d++)
            {
                for (int i = 0; i < byRow.Rows; i++)
                {
                    double sum = i < rows ? Enumerable.Range(0, 11).Sum(k => (double)weights.Row(i)[k] * many.Row(k)[d]) : 0;
                    Assert.Equal(rowsBefore.Row(i)[d] + sum, byRow.Row(i)[d], 1e-5);
                }

                for (int k = 0; k < byColumn.Rows; k++)
                {
                    double sum = Enumerable.Range(0, rows).Sum(i => (double)weights.Row(i)[k] * few.Row(i)[d]);
                    Assert.Equal(columnsBefore.Row(k)[d] + sum, byColumn.Row(k)[d], 1e-5);
                }
            }
        }
    }
}
