using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Options;

namespace Item2Vec.Embeddings.Training.Sampling;

/// <summary>
/// The meaning of matrix rows: the items, the end token, then whatever else a variant learns, and the users last, which
/// have no output rows because nothing predicts a user.
/// </summary>
internal sealed class RowLayout
{
    private readonly bool sharedPool;

    public RowLayout(SessionCorpus corpus, TrainingOptions options, VariantDefinition variant)
    {
        Items = corpus.Vocabulary.Count;
        bool endToken = variant.HasEndToken(options);
        EndRow = endToken ? Items : -1;
        FirstMetadata = Items + (endToken ? 1 : 0);
        Metadata = variant.Needs.HasFlag(VariantNeeds.Metadata) ? corpus.Metadata : null;
        OutputRows = FirstMetadata + (Metadata?.Values.Count ?? 0);
        FirstUser = OutputRows;
        Users = variant.Needs.HasFlag(VariantNeeds.Users) ? corpus.Users?.Count ?? 0 : 0;
        sharedPool = options.Metadata.SharedNegatives;
        NegativePools = MetadataNegativePools.Behind(ItemCounts(corpus, endToken), Metadata, sharedPool);
    }

    /// <summary>The items: rows 0 to this, the vocabulary's order.</summary>
    public int Items { get; }

    /// <summary>The row of the end token, or -1.</summary>
    public int EndRow { get; }

    /// <summary>The row of value 0 of the metadata.</summary>
    public int FirstMetadata { get; }

    /// <summary>The metadata whose values have rows, or null.</summary>
    public ItemMetadata? Metadata { get; }

    /// <summary>The input row of user 0.</summary>
    public int FirstUser { get; }

    /// <summary>The number of users with rows.</summary>
    public int Users { get; }

    public int OutputRows { get; }

    public int InputRows => FirstUser + Users;

    /// <summary>
    /// The negative pools, each the counts of a range of rows: the negatives of a window come from the pool of its outputs. Pool 0 is the
    /// items.
    /// </summary>
    public IReadOnlyList<NegativePool> NegativePools { get; }

    /// <summary>The negative pool of the values of a metadata column.</summary>
    public int NegativePoolOf(int column) => sharedPool ? 0 : 1 + column;

    /// <summary>
    /// The counts for sampling negative items. As a negative the end token counts a tenth of its occurrences: it is more frequent than any
    /// item, and pushing all items away from it would undo what it teaches (docs/performance.md).
    /// </summary>
    private static NegativePool ItemCounts(SessionCorpus corpus, bool endToken)
    {
        long[] counts = new long[corpus.Vocabulary.Count + (endToken ? 1 : 0)];
        for (int row = 0; row < counts.Length; row++)
            counts[row] = row < corpus.Vocabulary.Count ? corpus.Vocabulary.CountOf(row) : Math.Max(1, corpus.SessionCount / 10);
        return new NegativePool(0, counts);
    }
}

/// <summary>Output rows that compete with each other.</summary>
/// <param name="First">The first row.</param>
/// <param name="Counts">How often each occurs, at least 1; equal counts should stand together.</param>
internal sealed record NegativePool(int First, long[] Counts);

/// <summary>The negative pools of metadata values: the values of their column, or all outputs.</summary>
internal static class MetadataNegativePools
{
    /// <summary>
    /// The negative pools if the values come after <paramref name="items"/>: one per column after that of the items, or one of all.
    /// </summary>
    public static IReadOnlyList<NegativePool> Behind(NegativePool items, ItemMetadata? metadata, bool shared)
    {
        if (metadata is null) return [items];
        if (shared) return [items with { Counts = [.. items.Counts, .. Counts(metadata, 0, metadata.Values.Count)] }];
        List<NegativePool> pools = [items];
        for (int column = 0; column < metadata.ColumnCount; column++)
        {
            (int first, int count) = metadata.Range(column);
            pools.Add(new NegativePool(items.Counts.Length + first, Counts(metadata, first, count)));
        }

        return pools;
    }

    private static long[] Counts(ItemMetadata metadata, int first, int count)
        => [.. Enumerable.Range(first, count).Select(metadata.Values.CountOf)];
}
