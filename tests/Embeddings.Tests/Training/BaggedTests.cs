using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Options;

namespace Item2Vec.Embeddings.Tests.Training;

/// <summary>bagged-prod2vec on the planted sessions cut into baskets of one to three events.</summary>
public abstract class BaggedContract : VariantContract
{
    protected override SessionCorpus Prepared(SessionCorpus plain) => PlantedBaskets.Of(plain);
}

public class BaggedPairsTests : BaggedContract
{
    protected override TrainingOptions Options => new() { Variant = "bagged", Dimensions = 20, Epochs = 10, Subsampling = 0 };
}

public class BaggedMeanTests : BaggedContract
{
    protected override TrainingOptions Options
        => new() { Variant = "bagged", Dimensions = 20, Epochs = 20, Subsampling = 0, Bag = Bag.Mean, LearningRate = 0.05 };
}

public class BoughtTogetherTests : BaggedContract
{
    protected override TrainingOptions Options
        => new() { Variant = "bagged", Dimensions = 20, Epochs = 30, Subsampling = 0, SameBasket = SameBasket.Only, LearningRate = 0.05 };
}

/// <summary>Skip-gram whose context is limited by time and fades.</summary>
public class TimedSkipGramTests : VariantContract
{
    protected override TrainingOptions Options
        => new() { Dimensions = 20, Epochs = 15, Subsampling = 0, MaxGap = TimeSpan.FromSeconds(60), Decay = TimeSpan.FromSeconds(40) };

    protected override SessionCorpus Prepared(SessionCorpus plain) => PlantedBaskets.Of(plain);
}

/// <summary>Skip-gram with global context.</summary>
public class GoalTests : VariantContract
{
    protected override TrainingOptions Options => new() { Dimensions = 20, Epochs = 10, Subsampling = 0 };

    protected override SessionCorpus Prepared(SessionCorpus plain) => PlantedBaskets.Of(plain, EventColumns.Goals);
}

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
