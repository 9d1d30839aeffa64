using Item2Vec.Embeddings.Vectors.Cooccurrences;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Search;

namespace Item2Vec.Maps.Pages;

/// <summary>The nearest items of each item, and why they are near, row by row.</summary>
internal sealed class MapNeighborhoods
{
    /// <summary>No item.</summary>
    public const uint None = uint.MaxValue;

    private const int Block = 256;

    private readonly int count;
    private readonly int k;
    private readonly CooccurrenceTable? pairs;

    private MapNeighborhoods(int count, int k, CooccurrenceTable? pairs)
    {
        this.count = count;
        this.k = k;
        this.pairs = pairs;
        Rows = new uint[(long)count * k];
        Array.Fill(Rows, None);
        Scores = new float[Rows.Length];
        Together = pairs is null ? [] : new uint[Rows.Length];
        Shared = pairs is null ? [] : new uint[Rows.Length];
        Sessions = pairs is null ? [] : new uint[count];
        Array.Fill(Shared, None);
    }

    /// <summary>The k nearest rows of each row, best first; <see cref="None"/> where there are fewer.</summary>
    public uint[] Rows { get; }

    /// <summary>Their scores, to 12 bits, so that they compress.</summary>
    public float[] Scores { get; }

    /// <summary>The sessions with both, 0 where they are not among the strongest pairs; empty without co-occurrences.</summary>
    public uint[] Together { get; }

    /// <summary>The item that was used most with both, or <see cref="None"/>.</summary>
    public uint[] Shared { get; }

    /// <summary>The sessions with each item.</summary>
    public uint[] Sessions { get; }

    /// <summary>Finds the neighbors of the first items among themselves.</summary>
    public static MapNeighborhoods Find(ItemIndex index, int count, int k, int threads, IProgress<int>? progress, CancellationToken cancel)
    {
        MapNeighborhoods found = new(count, k, index.Vectors.Cooccurrences);
        int done = 0;
        ParallelOptions parallel = new() { CancellationToken = cancel, MaxDegreeOfParallelism = threads };
        Parallel.For(0, (count + Block - 1) / Block, parallel, block =>
        {
            // Some of the nearest may not be on the map.
            ScoredRow[] nearest = new ScoredRow[Math.Min(index.Count, count == index.Count ? k : 3 * k)];
            SearchOptions search = new() { Threads = 1 };
            int to = Math.Min(count, (block + 1) * Block);
            for (int row = block * Block; row < to; row++)
                found.Take(row, nearest.AsSpan(0, index.SimilarRows(row, nearest, search)));
            progress?.Report(Interlocked.Add(ref done, to - (block * Block)));
        });
        return found;
    }

    /// <summary>Why each of some items is near another: the sessions with both, and the item that was used most with both.</summary>
    public static (uint Together, int Shared) Reason(CooccurrenceTable pairs, Cooccurrence[] ofRow, int row, int other)
    {
        uint together = pairs.TryFind(row, other, out Cooccurrence pair) ? (uint)pair.Sessions : 0;
        Cooccurrence[] ofOther = pairs.Of(other);
        (int best, int shared) = (0, -1);
        for (int i = 0, j = 0; i < ofRow.Length && j < ofOther.Length;)
        {
            int order = ofRow[i].Other.CompareTo(ofOther[j].Other);
            int common = Math.Min(ofRow[i].Sessions, ofOther[j].Sessions);
            if (order == 0 && ofRow[i].Other != row && ofRow[i].Other != other && common > best) (best, shared) = (common, ofRow[i].Other);
            if (order <= 0) i++;
            if (order >= 0) j++;
        }

        return (together, shared);
    }

    private void Take(int row, ReadOnlySpan<ScoredRow> nearest)
    {
        Cooccurrence[] ofRow = pairs?.Of(row) ?? [];
        int at = row * k;
        int end = at + k;
        foreach (ScoredRow one in nearest)
        {
            if (at == end) break;
            if (one.Row >= count) continue;
            Rows[at] = (uint)one.Row;
            Scores[at] = Rounded(one.Score);
            if (pairs is not null)
            {
                (Together[at], int shared) = Reason(pairs, ofRow, row, one.Row);
                if (shared >= 0 && shared < count) Shared[at] = (uint)shared;
            }

            at++;
        }

        if (pairs is not null) Sessions[row] = (uint)pairs.SessionsWith(row);
    }

    /// <summary>The nearest number with 12 bits after the first.</summary>
    private static float Rounded(float score)
        => BitConverter.UInt32BitsToSingle((BitConverter.SingleToUInt32Bits(score) + (1u << 10)) & ~((1u << 11) - 1));
}
