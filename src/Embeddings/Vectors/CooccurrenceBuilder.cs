using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors.Cooccurrences;

namespace Item2Vec.Embeddings.Vectors;

/// <summary>Counts co-occurrences of items in sessions, and keeps the strongest pairs of each.</summary>
public static class CooccurrenceBuilder
{
    /// <summary>Counts the co-occurrences of a corpus; the result does not depend on the number of threads.</summary>
    /// <param name="corpus">The sessions.</param>
    /// <param name="options">The options; null takes the defaults.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="Item2VecException">An option is out of range, or the corpus has more than 2^31 events.</exception>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    public static CooccurrenceTable Build(
        SessionCorpus corpus, CooccurrenceOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        options ??= new CooccurrenceOptions();
        options.Validate();
        return Build(new CorpusIndex(corpus), options, cancellationToken);
    }

    internal static CooccurrenceTable Build(CorpusIndex index, CooccurrenceOptions options, CancellationToken cancellationToken)
    {
        Cooccurrence[][] pairs = new Cooccurrence[index.Items][];
        int[] itemSessions = new int[index.Items];
        ParallelOptions parallel = new()
        {
            MaxDegreeOfParallelism = options.Threads > 0 ? options.Threads : Environment.ProcessorCount,
            CancellationToken = cancellationToken,
        };
        Parallel.For(0, index.Items, parallel, () => new CooccurrenceCounter(index, options), (row, _, counter) =>
        {
            (pairs[row], itemSessions[row]) = counter.Count(row);
            return counter;
        }, _ => { });
        RecentSessions? recent = options.RecentSessions > 0 ? RecentSessions.Of(index, options.RecentSessions, options.SessionOrder) : null;
        return Flatten(
            pairs, itemSessions, new CooccurrenceInfo(index.Sessions, options.Reach, options.Neighbors, BlendWeights.Default), recent);
    }

    private static CooccurrenceTable Flatten(Cooccurrence[][] pairs, int[] itemSessions, CooccurrenceInfo info, RecentSessions? recent)
    {
        long total = pairs.Sum(row => (long)row.Length);
        NativeBuffer<long> starts = NativeBuffer<long>.Allocate(pairs.Length + 1L);
        NativeBuffer<int> others = NativeBuffer<int>.Allocate(total);
        NativeBuffer<int> sessions = NativeBuffer<int>.Allocate(total);
        NativeBuffer<byte> nearest = NativeBuffer<byte>.Allocate(total);
        NativeBuffer<float> weights = NativeBuffer<float>.Allocate(total * CooccurrenceColumns.WeightsOfPair);
        long at = 0;
        for (int row = 0; row < pairs.Length; row++)
        {
            foreach (Cooccurrence pair in pairs[row])
            {
                (others[at], sessions[at], nearest[at]) = (pair.Other, pair.Sessions, (byte)pair.Nearest);
                long weight = at++ * CooccurrenceColumns.WeightsOfPair;
                (weights[weight], weights[weight + 1], weights[weight + 2], weights[weight + 3]) = (
                    pair.After, pair.Before, pair.CloselyAfter, pair.CloselyBefore);
            }

            starts[row + 1] = at;
        }

        CooccurrenceColumns columns = new(starts, others, sessions, nearest, weights, NativeBuffer<int>.Copy(itemSessions));
        return new CooccurrenceTable(columns, info, Lease.Of(Free), recent);

        void Free()
        {
            columns.Free();
            recent?.Columns.Free();
        }
    }
}
