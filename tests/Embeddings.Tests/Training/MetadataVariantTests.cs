using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Options;

namespace Item2Vec.Embeddings.Tests.Training;

public class MetadataTests : VariantContract
{
    protected override TrainingOptions Options
        => new() { Variant = "meta", Dimensions = 20, Epochs = 12, Subsampling = 0, LearningRate = 0.006 };

    protected override SessionCorpus Prepared(SessionCorpus plain) => PlantedMetadata.AddTo(plain);
}

public class MetadataCbowTests : VariantContract
{
    protected override TrainingOptions Options
        => new() { Variant = "meta", Dimensions = 20, Epochs = 20, Subsampling = 0, LearningRate = 0.01, Architecture = Architecture.Cbow };

    protected override SessionCorpus Prepared(SessionCorpus plain) => PlantedMetadata.AddTo(plain);
}

public class MetadataOfSessionSetTests : VariantContract
{
    protected override TrainingOptions Options
        => new()
        {
            Variant = "meta", Dimensions = 20, Epochs = 10, Subsampling = 0, LearningRate = 0.005, Window = TrainingOptions.WholeSession
        };

    protected override SessionCorpus Prepared(SessionCorpus plain) => PlantedMetadata.AddTo(plain);
}

public class MetadataWithSharedNegativesTests : VariantContract
{
    protected override TrainingOptions Options => new()
    {
        Variant = "meta", Dimensions = 20, Epochs = 12, Subsampling = 0, LearningRate = 0.006,
        Metadata = new MetadataOptions { SharedNegatives = true, MetadataByMetadata = 0.5, ItemByMetadata = 0.25 },
    };

    protected override SessionCorpus Prepared(SessionCorpus plain) => PlantedMetadata.AddTo(plain);
}

/// <summary>
/// What is known of the items of a planted corpus: values that no two topics share, so that what a topic's windows move is the topic's.
/// </summary>
internal static class PlantedMetadata
{
    public static SessionCorpus AddTo(SessionCorpus corpus) => corpus.With(Of(corpus.Vocabulary));

    /// <summary>A column of the topic, and one of two or three tags, which every seventh item lacks.</summary>
    public static ItemMetadata Of(Vocabulary items)
    {
        string[] ids = [.. Enumerable.Range(0, items.Count).Select(row => items[row])];
        string?[] topics = [.. ids.Select(id => (string?)id.Split('-')[0])];
        string?[] tags =
            [.. ids.Select(id => Number(id) % 7 == 3 ? null : $"{id.Split('-')[0]}-{Number(id) % 2}|{id.Split('-')[0]}-x{Number(id) % 3}")];
        return ItemMetadata.Of(
            items, new ItemAttributes(["topic", "tags"], [StringColumn.Of(topics), StringColumn.Of(tags)]), ["topic", "tags"]);
    }

    private static int Number(string id) => int.TryParse(id.Split('-')[^1], out int number) ? number : 0;
}
