using System.Runtime.CompilerServices;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Training.Sampling;
using Item2Vec.Embeddings.Training.Schedule;
using Item2Vec.Embeddings.Training.Variants;
using Item2Vec.Embeddings.Training.Windows;

namespace Item2Vec.Embeddings.Training;

/// <summary>
/// One thread's work: trains on blocks of sessions with scratch of its own. While a window is computed, the rows of the next are on their
/// way to the cache.
/// </summary>
internal sealed class BlockTrainer : IDisposable
{
    /// <summary>Pairs between two looks at the learning rate and at cancellation: well under a millisecond at the usual widths.</summary>
    private const int RefreshEvery = 2048;

    /// <summary>
    /// A window is drawn, and its rows are sent for, this many windows before it is trained: about the time that memory takes to answer.
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
    /// <param name="isStill">Whether rows stay where they are, and no event counts: only accumulators are written.</param>
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

    /// <summary>Trains on a block; false when canceled on the way.</summary>
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

        while (trained < drawn) TrainOldest(ahead: null);
        Count(uncounted);
        return true;
    }

    /// <summary>The summed loss since it was last taken.</summary>
    public double TakeLoss() => kernel.TakeLoss();

    /// <summary>The positive pairs since they were last taken.</summary>
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

        // One event alone teaches nothing: its only company would be the token.
        int count = kept > 1 && run.Layout.EndRow >= 0 ? AddEnd(kept) : kept;
        TrainingSession left = new(rows.AsMemory(0, count), weights.AsMemory(0, Math.Min(count, weights.Length)), UserRow(session));
        source.Begin(details.AddTo(left, session, kept), ref random);

        // An event that was kept stands for as many events read as were needed for it.
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

    /// <summary>The learning rate after so many events that the clock has not counted yet.</summary>
    private float Rate(long uncounted) => isStill ? 0 : (float)run.Clock.LearningRate(run.Clock.TokensDone + uncounted);

    private void Count(long events)
    {
        if (!isStill) run.Clock.Add(events);
    }

    /// <summary>Ends the session by its token, which weighs what the last event does.</summary>
    private int AddEnd(int kept)
    {
        rows[kept] = run.Layout.EndRow;
        if (weights.Length > 0) weights[kept] = weights[kept - 1];
        return kept + 1;
    }

    /// <summary>
    /// The inputs that share negatives: the user shares those of the context items, of which there may be as many as without it.
    /// </summary>
    private static int Sharing(TrainingRun run)
        => run.Options.NegativeSharing + (run.Layout.Users > 0 && run.Options.NegativeSharing > 1 ? 1 : 0);

    private int UserRow(long session)
    {
        int user = run.Layout.Users == 0 ? -1 : run.Corpus.UserOf(session);
        return user < 0 ? -1 : run.Layout.FirstUser + user;
    }

    /// <summary>
    /// Draws the next window, counts its events, and trains on the one that was drawn before the others; false at the end of the session.
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
    private void TrainOldest(TrainingWindow? ahead)
    {
        TrainingWindow window = windows[trained++ & (windows.Length - 1)];
        pairs += window.PairCount;
        kernel.Train(window, ahead);
    }
}
