using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Evaluation.Splits;

namespace Item2Vec.Evaluation.Tuning;

/// <summary>
/// A log in three: what recipes are trained on, the validation slice that they are chosen by, and the test slice, which only the chosen one is asked. The
/// validation slice is a part of the training part, held out of it as the test slice is held out of the log.
/// </summary>
public sealed class TuningParts : IDisposable
{
    private TuningParts(SplitCorpus test, SplitCorpus validation, double share)
    {
        Test = test;
        Validation = validation;
        Share = share;
    }

    /// <summary>The training part with the validation slice in it, and the test slice.</summary>
    public SplitCorpus Test { get; }

    /// <summary>The training part without the validation slice, and the validation slice.</summary>
    public SplitCorpus Validation { get; }

    /// <summary>The share of the log's sessions that was taken, 1 for all.</summary>
    public double Share { get; }

    /// <summary>Parts a log.</summary>
    /// <param name="corpus">The whole log, with every item.</param>
    /// <param name="split">The split, as <see cref="CorpusSplit.TryParse"/> reads it.</param>
    /// <param name="minCount">The fewest occurrences that an item must have in a training part.</param>
    /// <param name="order">The sessions in the order in which they began; null when the corpus has them so.</param>
    /// <param name="mostEvents">The most events to search on; of a longer log whole sessions are drawn, on average as many as have that many events.</param>
    /// <param name="seed">Where random numbers start.</param>
    /// <exception cref="Item2VecException">The split is none, or one of the parts would be empty.</exception>
    public static TuningParts Of(SessionCorpus corpus, string split, int minCount, IReadOnlyList<int>? order, long mostEvents, long seed)
    {
        ArgumentNullException.ThrowIfNull(corpus);

        // Another seed inside, or whoever is drawn first outside would be drawn first inside, too.
        if (!CorpusSplit.TryParse(split, seed, out CorpusSplit? outer) || !CorpusSplit.TryParse(split, seed + 1, out CorpusSplit? inner))
            throw new Item2VecException($"'{split}' is no split", $"a split is {CorpusSplit.Syntax}", ErrorCode.Usage);
        double share = Math.Min(1, (double)mostEvents / Math.Max(1, corpus.TokenCount));
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
