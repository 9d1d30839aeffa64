using System.Runtime.CompilerServices;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Training.Sampling;
using Item2Vec.Embeddings.Training.Schedule;
using Item2Vec.Embeddings.Training.Variants;
using Item2Vec.Embeddings.Training.Windows;

namespace Item2Vec.Embeddings.Training;

/// <summary>
/// One thread's work: trains on blocks of sessions, with its own scratch memory. While a window is trained, the rows of a later one are
/// prefetched.
/// </summary>
internal sealed class BlockTrainer : IDisposable
{
    /// <summary>Pairs between checks of the learning rate and of cancellation: well under a millisecond at usual dimensions.</summary>
    private const int RefreshEvery = 2048;

    /// <summary>
    /// A window is drawn and its rows are prefetched this many windows before it is trained: about the latency of memory.
    /// </summary>
    private const int PrefetchDistance = 2;

    private readonly TrainingRun run;
    private readonly bool isStill;
    private readonly SgdKernel kernel;
    private readonly WindowSource source;
    private readonly NegativeStream[] negatives;
    private readonly int[] rows;
    private readonly float[] weights;
    private readonly SessionDetails details;
    private readonly TrainingWindow[] windows = new TrainingWindow[4];
    private int drawn;
    private int trained;
    private RandomSource random;
    private long pairs;

    /// <param name="run">What the threads share.</param>
    /// <param name="isStill">Whether only accumulators are written: rows do not move and events are not counted.</param>
    public BlockTrainer(TrainingRun run, bool isStill = false)
    {
        this.run = run;
        this.isStill = isStill;
        kernel = SgdKernel.Create(run.Input, run.Output, run.Accumulators);
        source = VariantRegistry.Create(run);
        negatives = [.. run.Negatives.Select(sampler => new NegativeStream(sampler))];
        for (int i = 0; i < windows.Length; i++) windows[i] = new TrainingWindow(Sharing(run));
        rows = new int[run.MaxSessionLength + 1];
        weights = new float[run.Corpus.HasWeights ? run.MaxSessionLength + 1 : 0];
        details = new SessionDetails(run.Corpus, run.MaxSessionLength + 1);
    }

    /// <summary>Trains on a block; false if canceled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Train(int epoch, int block, CancellationToken cancellationToken)
    {
        random = RandomSource.For(run.Options.Seed, epoch, block);
        drawn = trained = 0;
        foreach (NegativeStream stream in negatives) stream.Restart();
        (long from, long to) = run.Blocks[block];
        long uncounted = 0;
        for (long session = from; session < to; session++)
        {
            if (!TrainSession(session, ref uncounted, cancellationToken)) return false;
        }

        while (trained < drawn) TrainOldest(next: null);
        Count(uncounted);
        return true;
    }

    /// <summary>Returns the summed loss and resets it.</summary>
    public double TakeLoss() => kernel.TakeLoss();

    /// <summary>Returns the number of positive pairs and resets it.</summary>
    public long TakePairs()
    {
        long taken = pairs;
        pairs = 0;
        return taken;
    }

    public void Dispose() => kernel.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TrainSession(long session, ref long uncounted, CancellationToken cancellationToken)
    {
        ReadOnlySpan<int> all = run.Corpus.Rows(session);
        int kept = run.Subsampler.Sample(all, run.Corpus.Weights(session), rows, weights, details.Places, ref random);

        // A single event has no context but the token, from which nothing is learned.
        int count = kept > 1 && run.Layout.EndRow >= 0 ? AddEnd(kept) : kept;
        TrainingSession left = new(rows.AsMemory(0, count), weights.AsMemory(0, Math.Min(count, weights.Length)), UserRow(session));
        source.Begin(details.AddTo(left, session, kept), ref random);

        // Events read per event kept, so that progress counts the dropped ones too.
        double eventsPerKept = all.Length / (double)Math.Max(1, count);
        float rate = Rate(uncounted);
        long events = 0;
        long pairsBefore = pairs;
        while (Advance(rate, ref events))
        {
            if (pairs - pairsBefore < RefreshEvery) continue;
            if (cancellationToken.IsCancellationRequested) return false;
            pairsBefore = pairs;
            rate = Rate(uncounted + (long)(events * eventsPerKept));
        }

        uncounted += all.Length;
        if (uncounted >= SessionBlocks.TokensPerBlock || cancellationToken.IsCancellationRequested)
        {
            Count(uncounted);
            uncounted = 0;
        }

        return !cancellationToken.IsCancellationRequested;
    }

    /// <summary>The learning rate, given the events that the clock has not counted yet.</summary>
    private float Rate(long uncounted) => isStill ? 0 : (float)run.Clock.LearningRate(run.Clock.TokensDone + uncounted);

    private void Count(long events)
    {
        if (!isStill) run.Clock.Add(events);
    }

    /// <summary>Appends the end token, with the weight of the last event.</summary>
    private int AddEnd(int kept)
    {
        rows[kept] = run.Layout.EndRow;
        if (weights.Length > 0) weights[kept] = weights[kept - 1];
        return kept + 1;
    }

    /// <summary>
    /// Maximum inputs that share negatives; one more with users, so that the user does not take the place of a context item.
    /// </summary>
    private static int Sharing(TrainingRun run)
        => run.Options.NegativeSharing + (run.Layout.Users > 0 && run.Options.NegativeSharing > 1 ? 1 : 0);

    private int UserRow(long session)
    {
        int user = run.Layout.Users == 0 ? -1 : run.Corpus.UserOf(session);
        return user < 0 ? -1 : run.Layout.FirstUser + user;
    }

    /// <summary>
    /// Draws the next window, counts its events, and trains on the oldest one drawn; false at the end of the session.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Advance(float rate, ref long events)
    {
        TrainingWindow next = windows[drawn & (windows.Length - 1)];
        next.Clear();
        if (!source.Next(next, ref random)) return false;
        events += next.Events;
        if (run.Accumulators is null) next.Step = rate * run.Weights.Scale(next.Step) * next.Weight;
        else (next.Step, next.Rate) = (run.Weights.Scale(next.Step) * next.Weight, rate);
        if (next.InputGroupCount == 0 || next.Step == 0) return true;
        negatives[next.NegativePool].AddTo(next, next.NegativeCount > 0 ? next.NegativeCount : run.Options.NegativeSamples, ref random);
        drawn++;
        if (drawn - trained > PrefetchDistance) TrainOldest(next);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TrainOldest(TrainingWindow? next)
    {
        TrainingWindow window = windows[trained++ & (windows.Length - 1)];
        pairs += window.PairCount;
        kernel.Train(window, next);
    }
}
