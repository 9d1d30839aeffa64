using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Indexing.Titles;

/// <summary>The folded titles of some adjacent rows in one block, so that a search of all of them is a scan of memory.</summary>
internal sealed class TitlePage
{
    public const int Rows = 1 << 14;

    private const byte End = (byte)'\n';

    private readonly int first;
    private readonly byte[] text;
    private readonly int[] ends;

    private TitlePage(int first, byte[] text, int[] ends)
    {
        this.first = first;
        this.text = text;
        this.ends = ends;
    }

    /// <summary>Folds the titles of rows from <paramref name="first"/> on; the id stands for a title that is missing.</summary>
    public static TitlePage Of(Vocabulary items, StringColumn? titles, int first, int count)
    {
        List<byte> folded = [];
        int[] ends = new int[count];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> title = titles is null ? default : titles.Utf8(first + i);
            FoldedText.Append(title.IsEmpty ? items.Utf8(first + i) : title, folded);
            folded.Add(End);
            ends[i] = folded.Count;
        }

        return new TitlePage(first, [.. folded], ends);
    }

    /// <summary>Calls <paramref name="found"/> with every row whose words begin with each of the words, and how well it fits.</summary>
    /// <param name="query">The whole query, folded.</param>
    /// <param name="words">Its words with the space before each, the longest first.</param>
    /// <param name="found">Takes the row and the fit.</param>
    public void Search(byte[] query, byte[][] words, Action<int, TitleFit> found)
    {
        int from = 0;
        while (from < text.Length)
        {
            int at = text.AsSpan(from).IndexOf(words[0]);
            if (at < 0) return;
            int place = Array.BinarySearch(ends, from + at + 1);
            if (place < 0) place = ~place;
            int start = place == 0 ? 0 : ends[place - 1];
            ReadOnlySpan<byte> title = text.AsSpan(start, ends[place] - start - 1);
            if (Fit(title, query, words) is TitleFit fit) found(first + place, fit);
            from = ends[place];
        }
    }

    private static TitleFit? Fit(ReadOnlySpan<byte> title, byte[] query, byte[][] words)
    {
        bool isWhole = true;
        foreach (byte[] word in words)
        {
            if (title.IndexOf(word) < 0) return null;
            isWhole &= HasWhole(title, word);
        }

        if (title.SequenceEqual(query)) return TitleFit.Equal;
        if (title.StartsWith(query)) return TitleFit.Start;
        return isWhole ? TitleFit.Words : TitleFit.Prefixes;
    }

    private static bool HasWhole(ReadOnlySpan<byte> title, byte[] word)
    {
        for (int at; (at = title.IndexOf(word)) >= 0; title = title[(at + word.Length)..])
            if (at + word.Length == title.Length || title[at + word.Length] == (byte)' ') return true;
        return false;
    }
}

/// <summary>How well a title fits what was looked for, best first.</summary>
internal enum TitleFit
{
    /// <summary>The same but for case, accents and punctuation.</summary>
    Equal,

    /// <summary>The title begins with it.</summary>
    Start,

    /// <summary>All its words are words of the title.</summary>
    Words,

    /// <summary>Words of the title begin with all its words.</summary>
    Prefixes,
}
