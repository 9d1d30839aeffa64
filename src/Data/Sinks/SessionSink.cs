using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Item2Vec.Data.Options;
using Item2Vec.Data.Reports;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Data.Sinks;

/// <summary>Collects encoded sessions: the corpus, its fingerprint and its counts.</summary>
/// <param name="builder">Builds the corpus.</param>
/// <param name="fingerprint">Takes part in all that is added.</param>
/// <param name="keepSingle">Whether sessions of one event are enough: nothing is to be learned from them.</param>
internal sealed class SessionSink(SessionCorpusBuilder builder, CorpusFingerprint fingerprint, bool keepSingle = false)
{
    private readonly BasketTally? baskets = fingerprint.Columns.HasFlag(EventColumns.Baskets) ? new BasketTally() : null;
    private long sessions;
    private long single;
    private long length;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(in CorpusEvent next)
    {
        builder.Append(next);
        fingerprint.Add(next);
        baskets?.Add(next, beginsSession: length == 0);
        length++;
    }

    /// <summary>Ends the session; one without events is ignored.</summary>
    public void End(int user)
    {
        if (length == 0) return;
        builder.EndSession(user);
        fingerprint.EndSession(user);
        sessions++;
        if (length == 1) single++;
        baskets?.EndSession();
        length = 0;
    }

    /// <summary>Creates the corpus and completes the counts.</summary>
    /// <exception cref="Item2VecException">No session has two events.</exception>
    public (SessionCorpus Corpus, SessionTally Tally) Finish(string title, TimeSpan? gap, SessionTally tally)
    {
        SessionCorpus corpus = builder.Build();
        if (sessions == single && !keepSingle)
        {
            corpus.Dispose();
            throw BadCounts.NothingToLearn(title, tally.MinCount.Value, sessions, gap);
        }

        return (corpus, tally with
        {
            Sessions = sessions, SingleItemSessions = single, Fingerprint = fingerprint.ToString(),
            Baskets = baskets?.Baskets ?? 0, SingleBasketSessions = baskets?.SingleBasketSessions ?? 0,
        });
    }
}

/// <summary>Counts baskets while a corpus is filled.</summary>
internal sealed class BasketTally
{
    private long last;
    private long ofSession;

    public long Baskets { get; private set; }

    /// <summary>Sessions with one basket.</summary>
    public long SingleBasketSessions { get; private set; }

    public void Add(in CorpusEvent next, bool beginsSession)
    {
        if (!beginsSession && next.Basket == last) return;
        last = next.Basket;
        ofSession++;
    }

    public void EndSession()
    {
        Baskets += ofSession;
        if (ofSession == 1) SingleBasketSessions++;
        ofSession = 0;
    }
}

/// <summary>Counts of what was kept and skipped, for a <see cref="ReadReport"/>.</summary>
internal sealed record SessionTally
{
    public required MinCount MinCount { get; init; }

    public long EmptyItems { get; init; }

    public long EmptyRows { get; init; }

    public long EmptySessions { get; init; }

    public long RareItems { get; init; }

    public long RareEvents { get; init; }

    public long Sessions { get; init; }

    public long SingleItemSessions { get; init; }

    public long Baskets { get; init; }

    public long SingleBasketSessions { get; init; }

    public long SharedSessions { get; init; }

    public bool Mapped { get; init; }

    public string Fingerprint { get; init; } = string.Empty;
}

/// <summary>Errors found while counting, the same for every layout.</summary>
internal static class BadCounts
{
    public static Item2VecException AllRare(string title, int minCount, long items, long maxCount) => new(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{title}: every item is below the minimum count of {minCount}; the most frequent of {items:N0} items "
                + $"occurs {maxCount:N0} times"),
        "give more data, or a smaller MinCount") { Option = nameof(SessionReaderOptions.MinCount) };

    public static Item2VecException NothingToLearn(string title, int minCount, long sessions, TimeSpan? gap) => new(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{title}: none of the {sessions:N0} sessions has two items (after items below the minimum count of {minCount} were dropped)"),
        gap is null
            ? "check which column is the session, or give a smaller MinCount"
            : string.Create(CultureInfo.InvariantCulture,
                $"give a longer SessionGap (it is {gap.Value.TotalSeconds:0.###} s), another UserColumn, or a smaller MinCount"))
        {
            Option = gap is null ? nameof(SessionReaderOptions.MinCount) : nameof(SessionReaderOptions.SessionGap),
        };

    public static Item2VecException TooLong(string where, long bytes, string start)
    {
        StringBuilder shown = new();
        foreach (char c in start) shown.Append(char.IsControl(c) ? '?' : c);
        return new Item2VecException(
            $"{where} has an id of {bytes} bytes ('{shown}...'); an id has at most {Vocabulary.MaxItemBytes} bytes",
            "check that the right column is taken for the item, and that the delimiter is right");
    }
}
