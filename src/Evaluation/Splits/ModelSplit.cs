using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Evaluation.Splits;

/// <summary>Cases for models that are trained already: nothing is left of the log to train on.</summary>
/// <remarks>
/// The items are those that any of the models has; an item that none of them has counts as one that the training part does not have.
/// </remarks>
public static class ModelSplit
{
    /// <summary>The name of a split that asks about every session.</summary>
    public const string All = "all";

    /// <summary>Holds events out of a log that the models have not been trained on.</summary>
    /// <param name="name">The split's name in results.</param>
    /// <param name="log">The log, with every item.</param>
    /// <param name="models">The models.</param>
    /// <param name="split">What is asked; null for every event but the first of each session.</param>
    /// <param name="order">The sessions in the order in which they began; null if the corpus is in this order.</param>
    /// <exception cref="Item2VecException">There is nothing to ask.</exception>
    public static SplitCorpus Of(
        string name, SessionCorpus log, IReadOnlyList<ItemVectors> models, CorpusSplit? split = null, IReadOnlyList<int>? order = null)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(models);
        order ??= [.. Enumerable.Range(0, checked((int)log.SessionCount))];
        int[] firstTargets = split?.Targets(log, order) ?? [.. order.Select(_ => 1)];
        Vocabulary items = ItemsOf(models);
        int[] rowOf = GivenSplit.RowsIn(items, log.Vocabulary);
        List<HeldOutSession> heldOut = [];
        for (int session = 0; session < firstTargets.Length; session++)
        {
            if (firstTargets[session] == 0 || log.SessionLength(session) < 2) continue;
            int[] events = log.Session(session);
            heldOut.Add(new HeldOutSession(
                Array.ConvertAll(events, item => rowOf[item]), Array.ConvertAll(events, item => rowOf[item] < 0 ? ~item : item),
                firstTargets[session]));
        }

        return heldOut.Count > 0
            ? new SplitCorpus(name, new SessionCorpusBuilder(items).Build(), heldOut)
            : throw new Item2VecException("no session of the log has two events to ask about", "check which column is the session");
    }

    /// <summary>The items of all models, each with its highest count.</summary>
    private static Vocabulary ItemsOf(IReadOnlyList<ItemVectors> models)
    {
        if (models.Count == 1) return models[0].Vocabulary;
        Dictionary<string, (long Count, int Order)> counts = new(StringComparer.Ordinal);
        foreach (Vocabulary items in models.Select(model => model.Vocabulary))
        {
            for (int row = 0; row < items.Count; row++)
            {
                string item = items[row];
                counts[item] = counts.TryGetValue(item, out (long Count, int Order) known)
                    ? known with { Count = Math.Max(known.Count, items.CountOf(row)) }
                    : (items.CountOf(row), counts.Count);
            }
        }

        VocabularyBuilder builder = new();
        foreach ((string item, (long count, _)) in counts.OrderByDescending(one => one.Value.Count).ThenBy(one => one.Value.Order))
            builder.Add(item, count);
        return builder.Build();
    }
}
