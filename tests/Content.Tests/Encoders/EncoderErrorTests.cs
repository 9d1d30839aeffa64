using Item2Vec.Content.Onnx;
using Item2Vec.Content.Options;
using Item2Vec.Content.Tests.Images;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Content.Tests.Encoders;

/// <summary>What a user can do wrong with a model is told with the model's own names.</summary>
public class EncoderErrorTests
{
    private static readonly ContentSource Texts = ContentSource.Texts(Catalog.Items(2), ["a", "b"]);

    [Fact]
    public void A_missing_encoder_is_named()
    {
        Item2VecException error = Assert.Throws<Item2VecException>(() => ContentEncoder.Encode(Texts, "no-such.onnx"));
        Assert.Equal(ErrorCode.InputMissing, error.Code);
        Assert.Contains("no-such.onnx", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not onnx at all")]
    [InlineData("")]
    public void A_foreign_file_is_refused(string content)
    {
        using Folder folder = new();
        File.WriteAllText(folder["x.onnx"], content);
        Check(folder["x.onnx"], Texts, "x.onnx: not an ONNX model that ONNX Runtime");
    }

    [Fact]
    public void A_model_is_refused_wherever_it_is_cut_off()
    {
        using Folder folder = new();
        byte[] whole = File.ReadAllBytes(TestGraphs.Identity(folder["x.onnx"], "batch", 2));
        ContentSource numbers = ContentSource.Tensors(Catalog.Items(1), ["3 4"]);
        ContentEncoder.Encode(numbers, folder["x.onnx"]).Dispose();
        for (int length = 1; length < whole.Length; length++)
        {
            File.WriteAllBytes(folder["x.onnx"], whole[..length]);
            Check(folder["x.onnx"], numbers, "x.onnx: not an ONNX model that ONNX Runtime");
        }
    }

    [Fact]
    public void An_encoder_of_ours_is_refused_wherever_it_is_cut_off()
    {
        using Folder folder = new();
        TextEncoderBuilder.Write(Catalog.Texts(12), folder["x.onnx"], new TextEncoderOptions { Dimensions = 2, Buckets = 1024 });
        byte[] whole = File.ReadAllBytes(folder["x.onnx"]);
        foreach (int length in Enumerable.Range(1, 400).Select(i => whole.Length - i)
            .Concat(Enumerable.Range(1, 20).Select(i => whole.Length * i / 21)))
        {
            File.WriteAllBytes(folder["x.onnx"], whole[..length]);
            Check(folder["x.onnx"], Texts, "x.onnx: ");
        }
    }

    [Fact]
    public void Vectors_that_are_called_a_model_are_refused()
    {
        using Folder folder = new();
        using ItemVectors vectors = ContentEncoder.Encode(
            ContentSource.Tensors(Catalog.Items(2), ["3 4", "1 2"]), TestGraphs.Identity(folder["x.onnx"], "batch", 2));
        vectors.Save(folder["vectors.onnx"]);
        Check(folder["vectors.onnx"], Texts, "vectors.onnx: holds vectors of items (.i2v), not an ONNX model");
    }

    [Fact]
    public void Flipped_bits_are_an_error_or_another_model_and_never_the_end()
    {
        using Folder folder = new();
        byte[] whole = File.ReadAllBytes(TestGraphs.Tokens(folder["x.onnx"]));
        File.WriteAllLines(folder["vocab.txt"], ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]);
        int refused = 0;
        for (int bit = 0; bit < whole.Length * 8; bit += 3)
        {
            byte[] damaged = [.. whole];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(folder["x.onnx"], damaged);
            if (Record.Exception(() => ContentEncoder.Encode(Texts, folder["x.onnx"]).Dispose()) is not Exception error) continue;
            Assert.Equal(ErrorCode.BadData, Assert.IsType<Item2VecException>(error).Code);
            refused++;
        }

        Assert.InRange(refused, whole.Length, whole.Length * 8 / 3);
    }

    [Fact]
    public void A_model_for_numbers_says_so_when_it_is_given_texts()
    {
        using Folder folder = new();
        Check(
            TestGraphs.Identity(folder["x.onnx"], "batch", 3, 32, 32),
            Texts,
            "the model takes x: float32 [batch, 3, 32, 32] and gives y: float32 [batch, 3, 32, 32]");
    }

    [Fact]
    public void A_text_model_says_so_when_it_is_given_images_or_numbers()
    {
        using Folder folder = new();
        TestGraphs.Tokens(folder["x.onnx"]);
        const string names = "the model takes input_ids: int64 [batch, length], attention_mask: int64 [batch, length]";
        Check(folder["x.onnx"], ContentSource.Images(Catalog.Items(1), ["a.png"], folder.Path), names);
        Check(folder["x.onnx"], ContentSource.Tensors(Catalog.Items(1), ["1 2"]), names);
    }

    [Fact]
    public void A_list_of_the_wrong_length_is_told_with_both_lengths()
    {
        using Folder folder = new();
        TestGraphs.Identity(folder["x.onnx"], "batch", 3);
        Check(folder["x.onnx"], ContentSource.Tensors(Catalog.Items(1), ["1 2"]), "an item has 2 numbers, 3 were expected");
    }

    [Fact]
    public void An_output_that_is_not_there_is_told_with_those_that_are()
    {
        using Folder folder = new();
        TestGraphs.Identity(folder["x.onnx"], "batch", 1);
        Check(
            folder["x.onnx"],
            ContentSource.Tensors(Catalog.Items(1), ["1"]),
            "no output 'z'; the model takes x: float32 [batch, 1] and gives y: float32 [batch, 1]",
            new EncoderOptions { OutputName = "z" });
    }

    [Fact]
    public void Several_vectors_of_an_item_need_a_pooling()
    {
        using Folder folder = new();
        TestGraphs.Tokens(folder["x.onnx"]);
        File.WriteAllLines(folder["vocab.txt"], ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]);
        Check(
            folder["x.onnx"], Texts, "came out as [2, 3, 2] for 2 items, which is more than one vector each",
            new EncoderOptions { Pooling = Pooling.None });
    }

    [Fact]
    public void A_text_model_without_its_vocabulary_says_which_file_is_missing()
    {
        using Folder folder = new();
        Item2VecException error = Assert.Throws<Item2VecException>(() => ContentEncoder.Encode(Texts, TestGraphs.Tokens(folder["x.onnx"])));
        Assert.Contains("vocab.txt: there is no such file", error.Message, StringComparison.Ordinal);
    }

    private static void Check(string encoder, ContentSource source, string words, EncoderOptions? options = null)
    {
        Item2VecException error = Assert.Throws<Item2VecException>(() => ContentEncoder.Encode(source, encoder, options));
        Assert.Equal(ErrorCode.BadData, error.Code);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_no_memory_can_hold_is_refused()
    {
        using Folder folder = new();
        File.WriteAllBytes(folder["a.png"], ImageTests.Png);
        ContentSource images = ContentSource.Images(Catalog.Items(1), ["a.png"], folder.Path);
        Check(TestGraphs.Identity(folder["x.onnx"], "batch", 3, 65_536, 65_536), images, "its images are 65536 x 65536");
        Check(TestGraphs.Identity(folder["x.onnx"], 2_000_000_000, 3, 8, 8), images, "its batch is fixed at 2000000000 items");
        Check(TestGraphs.Identity(folder["x.onnx"], 60_000, 3, 64, 64), images, "a batch of 60000 items with 12288 numbers each");
        ContentSource numbers = ContentSource.Tensors(Catalog.Items(1), ["1"]);
        Check(TestGraphs.Identity(folder["x.onnx"], "batch", 65_536, 65_536), numbers, "more numbers than can be given");
        Check(
            TestGraphs.Identity(folder["x.onnx"], "batch", 2_000_000_000, 2_000_000_000, 2_000_000_000),
            numbers,
            "more numbers than can be given");
    }

    [Fact]
    public void A_model_without_inputs_is_refused()
    {
        using Folder folder = new();
        OnnxGraph graph = new("constant");
        graph.Constant("c", [1], 1);
        graph.Node("Cast", ["c"], ["y"], ("to", 1));
        graph.Output("y", OnnxType.Float, 1);
        graph.Write(folder["x.onnx"]);
        Check(
            folder["x.onnx"],
            ContentSource.Images(Catalog.Items(1), ["a.png"], folder.Path),
            "ContentSource.Images cannot feed it; the model takes  and gives y");
        Check(folder["x.onnx"], ContentSource.Tensors(Catalog.Items(1), ["1"]), "ContentSource.Tensors cannot feed it");
        Check(folder["x.onnx"], Texts, "no input for the tokens of a text");
    }

    [Fact]
    public void A_path_that_is_none_is_an_image_that_cannot_be_read()
    {
        using Folder folder = new();
        Item2VecException error = Assert.Throws<Item2VecException>(
            () => ContentEncoder.Encode(
                ContentSource.Images(Catalog.Items(1), ["a\0b.png"], folder.Path), TestGraphs.ChannelMeans(folder["x.onnx"])));
        Assert.Equal(ErrorCode.InputMissing, error.Code);
    }

    [Fact]
    public void What_cannot_be_read_is_told_with_its_item()
    {
        using Folder folder = new();
        Check(
            TestGraphs.Identity(folder["x.onnx"], "batch", 2),
            ContentSource.Tensors(Catalog.Items(2), ["1 2", "3 null"]),
            "item 'i1': 'null' is no number");
        File.WriteAllBytes(folder["a.jpg"], [0xFF, 0xD8, 0xFF]);
        Check(TestGraphs.ChannelMeans(folder["x.onnx"]), ContentSource.Images(Catalog.Items(1), ["a.jpg"], folder.Path), "item 'i0': ");
    }
}
