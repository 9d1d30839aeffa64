using System.Runtime.InteropServices;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Training.Sampling;

/// <summary>Samples rows with probability proportional to count to the power of an exponent: constant time, exact to 2^-32, for any exponent.</summary>
/// <remarks>
/// First a class of rows with the same count, then a row of the class, uniformly. Rows are in the order of their counts, so a class is a range of
/// them; and there are few classes, at most the square root of twice the corpus, so that the table stays in cache where one of all rows would not.
/// Immutable and shared by all threads.
/// </remarks>
internal sealed class NegativeSampler : IDisposable
{
    private readonly AliasTable table;

    /// <param name="space">The rows and their counts.</param>
    /// <param name="exponent">The power.</param>
    public NegativeSampler(NegativePool space, double exponent)
    {
        ReadOnlySpan<long> counts = space.Counts;
        List<(int First, int Rows)> classes = [];
        for (int row = 0; row < counts.Length; row++)
        {
            if (row == 0 || counts[row] != counts[row - 1]) classes.Add((space.First + row, 0));
            classes[^1] = (classes[^1].First, classes[^1].Rows + 1);
        }

        double[] shares = new double[classes.Count];
        for (int cell = 0; cell < shares.Length; cell++) shares[cell] = classes[cell].Rows * Math.Pow(counts[classes[cell].First - space.First], exponent);
        table = new AliasTable(CollectionsMarshal.AsSpan(classes), shares);
    }

    /// <summary>Fills a span with samples.</summary>
    public void Draw(Span<int> rows, ref RandomSource random) => table.Draw(rows, ref random);

    public void Dispose() => table.Dispose();
}
