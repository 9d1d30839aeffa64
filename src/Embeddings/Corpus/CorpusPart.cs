using Item2Vec.Embeddings.Common;

namespace Item2Vec.Embeddings.Corpus;

/// <summary>
/// The first events of each session as a separate corpus, with its own vocabulary and counts of items, users and values of metadata.
/// </summary>
/// <remarks>
/// Events keep their columns: weight, basket, time and goal. Users without such an event, and metadata of dropped items, are left out.
/// </remarks>
internal sealed class CorpusPart
{
    private readonly SessionCorpus source;
    private readonly int[] kept;
    private readonly IReadOnlyList<int> order;
    private readonly long[] counts;

    /// <param name="source">The whole log.</param>
    /// <param name="kept">For each session the number of its events, from the first, that are for training.</param>
    /// <param name="minCount">Minimum number of occurrences of an item in the training part.</param>
    /// <param name="order">The order of sessions in the training part.</param>
    /// <exception cref="Item2VecException">Nothing is left to learn from.</exception>
    public CorpusPart(SessionCorpus source, int[] kept, int minCount, IReadOnlyList<int> order)
    {
        this.source = source;
        this.kept = kept;
        this.order = order;
        counts = new long[source.Vocabulary.Count];
        RowOf = new int[source.Vocabulary.Count];
        Array.Fill(RowOf, -1);
        Vocabulary vocabulary = Count(minCount);
        if (vocabulary.Count == 0)
            throw new Item2VecException($"the training part has no item with {minCount} events", "lower MinCount, or hold out less")
            {
                Option = "MinCount",
            };
        (Vocabulary? users, int[] rowOfUser) = CountUsers();
        Corpus = Copy(vocabulary, users, rowOfUser);
    }

    private CorpusPart(SessionCorpus source, int[] kept)
    {
        this.source = source;
        this.kept = kept;
        order = [.. Enumerable.Range(0, kept.Length)];
        RowOf = [.. Enumerable.Range(0, source.Vocabulary.Count)];
        counts = [];
        Corpus = Copy(source.Vocabulary, source.Users, [.. Enumerable.Range(0, source.Users?.Count ?? 0)]);
    }

    /// <summary>The training part.</summary>
    public SessionCorpus Corpus { get; }

    /// <summary>For each row of the source its row in <see cref="Corpus"/>, or -1.</summary>
    public int[] RowOf { get; }

    /// <summary>Whether a row of the source has events in the training part, however few.</summary>
    public bool Has(int row) => counts[row] > 0;

    /// <summary>
    /// The first events of each session as a corpus with the vocabulary and the counts of the whole: its rows are the whole's.
    /// </summary>
    /// <param name="source">The whole, which must outlive this.</param>
    /// <param name="kept">For each session the number of remaining events.</param>
    public static SessionCorpus Shorten(SessionCorpus source, int[] kept) => new CorpusPart(source, kept).Corpus;

    /// <summary>
    /// Ties in count are ordered by first occurrence in the training part, as in training on it alone: the order of the whole would leak
    /// held-out events.
    /// </summary>
    private Vocabulary Count(int minCount)
    {
        List<int> appeared = [];
        foreach (int session in order)
        {
            foreach (int row in source.Rows(session)[..kept[session]])
                if (counts[row]++ == 0) appeared.Add(row);
        }

        VocabularyBuilder builder = new();
        foreach (int row in appeared.Where(row => counts[row] >= minCount).OrderByDescending(row => counts[row]))
        {
            RowOf[row] = builder.Count;
            builder.Add(source.Vocabulary.Utf8(row), counts[row]);
        }

        GC.KeepAlive(source);
        return builder.Build();
    }

    /// <summary>The users of the copied events, and for each row of the source's users the row among them, or -1.</summary>
    private (Vocabulary? Users, int[] RowOf) CountUsers()
    {
        if (source.Users is not Vocabulary all) return (null, []);
        long[] counts = new long[all.Count];
        List<int> appeared = [];
        foreach (int session in order)
        {
            if (source.UserOf(session) is not (>= 0 and int user)) continue;
            foreach (int row in source.Rows(session)[..kept[session]])
                if (RowOf[row] >= 0 && counts[user]++ == 0) appeared.Add(user);
        }

        VocabularyBuilder builder = new();
        int[] rowOf = new int[all.Count];
        Array.Fill(rowOf, -1);
        foreach (int user in appeared.OrderByDescending(user => counts[user]))
        {
            rowOf[user] = builder.Count;
            builder.Add(all.Utf8(user), counts[user]);
        }

        return (builder.Build(), rowOf);
    }

    private SessionCorpus Copy(Vocabulary vocabulary, Vocabulary? users, int[] rowOfUser)
    {
        SessionCorpusBuilder builder = new(vocabulary, vocabulary.TotalCount, users, source.HasWeights, columns: source.Columns);
        foreach (int session in order)
        {
            ReadOnlySpan<int> rows = source.Rows(session);
            ReadOnlySpan<float> weights = source.Weights(session);
            (int[] baskets, double[] times, bool[] goals) = (source.Baskets(session), source.Times(session), source.Goals(session));
            for (int i = 0; i < kept[session]; i++)
            {
                if (RowOf[rows[i]] is not (>= 0 and int row)) continue;
                builder.Append(new CorpusEvent(row)
                {
                    Weight = weights.IsEmpty ? 1 : weights[i],
                    Basket = baskets.Length > 0 ? baskets[i] : 0,
                    Time = times.Length > 0 ? times[i] : 0,
                    IsGoal = goals.Length > 0 && goals[i],
                });
            }

            builder.EndSession(source.UserOf(session) is >= 0 and int user ? rowOfUser[user] : -1);
        }

        GC.KeepAlive(source);
        return Described(builder.Build());
    }

    /// <summary>The training part with the metadata of its items.</summary>
    private SessionCorpus Described(SessionCorpus part)
    {
        if (source.Metadata is not ItemMetadata metadata) return part;
        using SessionCorpus plain = part;
        if (part.Vocabulary == source.Vocabulary) return part.With(metadata);
        int[] rows = new int[part.Vocabulary.Count];
        for (int row = 0; row < RowOf.Length; row++)
            if (RowOf[row] >= 0) rows[RowOf[row]] = row;
        return part.With(metadata.For(part.Vocabulary, rows));
    }
}
