using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Embeddings.Tests.Training;

/// <summary>Gives sessions baskets, times and goals.</summary>
internal static class PlantedBaskets
{
    /// <summary>Baskets of one, two and three events in turn, twenty seconds between two events, and every seventh event a goal.</summary>
    public static SessionCorpus Of(SessionCorpus plain, EventColumns columns = EventColumns.Baskets | EventColumns.Times)
    {
        SessionCorpusBuilder builder = new(plain.Vocabulary, plain.TokenCount, withWeights: plain.HasWeights, columns: columns);
        for (long session = 0; session < plain.SessionCount; session++)
        {
            int[] rows = plain.Session(session);
            for (int i = 0; i < rows.Length; i++)
            {
                builder.Append(new CorpusEvent(rows[i])
                {
                    Weight = plain.HasWeights ? plain.Weights(session)[i] : 1, Basket = ((i / 6) * 3) + new[] { 0, 1, 1, 2, 2, 2 }[i % 6],
                    Time = i * 20, IsGoal = i % 7 == 6,
                });
            }

            builder.EndSession();
        }

        return builder.Build();
    }
}
