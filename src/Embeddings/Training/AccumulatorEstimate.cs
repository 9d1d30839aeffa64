using System.Collections;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Training.Schedule;

namespace Item2Vec.Embeddings.Training;

/// <summary>
/// Estimates the AdaGrad accumulators of rows that a warm start copies from an older model, which does not store them. With an accumulator
/// of zero, a row's first step would be about the whole learning rate, away from what it has learned. The estimate is the sum of squared
/// gradients of one pass over the data without moving any row.
/// </summary>
/// <remarks>
/// Independent of the optimizer and the data of the older model. The accumulators of new rows are reset to zero.
/// </remarks>
internal static class AccumulatorEstimate
{
    /// <summary>The epoch that seeds the random numbers of the pass; no trained epoch has it.</summary>
    private const int Epoch = -2;

    public static void Fill(TrainingRun run, RowAccumulators accumulators, BitArray known, CancellationToken cancellationToken)
    {
        int next = -1;
        Parallel.For(0, run.Threads, new ParallelOptions { MaxDegreeOfParallelism = run.Threads }, _ =>
        {
            using BlockTrainer trainer = new(run, isStill: true);
            for (int block = Interlocked.Increment(ref next); block < run.Blocks.Count; block = Interlocked.Increment(ref next))
                if (!trainer.Train(Epoch, block, cancellationToken)) return;
        });
        cancellationToken.ThrowIfCancellationRequested();
        ResetUnknown(accumulators.Input, known);
        ResetUnknown(accumulators.Output, known);
    }

    private static void ResetUnknown(NativeBuffer<float> sums, BitArray known)
    {
        for (int row = 0; row < sums.Length; row++)
            if (!known[row]) sums[row] = 0;
    }
}
