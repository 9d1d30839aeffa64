using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Indexing.Scoring;

/// <summary>The query of a recommendation. What is said of the items of the history is in the order of the history.</summary>
/// <param name="History">The rows of the items used, oldest first; may be empty.</param>
internal sealed record HistoryQuery(ReadOnlyMemory<int> History)
{
    /// <summary>The weight of each item of the history, which its age reduces; empty for 1.</summary>
    public ReadOnlyMemory<double> Weights { get; init; }

    /// <summary>The age of each item in seconds; empty if only their order is known.</summary>
    public ReadOnlyMemory<double> Ages { get; init; }

    /// <summary>An item this many seconds older than the newest weighs half as much; 0 if items decay by steps.</summary>
    public double HalfLife { get; init; }

    /// <summary>Rows of items liked, unordered: each weighs as much as the last one used.</summary>
    public ReadOnlyMemory<int> Likes { get; init; }

    /// <summary>Rows of items disliked.</summary>
    public ReadOnlyMemory<int> Dislikes { get; init; }

    /// <summary>A user's vector, or any other in the space of input vectors; null for none.</summary>
    public float[]? User { get; init; }

    /// <summary>The weight of <see cref="User"/> relative to items, 0 to 1.</summary>
    public double UserWeight { get; init; }

    /// <summary>How the history becomes a vector.</summary>
    public HistoryFold Fold { get; init; }

    /// <summary>
    /// The vectors of rows that the model does not have, or has with another vector: items pending in a live index. Null for none.
    /// </summary>
    public IReadOnlyDictionary<int, float[]>? Pending { get; init; }

    /// <summary>The input vector of one of the rows.</summary>
    public ReadOnlySpan<float> VectorOf(int row, EmbeddingMatrix input)
        => Pending is not null && Pending.TryGetValue(row, out float[]? vector) ? vector : input.Row(row);

    /// <summary>The rows that an answer leaves out: what is disliked, and unless it may be repeated, what is used or liked.</summary>
    public int[] Excluded(bool allowHistory)
        => allowHistory ? Dislikes.ToArray() : [.. History.Span, .. Likes.Span, .. Dislikes.Span];

    /// <summary>How the items of the history weigh.</summary>
    /// <param name="decay">The weight of an item as a share of the one after it.</param>
    public HistoryWeighting Weighting(double decay) => new(decay) { Factors = Weights, Ages = Ages, HalfLife = HalfLife };
}

/// <summary>Reads the query of a recommendation from ids and options.</summary>
internal static class QueryReader
{
    /// <summary>The row of an item; where it is unknown an error, or -1 if it is not required.</summary>
    public delegate int RowFinder(string item, bool isRequired);

    /// <summary>Finds the rows of the history, likes and dislikes.</summary>
    /// <param name="history">The items used, oldest first.</param>
    /// <param name="options">The rest of the query.</param>
    /// <param name="user">The vector of the user, or null.</param>
    /// <param name="find">Finds a row.</param>
    /// <exception cref="Item2VecException">An item is unknown, there is none, or weights or ages are not one per item.</exception>
    public static HistoryQuery Read(IReadOnlyList<string> history, RecommendOptions options, float[]? user, RowFinder find)
    {
        if (history.Count == 0 && user is null && options.Likes.Count == 0)
            throw new Item2VecException("the query names no item", code: ErrorCode.Usage);
        CheckCount(options.HistoryWeights.Count, history.Count, "weights", nameof(options.HistoryWeights));
        CheckCount(options.HistoryAges.Count, history.Count, "ages", nameof(options.HistoryAges));
        int[] all = new int[history.Count];
        int known = 0;
        for (int i = 0; i < all.Length; i++)
            if ((all[i] = find(history[i], isRequired: false)) >= 0) known++;
        if (known < all.Length && !(options.SkipUnknown && known > 0)) find(history[Array.IndexOf(all, -1)], isRequired: true);
        return new HistoryQuery(known == all.Length ? all : Array.FindAll(all, row => row >= 0))
        {
            Weights = Known(options.HistoryWeights, all),
            Ages = Known(options.HistoryAges, all),
            HalfLife = options.HalfLife?.TotalSeconds ?? 0,
            Likes = RowsOf(options.Likes, options.SkipUnknown, find),
            Dislikes = RowsOf(options.Dislikes, options.SkipUnknown, find),
            User = user,
            UserWeight = options.UserWeight,
            Fold = options.Fold,
        };
    }

    private static void CheckCount(int given, int items, string what, string option)
    {
        if (given != 0 && given != items)
            throw new Item2VecException(
                $"the history has {items} items, but {given} {what}", "give one for each item, or none", ErrorCode.Usage)
            {
                Option = option,
            };
    }

    /// <summary>The numbers of the known items.</summary>
    private static double[] Known(IReadOnlyList<double> numbers, int[] rows)
        => numbers.Count == 0 ? [] : [.. numbers.Where((_, place) => rows[place] >= 0)];

    private static int[] RowsOf(IReadOnlyCollection<string> items, bool skipUnknown, RowFinder find)
    {
        if (items.Count == 0) return [];
        int[] rows = [.. items.Select(item => find(item, isRequired: !skipUnknown))];
        return skipUnknown ? Array.FindAll(rows, row => row >= 0) : rows;
    }
}
