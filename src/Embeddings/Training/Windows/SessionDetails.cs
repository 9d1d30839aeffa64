using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Embeddings.Training.Windows;

/// <summary>One thread's copy of the details of a session's events, for the events left after subsampling.</summary>
internal sealed class SessionDetails
{
    private readonly SessionCorpus corpus;
    private readonly int[] places;
    private readonly int[] baskets;
    private readonly double[] times;
    private readonly bool[] goals;

    /// <param name="corpus">The corpus.</param>
    /// <param name="longest">Maximum events of a session, including an end token.</param>
    public SessionDetails(SessionCorpus corpus, int longest)
    {
        this.corpus = corpus;
        places = corpus.Columns == EventColumns.None ? [] : new int[longest];
        baskets = RoomFor<int>(EventColumns.Baskets);
        times = RoomFor<double>(EventColumns.Times);
        goals = RoomFor<bool>(EventColumns.Goals);

        T[] RoomFor<T>(EventColumns column) => corpus.Columns.HasFlag(column) ? new T[longest] : [];
    }

    /// <summary>To be filled with the positions of the kept events before <see cref="AddTo"/>; empty if there are no details.</summary>
    public Span<int> Places => places;

    /// <summary>Adds the details of a session's first <paramref name="kept"/> positions; an end token after them has basket and time of the last, and is no goal.</summary>
    public TrainingSession AddTo(in TrainingSession events, long session, int kept)
    {
        if (places.Length == 0) return events;
        corpus.ReadDetails(session, places.AsSpan(0, kept), Of(baskets), Of(times), Of(goals));
        int count = events.Rows.Length;
        if (count > kept)
        {
            if (baskets.Length > 0) baskets[kept] = baskets[kept - 1];
            if (times.Length > 0) times[kept] = times[kept - 1];
            if (goals.Length > 0) goals[kept] = false;
        }

        return events with { Baskets = First(baskets), Times = First(times), Goals = First(goals) };

        Span<T> Of<T>(T[] all) => all.AsSpan(0, Math.Min(kept, all.Length));
        ReadOnlyMemory<T> First<T>(T[] all) => all.AsMemory(0, Math.Min(count, all.Length));
    }
}
