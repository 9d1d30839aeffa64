using Item2Vec.Embeddings.Common;

namespace Item2Vec.Embeddings.Corpus;

/// <summary>A corpus as arrays, with an index of each item's events and each event's session: 16 bytes per event.</summary>
internal sealed class CorpusIndex
{
    private readonly int[] sessionStarts;
    private readonly int[] itemStarts;
    private readonly int[] itemEvents;

    public CorpusIndex(SessionCorpus corpus)
    {
        if (corpus.TokenCount > Array.MaxLength)
        {
            throw new Item2VecException(
                $"items can be counted in {Array.MaxLength:N0} events at most",
                "take a part of the log, or leave counts out: Neighbors = 0, and no baselines") { Option = "Neighbors" };
        }

        Items = corpus.Vocabulary.Count;
        Events = new int[corpus.TokenCount];
        SessionOf = new int[corpus.TokenCount];
        sessionStarts = new int[corpus.SessionCount + 1];
        itemStarts = new int[Items + 1];
        for (int session = 0; session < corpus.SessionCount; session++)
        {
            ReadOnlySpan<int> rows = corpus.Rows(session);
            int start = sessionStarts[session];
            rows.CopyTo(Events.AsSpan(start));
            SessionOf.AsSpan(start, rows.Length).Fill(session);
            sessionStarts[session + 1] = start + rows.Length;
            foreach (int row in rows) itemStarts[row + 1]++;
        }

        GC.KeepAlive(corpus);
        for (int item = 0; item < Items; item++) itemStarts[item + 1] += itemStarts[item];
        itemEvents = new int[Events.Length];
        int[] next = itemStarts[..^1];
        for (int at = 0; at < Events.Length; at++) itemEvents[next[Events[at]]++] = at;
    }

    public int Items { get; }

    public int Sessions => sessionStarts.Length - 1;

    /// <summary>The item of each event, session after session.</summary>
    public int[] Events { get; }

    /// <summary>The session of each event.</summary>
    public int[] SessionOf { get; }

    /// <summary>The items of a session.</summary>
    public ReadOnlySpan<int> Session(int session)
        => Events.AsSpan(sessionStarts[session], sessionStarts[session + 1] - sessionStarts[session]);

    /// <summary>The first event of a session, and the one after its last.</summary>
    public (int From, int To) Range(int session) => (sessionStarts[session], sessionStarts[session + 1]);

    /// <summary>The events of an item, in order.</summary>
    public ReadOnlySpan<int> EventsOf(int item) => itemEvents.AsSpan(itemStarts[item], itemStarts[item + 1] - itemStarts[item]);

    /// <summary>The distinct sessions of each item, in order.</summary>
    public int[][] SessionsOfItems()
    {
        int[][] sessions = new int[Items][];
        List<int> found = [];
        for (int item = 0; item < Items; item++)
        {
            found.Clear();
            foreach (int at in EventsOf(item))
                if (found.Count == 0 || found[^1] != SessionOf[at]) found.Add(SessionOf[at]);
            sessions[item] = [.. found];
        }

        return sessions;
    }
}
