using Item2Vec.Embeddings.Options;

namespace Item2Vec.Embeddings.Tests.Training;

public class SkipGramTests : VariantContract
{
    protected override TrainingOptions Options => new() { Dimensions = 20, Epochs = 10, Subsampling = 0 };
}

public class CbowTests : VariantContract
{
    protected override TrainingOptions Options => new() { Dimensions = 20, Epochs = 20, Subsampling = 0, Architecture = Architecture.Cbow };
}

public class SessionSetTests : VariantContract
{
    protected override TrainingOptions Options => new() { Dimensions = 20, Epochs = 10, Subsampling = 0, Window = TrainingOptions.WholeSession };
}
