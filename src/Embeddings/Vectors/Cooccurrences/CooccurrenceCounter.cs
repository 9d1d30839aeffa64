using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Embeddings.Vectors.Cooccurrences;

/// <summary>Counts the pairs of one item at a time, in float64 and in log order. Not thread-safe.</summary>
internal sealed class CooccurrenceCounter
{
    /// <summary>The distance over which a vote falls to 1/e (VSTAN of Ludewig et al. 2021).</summary>
    public const double VoteScale = 2.05;

    private readonly CorpusIndex index;
    private readonly CooccurrenceOptions options;
    private readonly double[] byDistance;
    private readonly double[] closely;
    private readonly Cell[] cells;
    private readonly int[] touched;
    private int count;

    public CooccurrenceCounter(CorpusIndex index, CooccurrenceOptions options)
    {
        this.index = index;
        this.options = options;
        byDistance = [.. Enumerable.Range(0, options.Reach + 1).Select(distance => 1.0 / distance)];
        closely = [.. Enumerable.Range(0, options.Reach + 1).Select(distance => Math.Exp(-distance / VoteScale))];
        cells = new Cell[index.Items];
        touched = new int[index.Items];
    }

    /// <summary>The strongest pairs of an item by the other's row, and the item's number of sessions.</summary>
    public (Cooccurrence[] Pairs, int Sessions) Count(int item)
    {
        int sessions = 0;
        int session = -1;
        double share = 0;
        foreach (int at in index.EventsOf(item))
        {
            (int from, int to) = index.Range(index.SessionOf[at]);
            if (index.SessionOf[at] != session)
            {
                session = index.SessionOf[at];
                share = 1 / Math.Sqrt(to - from);
                sessions++;
            }

            int last = Math.Min(at + options.Reach, to - 1);
            for (int other = Math.Max(at - options.Reach, from); other < at; other++)
                Touch(item, index.Events[other], at - other, sessions, share, after: false);
            for (int other = at + 1; other <= last; other++) Touch(item, index.Events[other], other - at, sessions, share, after: true);
        }

        return (Take(), sessions);
    }

    private void Touch(int item, int other, int distance, int session, double share, bool after)
    {
        if (other == item) return;
        ref Cell cell = ref cells[other];
        if (cell.Sessions == 0)
        {
            touched[count++] = other;
            cell.Nearest = distance;
        }

        if (cell.LastSession != session)
        {
            cell.LastSession = session;
            cell.Sessions++;
        }

        cell.Nearest = Math.Min(cell.Nearest, distance);
        if (after)
        {
            cell.After += byDistance[distance];
            cell.CloselyAfter += closely[distance] * share;
        }
        else
        {
            cell.Before += byDistance[distance];
            cell.CloselyBefore += closely[distance] * share;
        }
    }

    private Cooccurrence[] Take()
    {
        Cooccurrence[] pairs = new Cooccurrence[count];
        for (int i = 0; i < count; i++)
        {
            ref Cell cell = ref cells[touched[i]];
            pairs[i] = new Cooccurrence(
                touched[i], cell.Sessions, cell.Nearest, (float)cell.After, (float)cell.Before, (float)cell.CloselyAfter,
                (float)cell.CloselyBefore);
            cell = default;
        }

        count = 0;
        if (pairs.Length > options.Neighbors)
        {
            Array.Sort(pairs, (a, b) => a.Strength != b.Strength ? b.Strength.CompareTo(a.Strength) : a.Other.CompareTo(b.Other));
            pairs = pairs[..options.Neighbors];
        }

        Array.Sort(pairs, (a, b) => a.Other.CompareTo(b.Other));
        return pairs;
    }

    private struct Cell
    {
        public double After;
        public double Before;
        public double CloselyAfter;
        public double CloselyBefore;
        public int Sessions;
        public int LastSession;
        public int Nearest;
    }
}
