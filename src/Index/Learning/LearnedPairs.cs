using Item2Vec.Embeddings.Vectors.Cooccurrences;

namespace Item2Vec.Indexing.Learning;

/// <summary>The pairs of an item that sessions have shown since the training, the strongest ones.</summary>
/// <remarks>
/// One thread writes in place; any number read meanwhile, without a lock. Each number is read whole; a reader may see the numbers of one
/// pair as they are before and after an event. A place without sessions holds no pair.
/// </remarks>
internal sealed class LearnedPairs
{
    /// <summary>The pairs kept of an item: the weakest gives way.</summary>
    public const int Max = 256;

    private const int FirstRoom = 8;
    private volatile Cell[] cells = new Cell[FirstRoom];
    private volatile int count;

    /// <summary>The places to look at with <see cref="TryGet"/>.</summary>
    public int Places => count;

    /// <summary>The pair at a place, if there is one.</summary>
    public bool TryGet(int place, out Cooccurrence pair)
    {
        Cell[] now = cells;
        pair = default;
        if (place >= now.Length) return false;
        ref Cell cell = ref now[place];
        int sessions = Volatile.Read(ref cell.Sessions);
        if (sessions <= 0) return false;
        pair = new Cooccurrence(
            cell.Other, sessions, cell.Nearest, Math.Max(0, cell.After), Math.Max(0, cell.Before), Math.Max(0, cell.CloselyAfter),
            Math.Max(0, cell.CloselyBefore));
        return true;
    }

    /// <summary>Adds to a pair, or takes from it.</summary>
    public void Add(int other, in PairChange change)
    {
        int place = Find(other);
        if (place < 0)
        {
            // What is taken from a pair that has given way is gone already.
            if (change.Sessions <= 0) return;
            place = Place(other);
        }

        ref Cell cell = ref cells[place];
        cell.After += change.After;
        cell.Before += change.Before;
        cell.CloselyAfter += change.CloselyAfter;
        cell.CloselyBefore += change.CloselyBefore;
        if (change.Distance > 0) cell.Nearest = cell.Nearest == 0 ? change.Distance : Math.Min(cell.Nearest, change.Distance);
        Volatile.Write(ref cell.Sessions, cell.Sessions + change.Sessions);
    }

    private int Find(int other)
    {
        for (int place = 0; place < count; place++)
            if (cells[place].Other == other && cells[place].Sessions > 0) return place;
        return -1;
    }

    /// <summary>A place for a new pair: an empty one, another, or that of the weakest.</summary>
    private int Place(int other)
    {
        int place = 0;
        while (place < count && cells[place].Sessions > 0) place++;
        if (place == Max)
        {
            place = 0;
            for (int i = 1; i < count; i++)
                if (cells[i].Strength < cells[place].Strength) place = i;
        }
        else if (place == count)
        {
            if (count == cells.Length)
            {
                Cell[] larger = new Cell[2 * count];
                cells.CopyTo(larger, 0);
                cells = larger;
            }

            count = place + 1;
        }

        Volatile.Write(ref cells[place].Sessions, 0);
        cells[place] = new Cell { Other = other };
        return place;
    }

    private struct Cell
    {
        public int Other;
        public int Sessions;
        public int Nearest;
        public float After;
        public float Before;
        public float CloselyAfter;
        public float CloselyBefore;

        public readonly float Strength => CloselyAfter + CloselyBefore;
    }
}

/// <summary>What an event changes of a pair.</summary>
/// <param name="Sessions">How many more sessions have it.</param>
/// <param name="Distance">The distance of an occurrence that is new, else 0.</param>
/// <param name="After">See <see cref="Cooccurrence.After"/>.</param>
/// <param name="Before">See <see cref="Cooccurrence.Before"/>.</param>
/// <param name="CloselyAfter">See <see cref="Cooccurrence.CloselyAfter"/>.</param>
/// <param name="CloselyBefore">See <see cref="Cooccurrence.CloselyBefore"/>.</param>
internal readonly record struct PairChange(
    int Sessions, int Distance, float After, float Before, float CloselyAfter, float CloselyBefore);
