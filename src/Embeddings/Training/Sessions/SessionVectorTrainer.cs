using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Training.Sampling;
using Item2Vec.Embeddings.Vectors.Cooccurrences;

namespace Item2Vec.Embeddings.Training.Sessions;

/// <summary>
/// Learns <see cref="SessionVectors"/>: of every prefix of every session, which item comes next.
/// </summary>
/// <remarks>
/// One vector per item is its history's and its target's ("consistent representation space", CORE: Hou et al. 2022), compared by cosine;
/// a softmax over the target and sampled negatives that a block of prefixes shares (Hidasi and Karatzoglou 2018), with a step per row
/// (AdaGrad, as <c>--optimizer adagrad</c>). Threads share the rows without locks (Hogwild: Recht et al. 2011).
/// </remarks>
public static class SessionVectorTrainer
{
    /// <summary>Sessions that a thread takes at once.</summary>
    private const int BlockSessions = 64;

    private const int FewestEpochs = 3, MostEpochs = 10;

    /// <summary>Trains the vectors of the items of a corpus.</summary>
    /// <param name="corpus">The sessions.</param>
    /// <param name="options">How; null takes the defaults.</param>
    /// <param name="cancellationToken">Cancels the training.</param>
    /// <exception cref="Item2VecException">An option is out of range.</exception>
    /// <exception cref="OperationCanceledException">The training was canceled.</exception>
    public static SessionVectors Train(
        SessionCorpus corpus, SessionVectorOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        options ??= new SessionVectorOptions();
        options.Validate();
        EmbeddingMatrix rows = new(corpus.Vocabulary.Count, options.Dimensions);
        try
        {
            Train(corpus, options, rows, cancellationToken);
        }
        catch
        {
            rows.Dispose();
            throw;
        }

        return new SessionVectors(rows, Lease.Of(rows.Dispose));
    }

    /// <summary>The passes over this many events: 4 over a million, more over fewer by the root of their ratio, from 3 to 10.</summary>
    internal static int EpochsFor(long events)
        => (int)Math.Clamp(Math.Round(4 * Math.Sqrt(1e6 / Math.Max(1, events))), FewestEpochs, MostEpochs);

    private static void Train(
        SessionCorpus corpus, SessionVectorOptions options, EmbeddingMatrix rows, CancellationToken cancellationToken)
    {
        int[] sessions = Latest(corpus, options, out long events);
        bool[] isKnown = new bool[rows.Rows];
        foreach (int session in sessions)
            foreach (int row in corpus.Rows(session)) isKnown[row] = true;
        if (events > 0)
        {
            Fill(rows, options.Seed);
            long[] counts = [.. Enumerable.Range(0, rows.Rows).Select(corpus.Vocabulary.CountOf).TakeWhile(count => count > 0)];
            using NegativeSampler sampler = new(new NegativePool(0, counts), options.NegativeExponent);
            int epochs = options.Epochs > 0 ? options.Epochs : EpochsFor(events);
            Run(corpus, options, rows, sampler, sessions, epochs, cancellationToken);
        }

        for (int row = 0; row < rows.Rows; row++)
        {
            if (isKnown[row]) Normalize(rows.Row(row));
            else rows.Row(row).Clear();
        }
    }

    /// <summary>The sessions with a prefix and a target, of a long log the latest; and their events.</summary>
    private static int[] Latest(SessionCorpus corpus, SessionVectorOptions options, out long events)
    {
        List<int> sessions = [];
        events = 0;
        int count = (int)Math.Min(corpus.SessionCount, Array.MaxLength);
        for (int place = count - 1; place >= 0 && events < options.MaxEvents; place--)
        {
            int session = options.SessionOrder?[place] ?? place;
            if (corpus.SessionLength(session) < 2) continue;
            sessions.Add(session);
            events += corpus.SessionLength(session);
        }

        return [.. sessions];
    }

    private static void Run(
        SessionCorpus corpus, SessionVectorOptions options, EmbeddingMatrix rows, NegativeSampler sampler, int[] sessions, int epochs,
        CancellationToken cancellationToken)
    {
        int blocks = (sessions.Length + BlockSessions - 1) / BlockSessions;
        int[] order = [.. Enumerable.Range(0, blocks)];
        float[] squares = new float[rows.Rows];
        int threads = options.Threads > 0 ? options.Threads : Environment.ProcessorCount;
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            RandomSource.For(options.Seed, epoch, -1).Shuffle(order);
            int taken = 0;
            int current = epoch;
            Parallel.For(
                0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken },
                _ =>
                {
                    using SessionSoftmax softmax = new(rows, squares, sampler, options.Negatives);
                    while (Interlocked.Increment(ref taken) - 1 is int place && place < blocks)
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        double done = (current + (place / (double)blocks)) / epochs;
                        float rate = (float)(options.LearningRate * (1 - done));
                        RandomSource random = RandomSource.For(options.Seed, current, order[place]);
                        int from = order[place] * BlockSessions;
                        for (int i = from; i < Math.Min(from + BlockSessions, sessions.Length); i++)
                            softmax.Learn(corpus.Rows(sessions[i]), rate, ref random);
                        softmax.Finish(rate);
                    }
                });
        }
    }

    /// <summary>Random vectors of about half the length of one.</summary>
    private static void Fill(EmbeddingMatrix rows, long seed)
    {
        float reach = (float)(1 / Math.Sqrt(rows.Dimensions));
        for (int row = 0; row < rows.Rows; row++)
        {
            RandomSource random = RandomSource.For(seed, -1, row);
            foreach (ref float value in rows.Row(row)) value = ((2 * random.NextFloat()) - 1) * reach;
        }
    }

    private static void Normalize(Span<float> vector)
    {
        float length = (float)Norms.Length(vector);
        if (!float.IsFinite(length)) throw new Item2VecException("the training of session vectors diverged", "give a lower learning rate");
        foreach (ref float value in vector) value /= length;
    }
}
