using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Tests.Support;

namespace Item2Vec.Embeddings.Tests.Numerics;

public sealed class SymmetricInverseTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(150)]
    [InlineData(700)]
    public void A_matrix_times_its_inverse_is_the_unit_matrix(int size)
    {
        using EmbeddingMatrix matrix = PositiveDefinite(size);
        using EmbeddingMatrix inverse = PositiveDefinite(size);
        SymmetricInverse.Invert(inverse, 2, CancellationToken.None);
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j += 1 + (size / 50))
            {
                double sum = 0;
                for (int k = 0; k < size; k++) sum += (double)matrix.Row(i)[k] * inverse.Row(j)[k];
                Assert.Equal(i == j ? 1 : 0, sum, 1e-4);
            }
        }
    }

    [Fact]
    public void The_numbers_do_not_depend_on_the_threads()
    {
        using EmbeddingMatrix one = PositiveDefinite(300);
        using EmbeddingMatrix four = PositiveDefinite(300);
        SymmetricInverse.Invert(one, 1, CancellationToken.None);
        SymmetricInverse.Invert(four, 4, CancellationToken.None);
        for (int row = 0; row < one.Rows; row++) Assert.True(one.Row(row).SequenceEqual(four.Row(row)));
    }

    [Fact]
    public void A_matrix_that_is_not_positive_definite_is_refused()
    {
        using EmbeddingMatrix matrix = PositiveDefinite(100);
        matrix.Row(70)[70] = -1;
        Assert.Throws<ArithmeticException>(() => SymmetricInverse.Invert(matrix, 1, CancellationToken.None));
    }

    /// <summary><c>R R^T + I</c>, padded with the unit matrix.</summary>
    private static EmbeddingMatrix PositiveDefinite(int size)
    {
        using EmbeddingMatrix random = RandomMatrix.Of(size, 20, seed: 1);
        int padded = SymmetricInverse.PaddedSize(size);
        EmbeddingMatrix matrix = new(padded, padded);
        for (int i = 0; i < padded; i++)
        {
            matrix.Row(i)[i] = 1;
            for (int j = 0; i < size && j < size; j++) matrix.Row(i)[j] += VectorOperations.Dot(random.Row(i), random.Row(j));
        }

        return matrix;
    }
}
