using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Evidence;

/// <summary>Counts which items stood together in sessions, and keeps the strongest pairs of each.</summary>
public static class EvidenceBuilder
{
    /// <summary>Counts the pairs of a corpus; the result is the same for every number of threads.</summary>
    /// <param name="corpus">The sessions.</param>
    /// <param name="options">What to keep; null takes the defaults.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="Item2VecException">An option is out of range, or the corpus has more than 2^31 events.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static PairEvidence Build(SessionCorpus corpus, EvidenceOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        options ??= new EvidenceOptions();
        options.Validate();
        return Build(new CorpusIndex(corpus), options, cancellationToken);
    }

    /// <summary>Counts the pairs of a corpus, weighed against vectors as a slice of it teaches.</summary>
    /// <param name="corpus">The sessions.</param>
    /// <param name="slice">What was held out of it.</param>
    /// <param name="vectors">Vectors that were trained on the rest of the slice, with output vectors.</param>
    /// <param name="decay">The weight of an item of a history as a share of the one after it: see <see cref="BlendLearner.Learn"/>.</param>
    /// <param name="options">What to keep; null takes the defaults.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <inheritdoc cref="Build(SessionCorpus, EvidenceOptions?, CancellationToken)" path="/exception"/>
    public static PairEvidence Build(
        SessionCorpus corpus, BlendSlice slice, ItemVectors vectors, double decay, EvidenceOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(slice);
        options ??= new EvidenceOptions();
        using PairEvidence rest = Build(slice.Rest, options, cancellationToken);
        return Build(corpus, options, cancellationToken).With(BlendLearner.Learn(slice, vectors, rest, decay, options.Threads, cancellationToken));
    }

    internal static PairEvidence Build(CorpusIndex index, EvidenceOptions options, CancellationToken cancellationToken)
    {
        ItemPair[][] pairs = new ItemPair[index.Items][];
        int[] itemSessions = new int[index.Items];
        ParallelOptions parallel = new()
        {
            MaxDegreeOfParallelism = options.Threads > 0 ? options.Threads : Environment.ProcessorCount,
            CancellationToken = cancellationToken,
        };
        Parallel.For(0, index.Items, parallel, () => new PairCounter(index, options), (row, _, counter) =>
        {
            (pairs[row], itemSessions[row]) = counter.Count(row);
            return counter;
        }, _ => { });
        return Flatten(pairs, itemSessions, new EvidenceInfo(index.Sessions, options.Reach, options.Neighbors, BlendWeights.Default));
    }

    private static PairEvidence Flatten(ItemPair[][] pairs, int[] itemSessions, EvidenceInfo info)
    {
        long total = pairs.Sum(row => (long)row.Length);
        NativeBuffer<long> starts = NativeBuffer<long>.Allocate(pairs.Length + 1L);
        NativeBuffer<int> others = NativeBuffer<int>.Allocate(total);
        NativeBuffer<int> sessions = NativeBuffer<int>.Allocate(total);
        NativeBuffer<byte> nearest = NativeBuffer<byte>.Allocate(total);
        NativeBuffer<float> weights = NativeBuffer<float>.Allocate(total * EvidenceColumns.WeightsOfPair);
        long at = 0;
        for (int row = 0; row < pairs.Length; row++)
        {
            foreach (ItemPair pair in pairs[row])
            {
                (others[at], sessions[at], nearest[at]) = (pair.Other, pair.Sessions, (byte)pair.Nearest);
                long weight = at++ * EvidenceColumns.WeightsOfPair;
                (weights[weight], weights[weight + 1], weights[weight + 2], weights[weight + 3]) = (pair.After, pair.Before, pair.CloselyAfter, pair.CloselyBefore);
            }

            starts[row + 1] = at;
        }

        return new PairEvidence(starts, others, sessions, nearest, weights, NativeBuffer<int>.Copy(itemSessions), info);
    }
}
