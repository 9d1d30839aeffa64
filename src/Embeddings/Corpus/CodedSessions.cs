using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Corpus;

/// <summary>
/// Whole sessions, encoded one after the other in a single pass: items get codes in order of appearance, and when all have been counted
/// the codes are mapped to rows of the vocabulary.
/// </summary>
/// <remarks>
/// Codes are in blocks, in mapped files if there are many; the distinct ids are in memory, as the vocabulary is anyway. A code below
/// -1 ends a session and stands for its user, -1 ends one without a user.
/// </remarks>
/// <param name="mapFrom">Blocks beyond this many bytes are mapped.</param>
/// <param name="mappedDirectory">Returns the directory; called when the first block is mapped.</param>
internal sealed class CodedSessions(long mapFrom, Func<string> mappedDirectory) : IDisposable
{
    private const int BlockLength = 1 << 20;
    private readonly ItemDictionary users = new();
    private readonly List<NativeBuffer<int>> blocks = [];
    private int used = BlockLength;

    /// <summary>The distinct items and their counts.</summary>
    public ItemDictionary Items { get; } = new();

    /// <summary>Events so far.</summary>
    public long Events { get; private set; }

    /// <summary>Adds the next item of the current session; returns whether it is a new one.</summary>
    public bool Add(ReadOnlySpan<byte> item)
    {
        int before = Items.Count;
        Append(Items.Add(item));
        Events++;
        return Items.Count > before;
    }

    /// <summary>Ends the current session.</summary>
    /// <param name="user">Its user; empty for none.</param>
    public void End(ReadOnlySpan<byte> user) => Append(user.IsEmpty ? -1 : -2 - users.Add(user));

    /// <summary>
    /// The users as a vocabulary, counted by their events of kept items, and the row of each code; null if there are none.
    /// </summary>
    /// <param name="rows">The row of each item's code, -1 for items that are dropped.</param>
    public (Vocabulary? Users, int[] Rows) CountUsers(int[] rows)
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

    /// <summary>Replays the sessions in order and frees each block behind it.</summary>
    /// <param name="add">Receives the code of each event's item.</param>
    /// <param name="end">Receives the code of each session's user, -1 for none.</param>
    public void Drain(Action<int> add, Action<int> end)
    {
        for (int i = 0; i < blocks.Count; i++)
        {
            foreach (int code in Block(i))
            {
                if (code >= 0) add(code);
                else end(code == -1 ? -1 : -2 - code);
            }

            blocks[i].Dispose();
        }
    }

    public void Dispose()
    {
        foreach (NativeBuffer<int> block in blocks) block.Dispose();
        Items.Dispose();
        users.Dispose();
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
}
