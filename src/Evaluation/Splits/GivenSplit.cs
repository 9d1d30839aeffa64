using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Evaluation.Splits;

/// <summary>A split that is given: sessions to train on, and others to ask about.</summary>
public static class GivenSplit
{
    /// <summary>Makes a split of two logs. Every event but the first of a test session is a target.</summary>
    /// <param name="name">The split's name in results.</param>
    /// <param name="training">The sessions to train on, with every item: rare ones must not have been dropped.</param>
    /// <param name="test">The sessions to ask about, with every item.</param>
    /// <param name="minCount">Minimum number of occurrences in the training part of an item to be learned.</param>
    /// <param name="order">The training sessions in the order in which they began; null if the corpus is in this order.</param>
    /// <exception cref="Item2VecException">There is nothing to learn, or no test session has two events.</exception>
    public static SplitCorpus Of(
        string name, SessionCorpus training, SessionCorpus test, int minCount, IReadOnlyList<int>? order = null)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(test);
        order ??= [.. Enumerable.Range(0, checked((int)training.SessionCount))];
        int[] lengths = [.. Enumerable.Range(0, order.Count).Select(session => training.SessionLength(session))];
        HeldOutSession[] heldOut = new HeldOutSession[checked((int)test.SessionCount)];
        CorpusPart part = new(training, lengths, minCount, order);
        int[] rowOf = RowsIn(training.Vocabulary, test.Vocabulary);
        for (int session = 0; session < heldOut.Length; session++)
        {
            int[] items = test.Session(session);
            heldOut[session] = new HeldOutSession(
                Array.ConvertAll(items, item => rowOf[item] < 0 ? -1 : part.RowOf[rowOf[item]]),
                Array.ConvertAll(items, item => rowOf[item] < 0 ? ~item : rowOf[item]),
                FirstTarget: 1);
        }

        heldOut = Array.FindAll(heldOut, session => session.Items.Length > 1);
        if (heldOut.Length > 0) return new SplitCorpus(name, part.Corpus, heldOut) { IsLater = true };
        part.Corpus.Dispose();
        throw new Item2VecException("no test session has two events", "check which column is the session");
    }

    /// <summary>For each row of one vocabulary the row of the same item in another, or -1.</summary>
    /// <param name="other">The other vocabulary.</param>
    /// <param name="items">The vocabulary whose rows are looked up.</param>
    internal static int[] RowsIn(Vocabulary other, Vocabulary items)
    {
        int[] rows = new int[items.Count];
        for (int row = 0; row < rows.Length; row++) rows[row] = other.TryGetRow(items.Utf8(row), out int found) ? found : -1;
        GC.KeepAlive(items);
        return rows;
    }
}
