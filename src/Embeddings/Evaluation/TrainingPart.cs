namespace Item2Vec.Embeddings.Evaluation;

/// <summary>The first events of each session as a corpus of its own, with its own vocabulary and counts.</summary>
internal sealed class TrainingPart
{
    private readonly SessionCorpus source;
    private readonly int[] kept;
    private readonly IReadOnlyList<int> order;

    /// <param name="source">The whole log.</param>
    /// <param name="kept">For each session how many of its events, the first ones, are for training.</param>
    /// <param name="minCount">The fewest occurrences in the training part that an item must have.</param>
    /// <param name="order">The order in which sessions come in the training part.</param>
    /// <exception cref="Item2VecException">Nothing is left to learn from.</exception>
    public TrainingPart(SessionCorpus source, int[] kept, int minCount, IReadOnlyList<int> order)
    {
        this.source = source;
        this.kept = kept;
        this.order = order;
        RowOf = new int[source.Vocabulary.Count];
        Array.Fill(RowOf, -1);
        Vocabulary vocabulary = Count(minCount);
        if (vocabulary.Count == 0)
            throw new Item2VecException($"the training part has no item with {minCount} events", "lower --min-count, or hold out less");
        Corpus = Copy(vocabulary);
    }

    /// <summary>The training part.</summary>
    public SessionCorpus Corpus { get; }

    /// <summary>For each row of the source its row in <see cref="Corpus"/>, or -1.</summary>
    public int[] RowOf { get; }

    /// <summary>A session with its held-out events.</summary>
    public HeldOutSession HeldOut(long session, int firstTarget)
    {
        int[] items = source.Session(session);
        return new HeldOutSession(Array.ConvertAll(items, item => RowOf[item]), items, firstTarget);
    }

    private Vocabulary Count(int minCount)
    {
        long[] counts = new long[RowOf.Length];
        for (long session = 0; session < source.SessionCount; session++)
            foreach (int row in source.Rows(session)[..kept[session]]) counts[row]++;

        VocabularyBuilder builder = new();
        foreach (int row in Enumerable.Range(0, counts.Length).Where(row => counts[row] >= Math.Max(1, minCount)).OrderByDescending(row => counts[row]))
        {
            RowOf[row] = builder.Count;
            builder.Add(source.Vocabulary.Utf8(row), counts[row]);
        }

        GC.KeepAlive(source);
        return builder.Build();
    }

    private SessionCorpus Copy(Vocabulary vocabulary)
    {
        SessionCorpusBuilder builder = new(vocabulary, vocabulary.TotalCount, source.Users, source.HasWeights);
        foreach (int session in order)
        {
            ReadOnlySpan<int> rows = source.Rows(session);
            ReadOnlySpan<float> weights = source.Weights(session);
            for (int i = 0; i < kept[session]; i++)
                if (RowOf[rows[i]] is >= 0 and int row) builder.Append(row, weights.IsEmpty ? 1 : weights[i]);
            builder.EndSession(source.UserOf(session));
        }

        GC.KeepAlive(source);
        return builder.Build();
    }
}
