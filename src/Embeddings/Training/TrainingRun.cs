using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Training;

/// <summary>What the threads of one training share: the data, the matrices, and the three things they meet at (queue, clock, losses).</summary>
internal sealed class TrainingRun : IDisposable
{
    public TrainingRun(SessionCorpus corpus, TrainingOptions options, EmbeddingMatrix input, EmbeddingMatrix output)
    {
        Corpus = corpus;
        Options = options;
        Input = input;
        Output = output;
        Blocks = new SessionBlocks(corpus, HogwildTrainer.TokensPerBlock);
        Queue = new BlockQueue(Blocks, options.Seed, options.Epochs);
        Clock = new TokenClock(options, corpus.TokenCount);
        Losses = new EpochLosses(options.Epochs);
        Weights = new WeightScale(corpus);
        Subsampler = new Subsampler(corpus.Vocabulary, options.Subsampling);
        Negatives = new NegativeSampler(Counts(corpus, input.Rows), options.NegativeExponent);
        for (long session = 0; session < corpus.SessionCount; session++) LongestSession = Math.Max(LongestSession, corpus.SessionLength(session));
    }

    public SessionCorpus Corpus { get; }

    public TrainingOptions Options { get; }

    public EmbeddingMatrix Input { get; }

    public EmbeddingMatrix Output { get; }

    public SessionBlocks Blocks { get; }

    public BlockQueue Queue { get; }

    public TokenClock Clock { get; }

    public EpochLosses Losses { get; }

    public WeightScale Weights { get; }

    public Subsampler Subsampler { get; }

    public NegativeSampler Negatives { get; }

    /// <summary>The time that earlier runs took, which this one continues.</summary>
    public TimeSpan TimeBefore { get; set; }

    /// <summary>The events of the longest session: the size of a thread's scratch.</summary>
    public int LongestSession { get; }

    public int Threads => Options.Threads == 0 ? Environment.ProcessorCount : Options.Threads;

    /// <summary>The row of the token that ends each session, or -1: it stands behind the items.</summary>
    public int EndRow => Input.Rows > Corpus.Vocabulary.Count ? Corpus.Vocabulary.Count : -1;

    /// <summary>How many rows a training has: an item's each, and the end token's.</summary>
    public static int RowsFor(SessionCorpus corpus, TrainingOptions options)
        => corpus.Vocabulary.Count + (options.EndToken && options.Window != TrainingOptions.WholeSession ? 1 : 0);

    /// <summary>
    /// The counts that negatives are drawn by. As a negative the end token counts a tenth of its occurrences: it is more frequent than any item, and
    /// pushing all items away from it would undo what it teaches (docs/performance.md).
    /// </summary>
    private static long[] Counts(SessionCorpus corpus, int rows)
    {
        long[] counts = new long[rows];
        for (int row = 0; row < rows; row++) counts[row] = row < corpus.Vocabulary.Count ? corpus.Vocabulary.CountOf(row) : Math.Max(1, corpus.SessionCount / 10);
        return counts;
    }

    public void Dispose() => Negatives.Dispose();
}
