using System.Text;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Embeddings.Corpus;

/// <summary>
/// Finds the ids that an unknown id may have meant: equal to the eye, then ignoring case, then with few typos, then ids that begin with it
/// or contain it.
/// </summary>
/// <remarks>
/// One pass over all ids, about 50 ns per id. Non-ASCII letters count as several bytes; texts are compared up to 64 bytes.
/// </remarks>
internal static class ItemSuggestions
{
    private const int LooksEqual = -1;
    private const int BeginsWith = 100;
    private const int Holds = 101;
    private const int Far = int.MaxValue;

    public static string[] Find(Vocabulary items, string text, int count)
    {
        byte[] pattern = Fold(Encoding.UTF8.GetBytes(text), []).ToArray();
        if (pattern.Length == 0 || count < 1) return [];
        byte[] head = pattern[..Math.Min(pattern.Length, EditDistance.MaxLength)];
        EditDistance distance = new(head);
        int limit = Math.Clamp(head.Length / 3, 1, 8);
        byte[] folded = new byte[Vocabulary.MaxItemBytes];
        string seen = VisibleForm.Of(text);
        PriorityQueue<int, (int Negative, int Row)> closest = new();
        using Lease lease = items.Acquire();
        for (int row = 0; row < items.Count; row++)
        {
            int rank = Rank(Fold(items.Utf8(row), folded), pattern, head, distance, limit);
            if (rank == Far || items.Room?.Deleted.Contains(row) == true) continue;
            if (rank == 0 && VisibleForm.Of(items[row]) == seen) rank = LooksEqual;

            // The queue drops its worst first: the highest rank, then the highest row.
            closest.Enqueue(row, (-rank, -row));
            if (closest.Count > count) closest.Dequeue();
        }

        string[] found = new string[closest.Count];
        for (int i = found.Length - 1; i >= 0; i--) found[i] = items[closest.Dequeue()];
        return found;
    }

    /// <summary>What to do about an unknown id: how it differs from a known one that looks the same, or else which are close.</summary>
    /// <param name="text">The unknown id.</param>
    /// <param name="closest">What <see cref="Find"/> found.</param>
    public static string? Hint(string text, IReadOnlyList<string> closest)
    {
        if (closest.Count == 0) return null;
        return VisibleForm.Difference(text, closest[0]) is string difference
            ? $"'{text}' differs from '{closest[0]}' only in {difference}"
            : $"did you mean {string.Join(", ", closest.Select(known => $"'{known}'"))}?";
    }

    private static int Rank(ReadOnlySpan<byte> item, byte[] pattern, byte[] head, EditDistance distance, int limit)
    {
        if (item.SequenceEqual(pattern)) return 0;
        ReadOnlySpan<byte> start = head.Length == pattern.Length || item.Length < head.Length ? item : item[..head.Length];
        int edits = distance.To(start, limit);
        if (edits <= limit) return 1 + edits;
        if (pattern.Length < 3) return Far;
        if (item.StartsWith(pattern)) return BeginsWith;
        return item.IndexOf(pattern) >= 0 ? Holds : Far;
    }

    /// <summary>The visible form in lower case: byte by byte for ordinary ASCII, through a string otherwise.</summary>
    private static ReadOnlySpan<byte> Fold(ReadOnlySpan<byte> item, byte[] buffer)
    {
        if (item.ContainsAnyExceptInRange((byte)' ', (byte)'~') || item.StartsWith(" "u8) || item.EndsWith(" "u8)
            || item.IndexOf("  "u8) >= 0)
            return Encoding.UTF8.GetBytes(VisibleForm.Of(Encoding.UTF8.GetString(item)).ToLowerInvariant());
        Span<byte> target = buffer.Length >= item.Length ? buffer.AsSpan(0, item.Length) : new byte[item.Length];
        Ascii.ToLower(item, target, out _);
        return target;
    }
}
