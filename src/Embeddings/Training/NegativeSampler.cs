using System.Runtime.CompilerServices;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Training;

/// <summary>Draws rows with probability proportional to count to the power of an exponent: constant time, exact to 2^-32, whatever the exponent.</summary>
/// <remarks>The alias method (Walker 1977, in Vose's form of 1991). Immutable and shared by all threads; 8 bytes a row.</remarks>
internal sealed class NegativeSampler : IDisposable
{
    private readonly NativeBuffer<Cell> cells;

    public NegativeSampler(Vocabulary vocabulary, double exponent)
    {
        int rows = vocabulary.Count;
        cells = NativeBuffer<Cell>.Allocate(rows);
        double[] shares = new double[rows];
        double sum = 0;
        for (int row = 0; row < rows; row++) sum += shares[row] = Math.Pow(vocabulary.CountOf(row), exponent);
        for (int row = 0; row < rows; row++) shares[row] *= rows / sum;
        Fill(shares);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Draw(ref RandomSource random)
    {
        ulong bits = random.Next();
        int row = (int)(((bits >> 32) * (ulong)cells.Length) >> 32);
        Cell cell = cells[row];
        return (uint)bits <= cell.Threshold ? row : cell.Alias;
    }

    public void Dispose() => cells.Dispose();

    /// <summary>Each cell holds its own row up to the threshold and one other row above it; the mean share is 1.</summary>
    private void Fill(double[] shares)
    {
        Stack<int> small = new();
        Stack<int> large = new();
        for (int row = shares.Length - 1; row >= 0; row--) (shares[row] < 1 ? small : large).Push(row);
        while (small.Count > 0 && large.Count > 0)
        {
            int row = small.Pop();
            int donor = large.Peek();
            cells[row] = new Cell((uint)(shares[row] * uint.MaxValue), donor);
            shares[donor] -= 1 - shares[row];
            if (shares[donor] < 1) small.Push(large.Pop());
        }

        foreach (int row in small.Concat(large)) cells[row] = new Cell(uint.MaxValue, row);
    }

    private readonly record struct Cell(uint Threshold, int Alias);
}
