using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Evaluation.Splits;

namespace Item2Vec.Evaluation.Auditing;

/// <summary>A log with its items mapped to the model's rows.</summary>
internal sealed class AuditLog
{
    private readonly int[] rowOf;
    private readonly CorpusIndex index;
    private readonly int[] sourceOf;

    public AuditLog(SessionCorpus corpus, Vocabulary items)
    {
        Corpus = corpus;
        index = new CorpusIndex(corpus);
        rowOf = [.. Enumerable.Range(0, corpus.Vocabulary.Count)
            .Select(row => items.TryGetRow(corpus.Vocabulary[row], out int known) ? known : -1)];
        sourceOf = new int[items.Count];
        Array.Fill(sourceOf, -1);
        Counts = new long[items.Count];
        for (int row = 0; row < rowOf.Length; row++)
        {
            if (rowOf[row] < 0)
            {
                UnknownEvents += index.EventsOf(row).Length;
                continue;
            }

            sourceOf[rowOf[row]] = row;
            Counts[rowOf[row]] = index.EventsOf(row).Length;
        }
    }

    public SessionCorpus Corpus { get; }

    /// <summary>The number of events of each row of the model.</summary>
    public long[] Counts { get; }

    /// <summary>Events of items that are not in the model.</summary>
    public long UnknownEvents { get; }

    /// <summary>
    /// Draws an event of an item and returns the row that followed it in its session, or -1 if no item of the model did, or the same item
    /// again.
    /// </summary>
    public int After(int row, ref RandomSource random)
    {
        if (sourceOf[row] < 0) return -1;
        ReadOnlySpan<int> events = index.EventsOf(sourceOf[row]);
        int at = events[random.NextBelow(events.Length)] + 1;
        return at < index.Events.Length && index.SessionOf[at] == index.SessionOf[at - 1] && index.Events[at] != sourceOf[row]
            ? rowOf[index.Events[at]]
            : -1;
    }

    /// <summary>A session whose last event is the target.</summary>
    public HeldOutSession LastHeldOut(int session)
    {
        int[] items = index.Session(session).ToArray();
        return new HeldOutSession(Array.ConvertAll(items, item => rowOf[item]), items, items.Length - 1);
    }
}
