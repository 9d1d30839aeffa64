using System.Text.Json;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Tests.Training;
using Item2Vec.Embeddings.Training;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Scoring;
using Item2Vec.Service.Tests.Support;

namespace Item2Vec.Service.Tests;

/// <summary>Every scorer gives over HTTP what it gives in the index: all items in the same order, with the same scores.</summary>
public sealed class ScorerTests
{
    private static readonly string[][] Histories =
    [
        [PlantedCorpus.Item(0, 0)],
        [PlantedCorpus.Item(1, 4), PlantedCorpus.Item(2, 8), PlantedCorpus.Item(1, 4)],
        [.. Enumerable.Range(0, 9).Select(number => PlantedCorpus.Item(number, number))],
    ];

    private static readonly string[] Likes = [PlantedCorpus.Item(3, 9), PlantedCorpus.Item(3, 2)];
    private static readonly string[] Dislikes = [PlantedCorpus.Item(4, 7)];

    [Theory]
    [InlineData("item")]
    [InlineData("user")]
    [InlineData("meta")]
    [InlineData("bagged")]
    public async Task Every_score_over_HTTP_is_that_of_the_index(string variant)
    {
        await using TestService service = new(_ => { }, directory => Write(directory, variant));
        foreach (string score in ScoreMode.Names)
        {
            Assert.True(ScoreMode.TryParse(score, out ScoreMode? mode));
            RecommendOptions options = new() { Score = mode, Exact = true };
            foreach (string[] history in Histories)
            {
                await Same(service, history, options);
                if (variant == "user") await Same(service, history, options with { User = service.Index.Users!.Vectors.Vocabulary[0] });
                if (!mode.SupportsPreferences) continue;

                int answered = await Same(service, history, options with { Likes = Likes, Dislikes = Dislikes });
                Assert.Equal(service.Index.Count - history.Union(Likes).Union(Dislikes).Count(), answered);
            }
        }
    }

    /// <summary>Compares the answers of the service and of the index.</summary>
    /// <returns>The number of their items.</returns>
    private static async Task<int> Same(TestService service, string[] history, RecommendOptions options)
    {
        int all = service.Index.Count;
        JsonElement answer = await service.Post("/v1/recommend", JsonSerializer.Serialize(new
        {
            history,
            likes = options.Likes,
            dislikes = options.Dislikes,
            user = options.User,
            k = all,
            score = options.Score!.Name,
        }));
        Neighbor[] expected = service.Index.Recommend(history, all, options);
        Assert.Equal(TestService.Results(expected), TestService.Results(answer));
        return expected.Length;
    }

    /// <summary>A small model of a variant, which has no graph, with the pairs of its log.</summary>
    private static void Write(string directory, string variant)
    {
        using SessionCorpus log = PlantedUsers.Corpus(PlantedCorpus.Sessions(300));
        using SessionCorpus prepared = Prepared(log, variant);
        using ItemVectors vectors = ItemTrainer.Train(
            prepared, new TrainingOptions { Variant = variant, Dimensions = 12, Epochs = 1, Subsampling = 0, Threads = 1 });
        using ItemIndex index = ItemIndex.Build(vectors.With(CooccurrenceBuilder.Build(log)));
        index.SaveModel(directory);
    }

    private static SessionCorpus Prepared(SessionCorpus log, string variant)
    {
        if (variant == "bagged") return PlantedBaskets.Of(log);
        StringColumn topics = StringColumn.Of(
            [.. Enumerable.Range(0, log.Vocabulary.Count).Select(row => (string?)log.Vocabulary[row].Split('-')[0])]);
        return log.With(ItemMetadata.Of(log.Vocabulary, new ItemAttributes(["topic"], [topics]), ["topic"]));
    }
}
