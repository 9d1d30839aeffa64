using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training.Sampling;

namespace Item2Vec.Embeddings.Training.Schedule;

/// <summary>What the threads of one training share.</summary>
/// <remarks>
/// Who writes what: the matrices and accumulators, all threads, without locks (Hogwild, Niu et al. 2011: updates that meet lose a little,
/// and meet seldom); <see cref="Queue"/>, <see cref="Clock"/> and <see cref="Losses"/>, all threads, by interlocked operations, once a
/// block; <see cref="TimeBefore"/>, the calling thread, before the others start. Everything else is read only.
/// </remarks>
internal sealed class TrainingRun : IDisposable
{
    private readonly Lease matrices;

    public TrainingRun(SessionCorpus corpus, TrainingOptions options, VariantDefinition variant)
    {
        Corpus = corpus;
        Options = options;
        Variant = variant;
        Layout = new RowLayout(corpus, options, variant);
        Input = new EmbeddingMatrix(Layout.InputRows, options.Dimensions);
        try
        {
            Output = new EmbeddingMatrix(Layout.OutputRows, options.Dimensions);
        }
        catch
        {
            Input.Dispose();
            throw;
        }

        matrices = Lease.Of(() =>
        {
            Input.Dispose();
            Output.Dispose();
        });
        Accumulators = options.Optimizer == Optimizer.AdaGrad ? new RowAccumulators(Layout.InputRows, Layout.OutputRows) : null;
        Blocks = new SessionBlocks(corpus, SessionBlocks.TokensPerBlock);
        Queue = new BlockQueue(Blocks, options.Seed, options.Epochs);
        Clock = new TokenClock(options, variant.LearningRate(options), corpus.TokenCount);
        Losses = new EpochLosses(options.Epochs);
        Weights = new WeightScale(corpus);
        Subsampler = new Subsampler(corpus.Vocabulary, options.Subsampling);
        Negatives = [.. Layout.NegativePools.Select(space => new NegativeSampler(space, options.NegativeExponent))];
        for (long session = 0; session < corpus.SessionCount; session++)
            MaxSessionLength = Math.Max(MaxSessionLength, corpus.SessionLength(session));
    }

    public SessionCorpus Corpus { get; }

    public TrainingOptions Options { get; }

    public VariantDefinition Variant { get; }

    public RowLayout Layout { get; }

    public EmbeddingMatrix Input { get; }

    public EmbeddingMatrix Output { get; }

    /// <summary>What gives each row a step size of its own, or null.</summary>
    public RowAccumulators? Accumulators { get; }

    public SessionBlocks Blocks { get; }

    public BlockQueue Queue { get; }

    public TokenClock Clock { get; }

    public EpochLosses Losses { get; }

    public WeightScale Weights { get; }

    public Subsampler Subsampler { get; }

    /// <summary>A sampler for each of the layout's spaces.</summary>
    public IReadOnlyList<NegativeSampler> Negatives { get; }

    /// <summary>The time that earlier runs took, which this one continues.</summary>
    public TimeSpan TimeBefore { get; set; }

    /// <summary>The events of the longest session: the size of a thread's scratch.</summary>
    public int MaxSessionLength { get; }

    public int Threads => Options.Threads == 0 ? Environment.ProcessorCount : Options.Threads;

    /// <summary>A share of the matrices for the result, which they outlive the run with.</summary>
    public Lease TakeMatrices() => matrices.Copy();

    /// <summary>
    /// Frees the samplers and accumulators, and the matrices of a run that has no result; threads that use them must have ended.
    /// </summary>
    public void Dispose()
    {
        Accumulators?.Dispose();
        foreach (NegativeSampler sampler in Negatives) sampler.Dispose();
        matrices.Dispose();
    }
}
