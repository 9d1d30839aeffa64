using Item2Vec.Content.Options;
using Item2Vec.Content.Text;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Content.Tests.Text;

public class TextEncoderBuilderTests
{
    [Fact]
    public void Texts_that_share_words_or_spelling_lie_near_each_other()
    {
        using Folder folder = new();
        string[] texts = Catalog.Texts(90);
        TextEncoderBuilder.Write(texts, folder["e.onnx"], new TextEncoderOptions { Dimensions = 24 });
        string[] asked = ["wooden garden chairs", "a spoon for tea, silvery", "lanterns", "wooden bench"];
        using ItemVectors vectors = ContentEncoder.Encode(ContentSource.Texts(Catalog.Items(94), [.. texts, .. asked]), folder["e.onnx"]);
        int[] topics = [0, 1, 2, 0];
        for (int i = 0; i < asked.Length; i++)
        {
            float[] query = vectors.Vector(90 + i);
            double[] means = [.. Enumerable.Range(0, 3)
                .Select(topic => Enumerable.Range(0, 90).Where(row => row % 3 == topic).Average(row => Dot(query, vectors.Vector(row))))];
            Assert.Equal(topics[i], Array.IndexOf(means, means.Max()));
        }
    }

    [Fact]
    public void The_same_texts_make_the_same_bytes()
    {
        using Folder folder = new();
        foreach (string name in (string[])["a.onnx", "b.onnx"])
            TextEncoderBuilder.Write(Catalog.Texts(30), folder[name], new TextEncoderOptions { Dimensions = 8 });
        Assert.Equal(File.ReadAllBytes(folder["a.onnx"]), File.ReadAllBytes(folder["b.onnx"]));
    }

    [Fact]
    public void A_table_without_texts_is_told()
    {
        using Folder folder = new();
        Item2VecException error = Assert.Throws<Item2VecException>(() => TextEncoderBuilder.Write([null, " "], folder["e.onnx"]));
        Assert.Contains("no text", error.Message, StringComparison.Ordinal);
    }

    private static double Dot(float[] a, float[] b) => a.Zip(b).Sum(pair => (double)pair.First * pair.Second);

    [Fact]
    public void Long_texts_are_encoded_as_far_as_they_were_learned_from()
    {
        // Twenty words that all texts share, and then what tells them apart.
        using Folder folder = new();
        string head = string.Join(' ', Enumerable.Range(0, 20).Select(i => $"introduction{i}"));
        string[] texts = [.. Catalog.Texts(30).Select(text => $"{head} {text}")];
        TextEncoderBuilder.Write(texts, folder["e.onnx"], new TextEncoderOptions { Dimensions = 8 });
        using ItemVectors vectors = ContentEncoder.Encode(ContentSource.Texts(Catalog.Items(30), texts), folder["e.onnx"]);
        Assert.Equal(30, Enumerable.Range(0, 30).Select(row => string.Join(' ', vectors.Vector(row))).Distinct().Count());
    }

    [Theory]
    [InlineData("the same text", "the same text")]
    [InlineData("a", "a", "A")]
    public void Texts_that_no_word_tells_apart_make_no_encoder(params string[] texts)
    {
        using Folder folder = new();
        Item2VecException error = Assert.Throws<Item2VecException>(() => TextEncoderBuilder.Write(texts, folder["e.onnx"]));
        Assert.Contains("all the same", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["e.onnx"]));
    }

    [Fact]
    public void Making_an_encoder_can_be_stopped_between_two_columns()
    {
        using CancellationTokenSource stop = new();
        float[] basis = [3, 1, 4, 2];
        SubspaceIteration.Orthonormalize(basis, [0, 1], 2, stop.Token);
        Assert.Equal([0.6f, -0.8f, 0.8f, 0.6f], basis, (a, b) => Math.Abs(a - b) < 1e-5);
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => SubspaceIteration.Orthonormalize(basis, [0, 1], 2, stop.Token));
    }
}
