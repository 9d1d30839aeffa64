using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Training.Schedule;

/// <summary>Hands out the blocks of all epochs, epoch by epoch, each in its own order. Thread-safe.</summary>
internal sealed class BlockQueue(SessionBlocks blocks, long seed, int epochs)
{
    private readonly Lock gate = new();
    private int[] order = [];
    private int epoch = -1;
    private int next;
    private bool paused;

    /// <summary>Whether every block has been handed out.</summary>
    public bool IsDone
    {
        get
        {
            lock (gate) return next == order.Length && (epoch + 1 >= epochs || blocks.Count == 0);
        }
    }

    /// <summary>
    /// The position: all epochs before <c>Epoch</c> (-1 before the first), and of that one the first <c>Next</c> blocks, have been handed
    /// out.
    /// </summary>
    /// <remarks>The order of an epoch is a function of the options, so that two numbers are the whole state.</remarks>
    public (int Epoch, int Next) Position
    {
        get
        {
            lock (gate) return (epoch, next);
        }
    }

    /// <summary>Resumes at the position of an earlier run.</summary>
    public void Restore((int Epoch, int Next) position)
    {
        lock (gate)
        {
            (epoch, next) = position;
            order = epoch < 0 ? [] : Order(epoch);
        }
    }

    /// <summary>Pauses until <see cref="Continue"/>, so that the threads stop between two blocks.</summary>
    public void Pause()
    {
        lock (gate) paused = true;
    }

    public void Continue()
    {
        lock (gate) paused = false;
    }

    public bool TryTake(out int takenEpoch, out int block)
    {
        takenEpoch = block = -1;
        lock (gate)
        {
            if (paused) return false;
            if (next == order.Length)
            {
                if (epoch + 1 >= epochs || blocks.Count == 0) return false;
                order = Order(++epoch);
                next = 0;
            }

            takenEpoch = epoch;
            block = order[next++];
            return true;
        }
    }

    private int[] Order(int number) => blocks.Order(seed, number, isLast: number + 1 == epochs);
}

/// <summary>
/// Splits the corpus into blocks of sessions with about equal work, which threads take in an order shuffled for each epoch.
/// A session is never split: the block of a very long one takes correspondingly longer.
/// </summary>
/// <remarks>
/// No thread waits at the end of an epoch. At the end of the last one it would, for the block of a very long session: so these come first
/// in that epoch.
/// </remarks>
internal sealed class SessionBlocks
{
    /// <summary>Events per block: the interval at which the learning rate and the counters are updated.</summary>
    public const int TokensPerBlock = 10_000;

    private readonly long[] starts;
    private readonly (int Block, long Tokens)[] giants;

    public SessionBlocks(SessionCorpus corpus, int tokensPerBlock)
    {
        List<long> cuts = [0];
        List<(int Block, long Tokens)> oversized = [];
        long tokens = 0;
        for (long session = 0; session < corpus.SessionCount; session++)
        {
            tokens += corpus.SessionLength(session);
            if (tokens < tokensPerBlock && session + 1 < corpus.SessionCount) continue;
            if (tokens > 2L * tokensPerBlock) oversized.Add((cuts.Count - 1, tokens));
            cuts.Add(session + 1);
            tokens = 0;
        }

        if (corpus.SessionCount == 0) cuts.Add(0);
        starts = [.. cuts];
        giants = [.. oversized.OrderByDescending(giant => giant.Tokens)];
    }

    public int Count => starts.Length - 1;

    /// <summary>The sessions [From, To) of a block.</summary>
    public (long From, long To) this[int block] => (starts[block], starts[block + 1]);

    /// <summary>
    /// The order of the blocks in an epoch, a function of its parameters only: Fisher-Yates shuffle, and in the last epoch the blocks of
    /// very long sessions first.
    /// </summary>
    public int[] Order(long seed, int epoch, bool isLast)
    {
        int[] order = [.. Enumerable.Range(0, Count)];
        RandomSource random = RandomSource.For(seed, epoch, block: -1);
        for (int i = order.Length - 1; i > 0; i--)
        {
            int other = random.NextBelow(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }

        if (!isLast || giants.Length == 0) return order;
        HashSet<int> first = [.. giants.Select(giant => giant.Block)];
        return [.. giants.Select(giant => giant.Block), .. order.Where(block => !first.Contains(block))];
    }
}
