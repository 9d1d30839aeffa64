using System.Text;
using System.Text.Unicode;
using Item2Vec.Data.Sinks;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Data.Rows;

/// <summary>Encodes whole sessions one after the other, in file order, and makes the corpus of them.</summary>
/// <remarks>
/// Such sessions need no sorting, and splitting, joining and sorting them in SQL costs five times as much.
/// </remarks>
/// <param name="mapFrom">Encoded sessions beyond this many bytes are mapped.</param>
/// <param name="mappedDirectory">Returns the directory; called when something is mapped.</param>
/// <param name="keepSingle">Whether sessions of one event are enough.</param>
internal sealed class SessionEncoder(long mapFrom, Func<string> mappedDirectory, bool keepSingle = false) : IDisposable
{
    private readonly CodedSessions sessions = new(mapFrom, mappedDirectory);
    private bool rowHasItems;

    /// <summary>Events so far.</summary>
    public long Events => sessions.Events;

    public long EmptyItems { get; private set; }

    /// <summary>Rows without items.</summary>
    public long EmptyRows { get; private set; }

    /// <summary>Adds the next item of the current session.</summary>
    /// <param name="item">The id; an empty one is counted and skipped.</param>
    /// <param name="where">Returns the position of the row, for an error.</param>
    public void Add(ReadOnlySpan<byte> item, Func<string> where)
    {
        rowHasItems = true;
        if (item.IsEmpty)
        {
            EmptyItems++;
            return;
        }

        if (item.Length > Vocabulary.MaxItemBytes) throw TooLong(item, where());
        if (sessions.Add(item) && !Utf8.IsValid(item))
            throw new Item2VecException($"{where()} is not UTF-8 text", "convert the file to UTF-8");
    }

    /// <summary>Ends the current session.</summary>
    public void EndSession(ReadOnlySpan<byte> user, Func<string> where)
    {
        if (!rowHasItems) EmptyRows++;
        rowHasItems = false;
        if (user.Length > Vocabulary.MaxItemBytes) throw TooLong(user, where());
        sessions.End(user);
    }

    /// <summary>Creates the corpus.</summary>
    public (SessionCorpus Corpus, SessionTally Tally) Finish(int? least, string title, string itemColumn)
    {
        if (Events == 0)
        {
            throw new Item2VecException(
                EmptyItems == 0 ? $"{title} holds no events"
                    : $"{title}: {itemColumn} is empty in every row", "check how the file was written");
        }

        ItemDictionary items = sessions.Items;
        MinCount minCount = least is { } given ? new MinCount(given) : MinCount.For(Enumerable.Range(0, items.Count).Select(items.CountOf));
        (Vocabulary vocabulary, int[] rows) = items.ToVocabulary(minCount.Value);
        if (vocabulary.Count == 0)
            throw BadCounts.AllRare(title, minCount.Value, items.Count, Enumerable.Range(0, items.Count).Max(items.CountOf));
        (Vocabulary? userNames, int[] userRows) = sessions.CountUsers(rows);
        bool mapped = vocabulary.TotalCount * sizeof(int) > mapFrom;
        SessionCorpusBuilder builder = new(vocabulary, vocabulary.TotalCount, userNames,
            mappedDirectory: mapped ? mappedDirectory() : null);
        SessionSink sink = new(builder, new CorpusFingerprint(vocabulary, userNames), keepSingle);
        sessions.Drain(
            code =>
            {
                if (rows[code] >= 0) sink.Add(new CorpusEvent(rows[code]));
            },
            user => sink.End(user < 0 ? -1 : userRows[user]));
        return sink.Finish(title, null, new SessionTally
        {
            MinCount = minCount, EmptyItems = EmptyItems, EmptyRows = EmptyRows, RareItems = items.Count - vocabulary.Count,
                RareEvents = Events - vocabulary.TotalCount, Mapped = mapped,
        });
    }

    public void Dispose() => sessions.Dispose();

    private static Item2VecException TooLong(ReadOnlySpan<byte> item, string where) => BadCounts.TooLong(
        where, item.Length, Encoding.UTF8.GetString(item[..20]));
}
