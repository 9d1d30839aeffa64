using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Options;

namespace Item2Vec.Embeddings.Training;

/// <summary>Rejects, before any work, a corpus that has nothing to learn from or lacks what the options need.</summary>
internal static class TrainableCorpus
{
    /// <exception cref="Item2VecException">It cannot be trained on.</exception>
    public static void Check(SessionCorpus corpus, TrainingOptions options, VariantNeeds needs)
    {
        if (corpus.Vocabulary.Count == 1)
        {
            throw new Item2VecException(
                $"nothing to learn: '{corpus.Vocabulary[0]}' is the only item",
                "check which column is the item, or lower the minimum count");
        }

        CheckSessions(corpus);
        if ((options.MaxGap ?? options.Decay) is not null) Need(corpus, EventColumns.Times, "times", "EventTimes");
        if (needs.HasFlag(VariantNeeds.Users)) CheckUsers(corpus, options);
        if (needs.HasFlag(VariantNeeds.Metadata) && corpus.Metadata is null)
        {
            throw new Item2VecException(
                $"variant '{options.Variant}' learns metadata of the items, and there is none", "name its columns: ItemMetadata.Of",
                ErrorCode.Usage) { Option = nameof(TrainingOptions.Variant) };
        }

        if (!needs.HasFlag(VariantNeeds.Baskets)) return;
        Need(corpus, EventColumns.Baskets, "baskets", "BasketHistories");
        CheckBaskets(corpus, options);
    }

    private static void CheckSessions(SessionCorpus corpus)
    {
        for (long session = 0; session < corpus.SessionCount; session++)
            if (corpus.SessionLength(session) > 1) return;
        throw new Item2VecException(
            $"nothing to learn: none of the {corpus.SessionCount} sessions has two items",
            "an item is learned from the items around it: check which column is the session, or lower the minimum count");
    }

    private static void CheckUsers(SessionCorpus corpus, TrainingOptions options)
    {
        for (long session = 0; session < corpus.SessionCount; session++)
            if (corpus.UserOf(session) >= 0) return;
        throw new Item2VecException(
            $"variant '{options.Variant}' learns a vector for each user, and none of the {corpus.SessionCount} sessions has one",
            "name the column of users (UserColumn), or train without users (Variant = item)") { Option = "UserColumn" };
    }

    private static void Need(SessionCorpus corpus, EventColumns column, string name, string option)
    {
        if (!corpus.Columns.HasFlag(column))
            throw new Item2VecException(
                $"these options need the {name} of events, and the corpus has none",
                $"read with SessionReaderOptions.{option}, or give the builder {name}",
                ErrorCode.Usage);
    }

    private static void CheckBaskets(SessionCorpus corpus, TrainingOptions options)
    {
        bool within = options.SameBasket != SameBasket.Exclude;
        for (long session = 0; session < corpus.SessionCount; session++)
        {
            int[] baskets = corpus.Baskets(session);
            if (options.SameBasket != SameBasket.Only && baskets[^1] > 0) return;
            if (within && baskets.Length > baskets[^1] + 1) return;
        }

        throw options.SameBasket == SameBasket.Only
            ? new Item2VecException(
                "nothing to learn: no basket has two products", "check which column is the basket, or lower the minimum count")
            : new Item2VecException(
                $"nothing to learn: none of the {corpus.SessionCount} users has two baskets",
                "a product is learned from the baskets around its own: check which columns are user and basket, "
                + "or learn what is bought together (SameBasket = only)") { Option = nameof(TrainingOptions.SameBasket) };
    }
}
