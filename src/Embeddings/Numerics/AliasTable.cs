using System.Runtime.CompilerServices;

namespace Item2Vec.Embeddings.Numerics;

/// <summary>Samples rows in constant time, each range of rows in proportion to its share and uniformly within: exact to 2^-32.</summary>
/// <remarks>
/// The alias method (Walker 1977, in Vose's form of 1991) for the range, then a uniform draw. Immutable and shared by all threads.
/// </remarks>
internal sealed unsafe class AliasTable : IDisposable
{
    private readonly NativeBuffer<Cell> cells;

    /// <param name="ranges">Ranges of rows, none of them empty.</param>
    /// <param name="shares">The share of each range, in any unit.</param>
    public AliasTable(ReadOnlySpan<(int First, int Rows)> ranges, ReadOnlySpan<double> shares)
    {
        cells = NativeBuffer<Cell>.Allocate(ranges.Length);
        double sum = 0;
        foreach (double share in shares) sum += share;
        double[] scaled = new double[shares.Length];
        for (int cell = 0; cell < scaled.Length; cell++) scaled[cell] = shares[cell] * (scaled.Length / sum);
        Fill(ranges, scaled);
    }

    /// <summary>Fills a span with samples.</summary>
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

            // Branchless: the branch would be mispredicted half of the time.
            nint other = Unsafe.BitCast<bool, byte>((uint)bits > cell->Threshold);
            rows[i] = cell->First[other] + (int)(((local.Next() >> 32) * cell->Rows[other]) >> 32);
        }

        random = local;
    }

    public void Dispose() => cells.Dispose();

    /// <summary>Each cell holds its own range up to the threshold and one other range above it; the mean share is 1.</summary>
    private void Fill(ReadOnlySpan<(int First, int Rows)> ranges, double[] shares)
    {
        Stack<int> small = new();
        Stack<int> large = new();
        for (int cell = shares.Length - 1; cell >= 0; cell--) (shares[cell] < 1 ? small : large).Push(cell);
        while (small.Count > 0 && large.Count > 0)
        {
            int cell = small.Pop();
            int donor = large.Peek();
            Set(cell, (uint)(shares[cell] * uint.MaxValue), ranges[cell], ranges[donor]);
            shares[donor] -= 1 - shares[cell];
            if (shares[donor] < 1) small.Push(large.Pop());
        }

        foreach (int cell in small.Concat(large)) Set(cell, uint.MaxValue, ranges[cell], ranges[cell]);
    }

    private void Set(int cell, uint threshold, (int First, int Rows) own, (int First, int Rows) other)
    {
        ref Cell target = ref cells[cell];
        target.Threshold = threshold;
        (target.First[0], target.Rows[0]) = (own.First, (uint)own.Rows);
        (target.First[1], target.Rows[1]) = (other.First, (uint)other.Rows);
    }

    /// <summary>Two ranges, each of some rows from First on, and how often the first of them is taken.</summary>
    private struct Cell
    {
        public fixed int First[2];
        public fixed uint Rows[2];
        public uint Threshold;
    }
}
