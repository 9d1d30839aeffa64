using System.Globalization;
using System.Runtime.CompilerServices;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Data.Sinks;

/// <summary>
/// Hashes a corpus while it is filled: items, counts, and weights, users, baskets, times and goals if it has them, and the order inside
/// sessions, but not the order of sessions.
/// </summary>
internal sealed class CorpusFingerprint(Vocabulary items, Vocabulary? users, EventColumns columns = EventColumns.None)
{
    private ulong sum;
    private ulong current;
    private CorpusEvent? last;

    public EventColumns Columns => columns;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(in CorpusEvent next)
    {
        current = IdHash.Mix(((current ^ (uint)next.Row) * 0x9e3779b97f4a7c15) + BitConverter.SingleToUInt32Bits(next.Weight));
        if (columns == EventColumns.None) return;
        ulong marks = EventDetailsBuilder.Marks(last, next, columns);
        current = IdHash.Mix(current + (marks << 32) + BitConverter.SingleToUInt32Bits(EventDetailsBuilder.Pause(last, next, columns)));
        last = next;
    }

    public void EndSession(int user)
    {
        ulong owner = user < 0 || users is null ? 0 : IdHash.Of(users.Utf8(user));
        sum += IdHash.Mix(current ^ owner);
        current = 0;
        last = null;
    }

    public override string ToString()
    {
        ulong hash = sum;
        for (int row = 0; row < items.Count; row++)
            hash = IdHash.Mix(hash ^ IdHash.Of(items.Utf8(row))) + (ulong)items.CountOf(row);
        return IdHash.Mix(hash).ToString("x16", CultureInfo.InvariantCulture);
    }
}
