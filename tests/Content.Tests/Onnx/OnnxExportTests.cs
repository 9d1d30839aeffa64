using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Scoring;
using Item2Vec.Indexing.Search;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Item2Vec.Content.Tests.Onnx;

/// <summary>The graph in ONNX Runtime against the exact search of the index.</summary>
public sealed class OnnxExportTests : IDisposable
{
    private const int Items = 1200;
    private readonly Folder folder = new();
    private readonly ItemVectors vectors = Vectors();

    public void Dispose()
    {
        vectors.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_thousand_queries_have_the_cosines_of_exact_search()
    {
        OnnxExport.Write(vectors, folder["similar.onnx"]);
        using ItemIndex index = ItemIndex.Build(vectors);
        using InferenceSession session = new(folder["similar.onnx"]);
        Result result = Run(session, [.. Enumerable.Range(0, 1000).Select(row => new long[] { row })], 10);
        for (int row = 0; row < 1000; row++)
        {
            Neighbor[] expected = index.Similar(vectors.Vocabulary[row], 10, new SearchOptions { Exact = true });
            for (int i = 0; i < 10; i++)
            {
                Assert.Equal(expected[i].Score, result.Cosines[row, i], 1e-5);
                Assert.Equal(vectors.Vocabulary[(int)result.Neighbors[row, i]], result.Ids[row, i]);
            }

            // Items whose cosines differ by rounding alone may change places.
            if (Distinct(expected))
                Assert.Equal(expected.Select(found => found.Item), Enumerable.Range(0, 10).Select(i => result.Ids[row, i]));
        }
    }

    [Fact]
    public void A_history_is_answered_as_recommend_answers_it_without_decay()
    {
        OnnxExport.Write(vectors, folder["similar.onnx"]);
        using ItemIndex index = ItemIndex.Build(vectors);
        using InferenceSession session = new(folder["similar.onnx"]);

        // Of different lengths: the shorter one is filled up.
        Result result = Run(session, [[5, 17, 300], [40, 41, -1]], 7);
        RecommendOptions options = new() { Score = ScoreMode.Similar, Decay = 1, Exact = true };
        Check(index.Recommend(["i5", "i17", "i300"], 7, options), 0);
        Check(index.Recommend(["i40", "i41"], 7, options), 1);

        void Check(Neighbor[] expected, int query)
        {
            for (int i = 0; i < 7; i++) Assert.Equal(expected[i].Score, result.Cosines[query, i], 1e-5);
            Assert.Equal(expected[0].Item, result.Ids[query, 0]);
        }
    }

    [Fact]
    public void A_graph_by_id_passes_over_ids_it_does_not_know()
    {
        OnnxExport.Write(vectors, folder["by-row.onnx"]);
        OnnxExport.Write(vectors, folder["by-id.onnx"], byId: true);
        using InferenceSession byRow = new(folder["by-row.onnx"]);
        using InferenceSession byId = new(folder["by-id.onnx"]);
        Result expected = Run(byRow, [[7], [9]], 10);
        using OrtValue ids = OrtValue.CreateFromStringTensor(new DenseTensor<string>(new[] { "i7", "nobody", "nobody", "i9" }, [2, 2]));
        using RunOptions run = new();
        using IDisposableReadOnlyCollection<OrtValue> found = byId.Run(run, ["items"], [ids], ["cosines", "neighbor_items"]);
        Assert.Equal(expected.Cosines.Cast<float>(), found[0].GetTensorDataAsSpan<float>().ToArray());
        Assert.Equal(expected.Ids.Cast<string>(), found[1].GetStringTensorAsArray());
    }

    [Fact]
    public void What_is_asked_for_is_not_its_own_answer_and_ten_is_the_default()
    {
        OnnxExport.Write(vectors, folder["similar.onnx"]);
        using InferenceSession session = new(folder["similar.onnx"]);
        using OrtValue rows = OrtValue.CreateTensorValueFromMemory(new long[] { 3 }, [1, 1]);
        using RunOptions run = new();
        using IDisposableReadOnlyCollection<OrtValue> found = session.Run(run, ["rows"], [rows], ["neighbors"]);
        long[] neighbors = found[0].GetTensorDataAsSpan<long>().ToArray();
        Assert.Equal(10, neighbors.Distinct().Count());
        Assert.DoesNotContain(3, neighbors);
    }

    [Fact]
    public void The_ids_lie_beside_the_graph_in_the_order_of_the_rows()
    {
        string path = OnnxExport.Write(vectors, folder["similar.onnx"]);
        Assert.Equal(folder["similar.items.json"], path);
        string[] ids = System.Text.Json.JsonSerializer.Deserialize<string[]>(File.ReadAllText(path))!;
        Assert.Equal(Enumerable.Range(0, Items).Select(row => vectors.Vocabulary[row]), ids);
    }

    [Theory]
    [InlineData(5, 10)]
    [InlineData(5, 5)]
    [InlineData(1, 3)]
    public void Where_there_are_fewer_items_than_asked_for_the_rest_is_nothing(int items, int count)
    {
        using ItemVectors few = Vectors(items);
        OnnxExport.Write(few, folder["few.onnx"]);
        using InferenceSession session = new(folder["few.onnx"]);
        Result result = Run(session, [[0]], count);
        using ItemIndex index = ItemIndex.Build(few);
        Neighbor[] expected = items == 1 ? [] : index.Similar("i0", count, new SearchOptions { Exact = true });
        Assert.Equal(
            [.. expected.Select(found => found.Item), .. Enumerable.Repeat(string.Empty, count - expected.Length)],
            result.Ids.Cast<string>());
        Assert.All(
            Enumerable.Range(expected.Length, count - expected.Length),
            i => Assert.Equal((-1L, -2f), (result.Neighbors[0, i], result.Cosines[0, i])));
    }

    [Fact]
    public void A_history_of_nothing_known_has_no_answer()
    {
        OnnxExport.Write(vectors, folder["similar.onnx"]);
        using InferenceSession session = new(folder["similar.onnx"]);
        Result result = Run(session, [[-1, -1], [7, -1]], 3);
        for (int i = 0; i < 3; i++)
            Assert.Equal((-1L, -2f, string.Empty), (result.Neighbors[0, i], result.Cosines[0, i], result.Ids[0, i]));
        Assert.NotEqual(-1, result.Neighbors[1, 0]);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 3)]
    [InlineData(2, 0)]
    public void A_batch_or_a_history_of_none_is_answered_with_none(int batch, int history)
    {
        OnnxExport.Write(vectors, folder["similar.onnx"]);
        using InferenceSession session = new(folder["similar.onnx"]);
        using OrtValue rows = OrtValue.CreateTensorValueFromMemory(Array.Empty<long>(), [batch, history]);
        using RunOptions run = new();
        using IDisposableReadOnlyCollection<OrtValue> found = session.Run(run, ["rows"], [rows], ["cosines", "neighbor_items"]);
        Assert.Equal([batch, 10], found[1].GetTensorTypeAndShape().Shape);
        Assert.Equal(Enumerable.Repeat(-2f, batch * 10), found[0].GetTensorDataAsSpan<float>().ToArray());
    }

    private static bool Distinct(Neighbor[] found) => found.Zip(found.Skip(1)).All(pair => pair.First.Score - pair.Second.Score > 1e-5);

    private static Result Run(InferenceSession session, long[][] histories, long count)
    {
        using OrtValue rows = OrtValue.CreateTensorValueFromMemory<long>(
            [.. histories.SelectMany(row => row)], [histories.Length, histories[0].Length]);
        using OrtValue k = OrtValue.CreateTensorValueFromMemory(new[] { count }, [1]);
        using RunOptions run = new();
        using IDisposableReadOnlyCollection<OrtValue> found = session.Run(
            run, ["rows", "k"], [rows, k], ["neighbors", "cosines", "neighbor_items"]);
        Result result = new(new long[histories.Length, count], new float[histories.Length, count], new string[histories.Length, count]);
        string[] ids = found[2].GetStringTensorAsArray();
        for (int i = 0; i < ids.Length; i++)
        {
            (int query, int rank) = (i / (int)count, i % (int)count);
            (result.Neighbors[query, rank], result.Cosines[query, rank], result.Ids[query, rank]) = (
                found[0].GetTensorDataAsSpan<long>()[i], found[1].GetTensorDataAsSpan<float>()[i], ids[i]);
        }

        return result;
    }

    /// <summary>Vectors of many lengths, one of them zero.</summary>
    private static ItemVectors Vectors(int count = Items)
    {
        RandomSource random = new(11);
        VocabularyBuilder items = new();
        EmbeddingMatrix matrix = new(count, 24);
        for (int row = 0; row < count; row++)
        {
            items.Add($"i{row}", Items - row);
            for (int d = 0; d < 24; d++) matrix.Row(row)[d] = row == 1100 ? 0 : (random.NextFloat() - 0.4f) * (1 + (row % 7));
        }

        return new ItemVectors(items.Build(), matrix, null);
    }

    private sealed record Result(long[,] Neighbors, float[,] Cosines, string[,] Ids);
}
