using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Evaluation.Splits;

/// <summary>A log in two parts: a training part and held-out sessions.</summary>
/// <remarks>The training part has its own vocabulary and counts, without the held-out events.</remarks>
public sealed class SplitCorpus : IDisposable
{
    internal SplitCorpus(string name, SessionCorpus training, IReadOnlyList<HeldOutSession> heldOut)
    {
        Name = name;
        Training = training;
        HeldOut = heldOut;
    }

    /// <summary>The split, as on the command line.</summary>
    public string Name { get; }

    /// <summary>The training part.</summary>
    public SessionCorpus Training { get; }

    /// <summary>The sessions that have held-out events.</summary>
    internal IReadOnlyList<HeldOutSession> HeldOut { get; }

    /// <inheritdoc/>
    public void Dispose() => Training.Dispose();
}

/// <summary>A session with held-out events.</summary>
/// <param name="Items">The training part's row of each event's item, or -1 if the training part does not have it.</param>
/// <param name="Identities">A number per item, equal for equal items even if they are unknown.</param>
/// <param name="FirstTarget">The first held-out event; those before it are in the training part.</param>
internal readonly record struct HeldOutSession(int[] Items, int[] Identities, int FirstTarget)
{
    /// <summary>A session of a log, seen from its training part.</summary>
    public static HeldOutSession Of(SessionCorpus log, long session, CorpusPart training, int firstTarget)
    {
        int[] items = log.Session(session);
        return new HeldOutSession(Array.ConvertAll(items, item => training.RowOf[item]), items, firstTarget);
    }
}
