using Item2Vec.Content.Text;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Content.Tests.Text;

public class SubspaceIterationTests
{
    private const int Columns = 5000;
    private const int Dimensions = 19;

    [Fact]
    public void The_basis_is_orthonormal()
    {
        float[] basis = SubspaceIteration.RightSingularSpace(Rows(), Columns, Dimensions, 1, default);
        for (int a = 0; a < Dimensions; a++)
            for (int b = 0; b <= a; b++)
                Assert.Equal(
                    a == b ? 1 : 0,
                    Enumerable.Range(0, Columns).Sum(row => (double)basis[(row * Dimensions) + a] * basis[(row * Dimensions) + b]),
                    1e-5);
    }

    [Fact]
    public void It_holds_the_strongest_directions()
    {
        // Block j of the columns goes together, all else is noise: the space holds nearly all of each block's direction.
        float[] basis = SubspaceIteration.RightSingularSpace(Rows(), Columns, Dimensions, 1, default);
        for (int block = 0; block < Dimensions; block++)
        {
            double inside = Enumerable.Range(0, Dimensions)
                .Sum(d => Math.Pow(Enumerable.Range(0, 200).Sum(i => basis[(((block * 200) + i) * Dimensions) + d] / Math.Sqrt(200)), 2));
            Assert.True(inside > 0.95, $"block {block}: {inside}");
        }
    }

    /// <summary>Ten rows for each block of 200 columns, and rows of single columns.</summary>
    private static SparseRow[] Rows()
    {
        RandomSource random = new(2);
        List<SparseRow> rows = [];
        for (int block = 0; block < Dimensions; block++)
        {
            int[] columns = [.. Enumerable.Range(block * 200, 200)];
            for (int i = 0; i < 10; i++) rows.Add(new SparseRow(columns, [.. columns.Select(_ => 2f * (Dimensions - (block / 2)))]));
        }

        for (int column = 0; column < Columns; column++) rows.Add(new SparseRow([column], [random.NextFloat()]));
        return [.. rows];
    }
}
