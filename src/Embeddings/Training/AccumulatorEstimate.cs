using System.Collections;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Training.Schedule;

namespace Item2Vec.Embeddings.Training;

/// <summary>
/// Gives the rows that an older model knows the accumulators they need to go on: a row whose sum is zero would first of all move by about
/// the whole learning rate, away from where it was. A model does not keep them; they are the squared gradients of one pass over the data in
/// which nothing moves.
/// </summary>
/// <remarks>
/// This serves models of any optimizer, and other data than they have seen. A new row's sum goes back to zero, so that it learns as it
/// always does.
/// </remarks>
internal static class AccumulatorEstimate
{
    /// <summary>The epoch whose random numbers the pass takes: none that is trained.</summary>
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
        Forget(accumulators.Input, known);
        Forget(accumulators.Output, known);
    }

    private static void Forget(NativeBuffer<float> sums, BitArray known)
    {
        for (int row = 0; row < sums.Length; row++)
            if (!known[row]) sums[row] = 0;
    }
}
