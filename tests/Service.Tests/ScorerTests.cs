using System.Text.Json;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Scoring;
using Item2Vec.Service.Tests.Support;

namespace Item2Vec.Service.Tests;

/// <summary>Every scorer gives over HTTP what it gives in the index: all items in the same order, with the same scores.</summary>
public sealed class ScorerTests
{
    [Fact]
    public async Task Every_score_over_HTTP_is_that_of_the_index()
    {
        await using TestService service = new(_ => { }, WriteWithPairs);
        int all = service.Index.Count;
        foreach (string score in Scorers.Names)
        {
            Assert.True(Scorers.TryParse(score, out ScoreMode mode));
            RecommendOptions options = new() { Score = mode, Exact = true };
            JsonElement answer = await service.Post(
                "/v1/recommend", $$"""{"history": ["item4", "item8", "item4"], "k": {{all}}, "score": "{{score}}"}""");
            Assert.Equal(
                TestService.Results(service.Index.Recommend(["item4", "item8", "item4"], all, options)), TestService.Results(answer));
            if (mode == ScoreMode.Blend) continue;

            JsonElement preferences = await service.Post(
                "/v1/recommend",
                $$"""{"history": ["item4"], "likes": ["item9", "item2"], "dislikes": ["item7"], "k": {{all}}, "score": "{{score}}"}""");
            Assert.Equal(
                TestService.Results(
                    service.Index.Recommend(["item4"], all, options with { Likes = ["item9", "item2"], Dislikes = ["item7"] })),
                TestService.Results(preferences));
            Assert.Equal(all - 4, TestService.Results(preferences).Length);
        }
    }

    /// <summary>A model of few items, which has no graph, with pairs of random sessions.</summary>
    private static void WriteWithPairs(string directory)
    {
        using ItemVectors vectors = Planted.Clusters(90, 16, 10, 1, output: true);
        Random random = new(5);
        SessionCorpusBuilder builder = new(vectors.Vocabulary);
        for (int session = 0; session < 200; session++)
        {
            for (int at = 0; at < 4; at++) builder.Append(random.Next(vectors.Count));
            builder.EndSession();
        }

        using SessionCorpus log = builder.Build();
        using ItemIndex index = ItemIndex.Build(vectors.With(CooccurrenceBuilder.Build(log)));
        index.SaveModel(directory);
    }
}
