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
