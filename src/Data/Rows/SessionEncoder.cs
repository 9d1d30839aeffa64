using System.Text;
using System.Text.Unicode;
using Item2Vec.Data.Sinks;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Data.Rows;

/// <summary>
/// Encodes whole sessions one after the other: items get codes in order of appearance, and when all have been counted the codes
/// are mapped to rows of the vocabulary. One pass, in file order.
/// </summary>
/// <remarks>
/// Such sessions need no sorting, and splitting, joining and sorting them in SQL costs five times as much. Codes are in
/// blocks, in mapped files if there are many; the distinct ids are in memory, as the vocabulary is anyway.
/// </remarks>
/// <param name="mapFrom">Blocks beyond this many bytes are mapped.</param>
/// <param name="mappedDirectory">Returns the directory; called when the first block is mapped.</param>
internal sealed class SessionEncoder(long mapFrom, Func<string> mappedDirectory) : IDisposable
{
    private const int BlockLength = 1 << 20;
    private readonly ItemDictionary items = new();
    private readonly ItemDictionary users = new();
    private readonly List<NativeBuffer<int>> blocks = [];
    private int used = BlockLength;
    private bool rowHasItems;

    /// <summary>Events so far.</summary>
    public long Events { get; private set; }

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
        int before = items.Count;
        int code = items.Add(item);
        if (items.Count > before && !Utf8.IsValid(item))
            throw new Item2VecException($"{where()} is not UTF-8 text", "convert the file to UTF-8");
        Append(code);
        Events++;
    }

    /// <summary>Ends the current session.</summary>
    public void EndSession(ReadOnlySpan<byte> user, Func<string> where)
    {
        if (!rowHasItems) EmptyRows++;
        rowHasItems = false;
        if (user.Length > Vocabulary.MaxItemBytes) throw TooLong(user, where());
        Append(user.IsEmpty ? -1 : -2 - users.Add(user));
    }

    /// <summary>Creates the corpus.</summary>
    public (SessionCorpus Corpus, SessionTally Tally) Finish(int minCount, string title, string itemColumn)
    {
        if (Events == 0)
        {
            throw new Item2VecException(
                EmptyItems == 0 ? $"{title} holds no events"
                    : $"{title}: {itemColumn} is empty in every row", "check how the file was written");
        }

        (Vocabulary vocabulary, int[] rows) = items.ToVocabulary(minCount);
        if (vocabulary.Count == 0)
            throw BadCounts.AllRare(title, minCount, items.Count, Enumerable.Range(0, items.Count).Max(items.CountOf));
        (Vocabulary? userNames, int[] userRows) = CountUsers(rows);
        bool mapped = vocabulary.TotalCount * sizeof(int) > mapFrom;
        SessionCorpusBuilder builder = new(vocabulary, vocabulary.TotalCount, userNames,
            mappedDirectory: mapped ? mappedDirectory() : null);
        SessionSink sink = new(builder, new CorpusFingerprint(vocabulary, userNames));
        for (int i = 0; i < blocks.Count; i++)
        {
            foreach (int code in Block(i))
            {
                if (code < -1) sink.End(userRows[-2 - code]);
                else if (code < 0) sink.End(-1);
                else if (rows[code] >= 0) sink.Add(new CorpusEvent(rows[code]));
            }

            blocks[i].Dispose();
        }

        return sink.Finish(title, minCount, null, new SessionTally
        {
            EmptyItems = EmptyItems, EmptyRows = EmptyRows, RareItems = items.Count - vocabulary.Count,
                RareEvents = Events - vocabulary.TotalCount, Mapped = mapped,
        });
    }

    public void Dispose()
    {
        foreach (NativeBuffer<int> block in blocks) block.Dispose();
        items.Dispose();
        users.Dispose();
    }

    /// <summary>Counts each user's events of vocabulary items.</summary>
    private (Vocabulary? Users, int[] Rows) CountUsers(int[] rows)
    {
        if (users.Count == 0) return (null, []);
        users.ResetCounts();
        long pending = 0;
        for (int i = 0; i < blocks.Count; i++)
        {
            foreach (int code in Block(i))
            {
                if (code >= 0)
                {
                    if (rows[code] >= 0) pending++;
                    continue;
                }

                for (; pending > 0 && code < -1; pending--) users.CountOne(-2 - code);
                pending = 0;
            }
        }

        return users.ToVocabulary(1);
    }

    private ReadOnlySpan<int> Block(int i) => blocks[i].Slice(0, i == blocks.Count - 1 ? used : BlockLength);

    private void Append(int code)
    {
        if (used == BlockLength)
        {
            bool mapped = (blocks.Count + 1L) * BlockLength * sizeof(int) > mapFrom;
            blocks.Add(mapped ? NativeBuffer<int>.AllocateMapped(BlockLength, mappedDirectory()) : NativeBuffer<int>.Allocate(BlockLength));
            used = 0;
        }

        blocks[^1][used++] = code;
    }

    private static Item2VecException TooLong(ReadOnlySpan<byte> item, string where) => BadCounts.TooLong(
        where, item.Length, Encoding.UTF8.GetString(item[..20]));
}
