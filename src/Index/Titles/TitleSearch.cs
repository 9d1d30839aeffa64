using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Indexing.Titles;

/// <summary>Finds items by words of their titles, without regard to case, accents and punctuation.</summary>
/// <remarks>
/// <para>The title is the attribute of <see cref="ItemAttributes.TitleColumn"/>; for an item without one it is the id. Every word must be
/// the beginning of a word of the title, in any order.</para>
/// <para>Thread-safe. Titles are folded at the first search; a search scans them all, about a byte of memory per byte of text.</para>
/// </remarks>
public sealed class TitleSearch
{
    /// <summary>What stands before a title where an id is expected: <c>title:karma police</c>.</summary>
    public const string Prefix = "title:";

    private const int MaxNamed = 5;

    private readonly Vocabulary items;
    private readonly ItemAttributes attributes;
    private readonly Lazy<TitlePage[]> pages;

    /// <param name="vectors">The items, which stay open while it is used.</param>
    public TitleSearch(ItemVectors vectors)
        : this((vectors ?? throw new ArgumentNullException(nameof(vectors))).Vocabulary, vectors.Attributes)
    {
    }

    /// <param name="items">The items.</param>
    /// <param name="attributes">Their attributes.</param>
    internal TitleSearch(Vocabulary items, ItemAttributes attributes)
    {
        this.items = items;
        this.attributes = attributes;
        pages = new Lazy<TitlePage[]>(Fold);
    }

    /// <summary>
    /// The items whose titles have the words of a text: first the one of this id, then equal titles, those that begin with the text, those
    /// with all its words, and those with words that begin with its words; among these those used most.
    /// </summary>
    /// <param name="text">One or several words.</param>
    /// <param name="count">Maximum number of items.</param>
    public TitleMatch[] Find(string text, int count = 10)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        using Lease lease = items.Acquire();
        return Search(text, count, withId: true).Best;
    }

    /// <summary>The item of a title: the only one that has it, or else the only one that <see cref="Find"/> finds.</summary>
    /// <exception cref="Item2VecException">
    /// There is none (<see cref="ErrorCode.NotFound"/>), or there are several, which the message names (<see cref="ErrorCode.Usage"/>).
    /// </exception>
    public string ItemOf(string title)
    {
        ArgumentNullException.ThrowIfNull(title);
        using Lease lease = items.Acquire();
        Found found = Search(title, MaxNamed, withId: false);
        if (found.Total == 0)
            throw new Item2VecException(
                $"no item has the title '{title}'", "its words are found from their beginning, without regard to case and accents",
                ErrorCode.NotFound);
        return found.IsOne ? found.Best[0].Item : throw Ambiguous(title, found);
    }

    /// <summary>An item's id as it is, and <c>title:...</c> as the id of the item that has the title.</summary>
    /// <exception cref="Item2VecException">As for <see cref="ItemOf"/>.</exception>
    public string Resolve(string item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return item.StartsWith(Prefix, StringComparison.Ordinal) && !items.TryGetRow(item, out _) ? ItemOf(item[Prefix.Length..]) : item;
    }

    /// <summary>
    /// An expression whose terms are ids, <c>title:...</c>, or whole titles: of a term that is no id the item that has it as its title.
    /// </summary>
    /// <exception cref="Item2VecException">As for <see cref="ItemOf"/>, of a term that is neither an id nor a title also.</exception>
    public VectorExpression Resolve(VectorExpression expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        return expression.Terms.All(term => items.TryGetRow(term.Item, out _))
            ? expression
            : VectorExpression.Of(expression.Terms.Select(term => term with { Item = OfTerm(term.Item) }));
    }

    private string OfTerm(string term)
    {
        if (items.TryGetRow(term, out _)) return term;
        if (term.StartsWith(Prefix, StringComparison.Ordinal)) return Resolve(term);
        using Lease lease = items.Acquire();
        Found found = Search(term, MaxNamed, withId: false);
        if (found.Equal == 1) return found.Best[0].Item;
        if (found.Equal > 1) throw Ambiguous(term, found);
        if (found.Total == 0) return term;
        throw new Item2VecException(
            $"item '{term}' is not in the model", $"it is no whole title either; titles that have it: {Named(found)}", ErrorCode.NotFound);
    }

    private static Item2VecException Ambiguous(string title, Found found) => new(
        $"the title '{title}' {(found.Equal > 1 ? $"is that of {found.Equal}" : $"fits {found.Total}")} items: {Named(found)}",
        "give the id of one of them, or more of its title", ErrorCode.Usage);

    private static string Named(Found found)
        => string.Join(", ", found.Best.Select(match => match.Title is null ? $"'{match.Item}'" : $"'{match.Item}' ({match.Title})"))
            + ((found.Equal > 1 ? found.Equal : found.Total) > found.Best.Length ? ", ..." : string.Empty);

    private Found Search(string text, int count, bool withId)
    {
        byte[] query = FoldedText.Of(text);
        byte[][] words = Words(query);
        if (words.Length == 0) return new Found([], 0, 0);
        PriorityQueue<int, (int Fit, long Count, int Row)> best = new();
        int total = 0, equal = 0, exact = withId && items.TryGetRow(text, out int named) ? named : -1;
        Action<int, TitleFit> offer = (row, fit) =>
        {
            if (row == exact) return;
            total++;
            if (fit == TitleFit.Equal) equal++;
            Offer(row, (int)fit);
        };
        if (exact >= 0)
        {
            total++;
            Offer(exact, -1);
        }

        foreach (TitlePage page in pages.Value) page.Search(query, words, offer);
        TitleMatch[] found = new TitleMatch[best.Count];
        for (int i = found.Length - 1; i >= 0; i--) found[i] = MatchOf(best.Dequeue());
        return new Found(found, total, equal);

        void Offer(int row, int fit)
        {
            // The queue drops its worst first.
            best.Enqueue(row, (-fit, items.CountOf(row), -row));
            if (best.Count > count) best.Dequeue();
        }
    }

    private TitleMatch MatchOf(int row) => new(row, items[row], attributes.Title(row), items.CountOf(row));

    /// <summary>The words, each with the space before it, the longest first: it is the rarest as a rule.</summary>
    private static byte[][] Words(byte[] query)
    {
        List<byte[]> words = [];
        for (int at = 0; at < query.Length;)
        {
            int next = Array.IndexOf(query, (byte)' ', at + 1);
            if (next < 0) next = query.Length;
            words.Add(query[at..next]);
            at = next;
        }

        return [.. words.OrderByDescending(word => word.Length)];
    }

    private TitlePage[] Fold()
    {
        StringColumn? titles = attributes.TitleColumn is string column ? attributes.Columns[attributes.IndexOf(column)] : null;
        using Lease? lease = titles?.Blob.Memory.Acquire(this);
        TitlePage[] folded = new TitlePage[(items.Count + TitlePage.Rows - 1) / TitlePage.Rows];
        for (int page = 0, first = 0; page < folded.Length; page++, first += TitlePage.Rows)
            folded[page] = TitlePage.Of(items, titles, first, Math.Min(TitlePage.Rows, items.Count - first));
        return folded;
    }

    /// <summary>What was found.</summary>
    /// <param name="Best">The best.</param>
    /// <param name="Total">How many fit.</param>
    /// <param name="Equal">How many have the title.</param>
    private sealed record Found(TitleMatch[] Best, int Total, int Equal)
    {
        /// <summary>Whether a title names one item.</summary>
        public bool IsOne => Total == 1 || Equal == 1;
    }
}

/// <summary>An item found by its title.</summary>
/// <param name="Row">Its row.</param>
/// <param name="Item">Its id.</param>
/// <param name="Title">Its title, or null.</param>
/// <param name="Count">How often it occurs in the training data.</param>
public readonly record struct TitleMatch(int Row, string Item, string? Title, long Count);
