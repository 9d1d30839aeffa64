using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Evaluation.Splits;

namespace Item2Vec.Evaluation.Tuning;

/// <summary>
/// A log in three parts: the training part, the validation slice that plans are chosen on, and the test slice, on which only the chosen
/// plan is evaluated. The validation slice is held out of the training part in the same way as the test slice is held out of the log.
/// </summary>
public sealed class TuningParts : IDisposable
{
    private TuningParts(SplitCorpus test, SplitCorpus validation, double share)
    {
        Test = test;
        Validation = validation;
        Share = share;
    }

    /// <summary>The training part including the validation slice, and the test slice.</summary>
    public SplitCorpus Test { get; }

    /// <summary>The training part without the validation slice, and the validation slice.</summary>
    public SplitCorpus Validation { get; }

    /// <summary>The share of the log's sessions that is used, 1 for all.</summary>
    public double Share { get; }

    /// <summary>Splits a log.</summary>
    /// <param name="corpus">The whole log, with every item.</param>
    /// <param name="split">The split, as <see cref="CorpusSplit.TryParse"/> reads it.</param>
    /// <param name="minCount">Minimum number of occurrences of an item in a training part.</param>
    /// <param name="order">The sessions in the order in which they began; null if the corpus is in this order.</param>
    /// <param name="maxEvents">Maximum number of events to search on; of a longer log whole sessions are sampled, with that many events on
    /// average.</param>
    /// <param name="seed">Random seed.</param>
    /// <exception cref="Item2VecException">The split is invalid, or one of the parts would be empty.</exception>
    public static TuningParts Of(SessionCorpus corpus, string split, int minCount, IReadOnlyList<int>? order, long maxEvents, long seed)
    {
        ArgumentNullException.ThrowIfNull(corpus);

        // A different seed inside, or the sessions drawn first outside would be drawn first inside, too.
        if (!CorpusSplit.TryParse(split, seed, out CorpusSplit? outer) || !CorpusSplit.TryParse(split, seed + 1, out CorpusSplit? inner))
            throw new Item2VecException($"'{split}' is no split", $"a split is {CorpusSplit.Syntax}", ErrorCode.Usage);
        double share = Math.Min(1, (double)maxEvents / Math.Max(1, corpus.TokenCount));
        if (share == 1) return Nested(outer!.Split(corpus, minCount, order));
        using SessionCorpus sample = Sample(corpus, share, order, seed);
        return Nested(outer!.Split(sample, minCount));

        TuningParts Nested(SplitCorpus test)
        {
            try
            {
                return new TuningParts(test, inner!.Split(test.Training, minCount), share);
            }
            catch
            {
                test.Dispose();
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Validation.Dispose();
        Test.Dispose();
    }

    private static SessionCorpus Sample(SessionCorpus corpus, double share, IReadOnlyList<int>? order, long seed)
    {
        RandomSource random = RandomSource.For(seed, 1, 0);
        int[] kept = new int[checked((int)corpus.SessionCount)];
        for (int session = 0; session < kept.Length; session++)
            if (random.NextFloat() < share) kept[session] = corpus.SessionLength(session);
        return new CorpusPart(corpus, kept, 1, order ?? [.. Enumerable.Range(0, kept.Length)]).Corpus;
    }
}
