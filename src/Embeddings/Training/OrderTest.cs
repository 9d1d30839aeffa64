using System.Runtime.InteropServices;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Training;

/// <summary>
/// Whether the order of events inside sessions tells anything: pairs of neighbors then recur more often than pairs of neighbors of shuffled
/// sessions. A log whose sessions are all sorted alike (by id, say) shows that too, but each of its pairs always stands the same way round.
/// </summary>
internal static class OrderTest
{
    /// <summary>Events to look at; more tell no more.</summary>
    private const int MaxEvents = 300_000;

    /// <summary>Fewer recurring pairs than this say nothing.</summary>
    private const int FewestRecurring = 50;

    /// <summary>How much more often pairs recur where order matters; shuffled sessions stay within a few percent of 1.</summary>
    private const double MoreOften = 1.25;

    /// <summary>The share of recurring pairs that stand the same way round where sessions are sorted.</summary>
    private const double SameWay = 0.97;

    public enum Finding
    {
        /// <summary>Too little to tell.</summary>
        Unclear,

        /// <summary>Neighbors belong together.</summary>
        Ordered,

        /// <summary>Neighbors are chance.</summary>
        Shuffled,

        /// <summary>Every session lists its items in the same order.</summary>
        Sorted,
    }

    public static Finding Of(SessionCorpus corpus)
    {
        RandomSource random = RandomSource.For(1, 0, 0);
        Dictionary<(int, int), (int Up, int Down)> neighbors = [], shuffled = [];
        long step = Math.Max(1, corpus.TokenCount / MaxEvents);
        for (long session = 0; session < corpus.SessionCount; session += step)
        {
            int[] rows = corpus.Session(session);
            if (rows.Length < 3) continue;
            Count(rows, neighbors);
            random.Shuffle(rows);
            Count(rows, shuffled);
        }

        (double recurring, double sameWay) = Recurring(neighbors);
        (double byChance, _) = Recurring(shuffled);
        if (Math.Max(recurring, byChance) < FewestRecurring) return Finding.Unclear;
        if (sameWay >= SameWay) return Finding.Sorted;
        return recurring > MoreOften * byChance ? Finding.Ordered : Finding.Shuffled;
    }

    private static void Count(int[] rows, Dictionary<(int, int), (int Up, int Down)> pairs)
    {
        for (int i = 1; i < rows.Length; i++)
        {
            (int a, int b) = (rows[i - 1], rows[i]);
            if (a == b) continue;
            ref (int Up, int Down) count =
                ref CollectionsMarshal.GetValueRefOrAddDefault(pairs, (Math.Min(a, b), Math.Max(a, b)), out _);
            if (a < b) count.Up++;
            else count.Down++;
        }
    }

    /// <summary>How many pairs of equal pairs there are, and the share of recurring ones that stand the more frequent way round.</summary>
    private static (double Coincidences, double SameWay) Recurring(Dictionary<(int, int), (int Up, int Down)> pairs)
    {
        double coincidences = 0, all = 0, same = 0;
        foreach ((int up, int down) in pairs.Values)
        {
            int count = up + down;
            if (count < 2) continue;
            coincidences += count * (count - 1.0) / 2;
            all += count;
            same += Math.Max(up, down);
        }

        return (coincidences, all > 0 ? same / all : 0);
    }
}
