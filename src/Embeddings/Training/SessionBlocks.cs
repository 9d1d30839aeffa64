using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Training;

/// <summary>
/// Cuts the corpus into runs of sessions of about equal work, which threads take one after the other in an order shuffled anew for each epoch.
/// A session is never cut, so a very long one is a block of its own.
/// </summary>
internal sealed class SessionBlocks
{
    private readonly long[] starts;

    public SessionBlocks(SessionCorpus corpus, int tokensPerBlock)
    {
        List<long> cuts = [0];
        long tokens = 0;
        for (long session = 0; session < corpus.SessionCount; session++)
        {
            tokens += corpus.SessionLength(session);
            if (tokens < tokensPerBlock || session + 1 == corpus.SessionCount) continue;
            cuts.Add(session + 1);
            tokens = 0;
        }

        cuts.Add(corpus.SessionCount);
        starts = [.. cuts];
    }

    public int Count => starts.Length - 1;

    /// <summary>The sessions [From, To) of a block.</summary>
    public (long From, long To) this[int block] => (starts[block], starts[block + 1]);

    /// <summary>The order of the blocks in an epoch, a function of seed and epoch alone (Fisher and Yates).</summary>
    public int[] Order(long seed, int epoch)
    {
        int[] order = [.. Enumerable.Range(0, Count)];
        RandomSource random = RandomSource.For(seed, epoch, block: -1);
        for (int i = order.Length - 1; i > 0; i--)
        {
            int other = random.NextBelow(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order;
    }
}
