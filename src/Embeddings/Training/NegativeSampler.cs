using System.Runtime.CompilerServices;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Training;

/// <summary>Draws rows with probability proportional to count to the power of an exponent: constant time, exact to 2^-32, whatever the exponent.</summary>
/// <remarks>
/// First a class of rows that have the same count, by the alias method (Walker 1977, in Vose's form of 1991), then a row of the class, evenly. Rows stand in
/// the order of their counts, so a class is a range of them; and there are few classes, at most the square root of twice the corpus, so that the table
/// stays in cache where one of all rows would not. Immutable and shared by all threads.
/// </remarks>
internal sealed unsafe class NegativeSampler : IDisposable
{
    private readonly NativeBuffer<Cell> cells;

    /// <param name="counts">The count of each row, at least 1; equal counts should stand together.</param>
    /// <param name="exponent">The power.</param>
    public NegativeSampler(ReadOnlySpan<long> counts, double exponent)
    {
        List<(int First, int Rows)> classes = [];
        for (int row = 0; row < counts.Length; row++)
        {
            if (row == 0 || counts[row] != counts[row - 1]) classes.Add((row, 0));
            classes[^1] = (classes[^1].First, classes[^1].Rows + 1);
        }

        double[] shares = new double[classes.Count];
        for (int cell = 0; cell < shares.Length; cell++) shares[cell] = classes[cell].Rows * Math.Pow(counts[classes[cell].First], exponent);
        double sum = shares.Sum();
        for (int cell = 0; cell < shares.Length; cell++) shares[cell] *= shares.Length / sum;
        cells = NativeBuffer<Cell>.Allocate(classes.Count);
        Fill(classes, shares);
    }

    /// <summary>Draws as many rows as there is room for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Draw(Span<int> rows, ref RandomSource random)
    {
        Cell* first = cells.Pointer;
        ulong count = (ulong)cells.Length;
        RandomSource local = random;
        for (int i = 0; i < rows.Length; i++)
        {
            ulong bits = local.Next();
            Cell* cell = first + (((bits >> 32) * count) >> 32);

            // No branch: it would go wrong every other time.
            nint other = Unsafe.BitCast<bool, byte>((uint)bits > cell->Threshold);
            rows[i] = cell->First[other] + (int)(((local.Next() >> 32) * cell->Rows[other]) >> 32);
        }

        random = local;
    }

    public void Dispose() => cells.Dispose();

    /// <summary>Each cell holds its own class up to the threshold and one other class above it; the mean share is 1.</summary>
    private void Fill(List<(int First, int Rows)> classes, double[] shares)
    {
        Stack<int> small = new();
        Stack<int> large = new();
        for (int cell = shares.Length - 1; cell >= 0; cell--) (shares[cell] < 1 ? small : large).Push(cell);
        while (small.Count > 0 && large.Count > 0)
        {
            int cell = small.Pop();
            int donor = large.Peek();
            Set(cell, (uint)(shares[cell] * uint.MaxValue), donor);
            shares[donor] -= 1 - shares[cell];
            if (shares[donor] < 1) small.Push(large.Pop());
        }

        foreach (int cell in small.Concat(large)) Set(cell, uint.MaxValue, cell);

        void Set(int cell, uint threshold, int other)
        {
            ref Cell target = ref cells[cell];
            target.Threshold = threshold;
            (target.First[0], target.Rows[0]) = (classes[cell].First, (uint)classes[cell].Rows);
            (target.First[1], target.Rows[1]) = (classes[other].First, (uint)classes[other].Rows);
        }
    }

    /// <summary>Two classes, each the range of rows from First on, and how often the first of them is taken.</summary>
    private struct Cell
    {
        public fixed int First[2];
        public fixed uint Rows[2];
        public uint Threshold;
    }
}
