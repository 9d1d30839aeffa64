using System.Text.Json;
using CsCheck;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Service.Tests.Support;

namespace Item2Vec.Service.Tests;

/// <summary>Ids of any text come out of the JSON of answers as they went into the model.</summary>
public sealed class HostileIdTests
{
    private static readonly string[] Ids =
        [.. Property.Id.Array[400, 400].Generate(new PCG(1, 1), null, out _).Distinct(StringComparer.Ordinal)];

    [Fact]
    public async Task Answers_hold_ids_and_titles_as_the_model_has_them()
    {
        await using TestService service = new(_ => { }, WriteModel);
        HashSet<string> known = [.. Ids];
        foreach (string[] asked in Ids.Chunk(50))
        {
            JsonElement answers = await service.Post("/v1/similar", JsonSerializer.Serialize(new { items = asked, k = 5 }));

            Assert.Equal(asked, answers.EnumerateArray().Select(answer => answer.GetProperty("query").GetString()));
            Assert.All(answers.EnumerateArray(), answer => Assert.All(TestService.Results(answer), found =>
            {
                Assert.Contains(found.Item, known);
                Assert.Equal($"title of {found.Item}", found.Title);
            }));
        }
    }

    [Fact]
    public async Task Unknown_ids_are_named_in_problems_as_they_were_asked_for()
    {
        await using TestService service = new(options => options.NearestIds = 0);
        foreach (string id in Ids)
        {
            JsonElement problem = await service.Post(
                "/v1/similar", JsonSerializer.Serialize(new { items = new[] { id } }), System.Net.HttpStatusCode.NotFound);

            Assert.Equal(id, problem.GetProperty("unknown").GetString());
        }
    }

    private static void WriteModel(string directory)
    {
        Random random = new(1);
        VocabularyBuilder builder = new();
        EmbeddingMatrix matrix = new(Ids.Length, 8);
        for (int row = 0; row < Ids.Length; row++)
        {
            builder.Add(Ids[row], Ids.Length - row);
            foreach (ref float value in matrix.Row(row)) value = random.NextSingle() - 0.5f;
        }

        ItemAttributes attributes = new(["title"], [StringColumn.Of([.. Ids.Select(id => $"title of {id}")])]);
        using ItemVectors vectors = new(builder.Build(), matrix, null, attributes);
        using ItemIndex index = ItemIndex.Build(vectors, new IndexOptions { M = 8, Threads = 1 });
        index.SaveModel(directory);
    }
}
