using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training.Sampling;

namespace Item2Vec.Embeddings.Training.Schedule;

/// <summary>The state shared by the threads of a training.</summary>
/// <remarks>
/// Who writes what: the matrices and accumulators, all threads, without locks (Hogwild, Niu et al. 2011: conflicting updates are rare and
/// lose little); <see cref="Queue"/>, <see cref="Clock"/> and <see cref="Losses"/>, all threads, with interlocked operations, once per
/// block; <see cref="TimeBefore"/>, the calling thread, before the others start. Everything else is read-only.
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
        Blocks = new SessionBlocks(corpus, SessionBlocks.TokensPerBlock);
        Queue = new BlockQueue(Blocks, options.Seed, options.Epochs);
        Clock = new TokenClock(options, variant.LearningRate(options), corpus.TokenCount);
        Losses = new EpochLosses(options.Epochs);
        Weights = new WeightScale(corpus);
        Subsampler = new Subsampler(corpus.Vocabulary, options.Subsampling);
        for (long session = 0; session < corpus.SessionCount; session++)
            MaxSessionLength = Math.Max(MaxSessionLength, corpus.SessionLength(session));

        // Native memory last, so that a failure above leaves nothing to free.
        List<IDisposable> allocated = [];
        try
        {
            Input = Allocated(new EmbeddingMatrix(Layout.InputRows, options.Dimensions));
            Output = Allocated(new EmbeddingMatrix(Layout.OutputRows, options.Dimensions));
            if (options.Optimizer == Optimizer.AdaGrad)
                Accumulators = Allocated(new RowAccumulators(Layout.InputRows, Layout.OutputRows));
            Negatives = [.. Layout.NegativePools.Select(pool => Allocated(new NegativeSampler(pool, options.NegativeExponent)))];
        }
        catch
        {
            foreach (IDisposable memory in allocated) memory.Dispose();
            throw;
        }

        matrices = Lease.Of(() =>
        {
            Input.Dispose();
            Output.Dispose();
        });

        T Allocated<T>(T memory)
            where T : IDisposable
        {
            allocated.Add(memory);
            return memory;
        }
    }

    public SessionCorpus Corpus { get; }

    public TrainingOptions Options { get; }

    public VariantDefinition Variant { get; }

    public RowLayout Layout { get; }

    public EmbeddingMatrix Input { get; }

    public EmbeddingMatrix Output { get; }

    /// <summary>The accumulators that give each row its own step size, or null with SGD.</summary>
    public RowAccumulators? Accumulators { get; }

    public SessionBlocks Blocks { get; }

    public BlockQueue Queue { get; }

    public TokenClock Clock { get; }

    public EpochLosses Losses { get; }

    public WeightScale Weights { get; }

    public Subsampler Subsampler { get; }

    /// <summary>A sampler for each negative pool of the layout.</summary>
    public IReadOnlyList<NegativeSampler> Negatives { get; }

    /// <summary>The time spent by the earlier runs that this one resumes.</summary>
    public TimeSpan TimeBefore { get; set; }

    /// <summary>Maximum events of a session: the size of a thread's scratch memory.</summary>
    public int MaxSessionLength { get; }

    public int Threads => Options.Threads == 0 ? Environment.ProcessorCount : Options.Threads;

    /// <summary>Takes a lease of the matrices for the result, so that they outlive the run.</summary>
    public Lease TakeMatrices() => matrices.Copy();

    /// <summary>
    /// Frees the samplers and accumulators, and the matrices if no result has a lease. Threads that use them must have ended.
    /// </summary>
    public void Dispose()
    {
        Accumulators?.Dispose();
        foreach (NegativeSampler sampler in Negatives) sampler.Dispose();
        matrices.Dispose();
    }
}
