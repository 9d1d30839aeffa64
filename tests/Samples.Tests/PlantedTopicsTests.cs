using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Training;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;
using Item2Vec.Samples.Watches;

namespace Item2Vec.Samples.Tests;

/// <summary>The log's truth is there to be found: default options find it.</summary>
public class PlantedTopicsTests
{
    private const int Neighbors = 10;

    [Fact]
    public void Training_with_default_options_puts_the_videos_of_a_topic_together()
    {
        WatchLog log = WatchLog.Generate();
        Dictionary<string, int> topics = log.Catalogue.Videos.ToDictionary(video => video.Id, video => video.Topic);
        using SessionCorpus corpus = SessionCorpus.FromSessions(
            log.Watches.GroupBy(watch => watch.Viewer).Select(viewer => viewer.Select(watch => watch.Video.Id)), minCount: 5);
        using ItemVectors vectors = ItemTrainer.Train(corpus, cancellationToken: TestContext.Current.CancellationToken);
        using ItemIndex index = ItemIndex.Build(vectors);

        double same = topics.Average(
            video => index.Similar(video.Key, Neighbors).Average(neighbor => topics[neighbor.Item] == video.Value ? 1.0 : 0.0));

        // Chance alone gives 0.025, and gensim 1.000 with the same options.
        Assert.True(same > 0.98, $"{same:F3} of the neighbors are of their item's topic.");
    }
}
