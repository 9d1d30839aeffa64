using Item2Vec.Content.Options;
using Item2Vec.Content.Tests.Images;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Vectors;
using SkiaSharp;

namespace Item2Vec.Content.Tests.Encoders;

public class ContentEncoderTests
{
    /// <summary>one = 4, two = 5, three = 6; [CLS] = 2, [SEP] = 3.</summary>
    private static readonly string[] Pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "one", "two", "three"];

    private static readonly string?[] Texts = ["one", null, "one two three", " "];

    [Theory]
    [InlineData(Pooling.Mean, 3f, 4f)]
    [InlineData(Pooling.Auto, 3f, 4f)]
    [InlineData(Pooling.Max, 4f, 6f)]
    [InlineData(Pooling.Cls, 2f, 2f)]
    public void Padding_takes_no_part_in_pooling(Pooling pooling, float first, float second)
    {
        using Folder folder = new();
        using ItemVectors vectors = Encode(folder, new EncoderOptions { Pooling = pooling, Normalize = false });
        Assert.Equal(["i0", "i2"], Enumerable.Range(0, vectors.Count).Select(row => vectors.Vocabulary[row]));
        Assert.Equal([first, 1], vectors.Vector(0));
        Assert.Equal([second, 1], vectors.Vector(1));
    }

    [Fact]
    public void Vectors_are_made_one_long_unless_asked_otherwise()
    {
        using Folder folder = new();
        using ItemVectors vectors = Encode(folder, new EncoderOptions());
        Assert.Equal([3 / MathF.Sqrt(10), 1 / MathF.Sqrt(10)], vectors.Vector(0), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void The_vectors_depend_on_neither_threads_nor_batches()
    {
        using Folder folder = new();
        string encoder = folder["encoder.onnx"];
        string[] texts = Catalog.Texts(40);
        TextEncoderBuilder.Write(texts, encoder, new TextEncoderOptions { Dimensions = 16 });
        float[][][] runs = [.. new[] { (1, 64), (2, 7), (4, 1) }.Select(run =>
        {
            EncoderOptions options = new() { Threads = run.Item1, BatchSize = run.Item2 };
            using ItemVectors vectors = ContentEncoder.Encode(ContentSource.Texts(Catalog.Items(40), texts), encoder, options);
            return Enumerable.Range(0, 40).Select(vectors.Vector).ToArray();
        })];
        for (int row = 0; row < 40; row++)
            Assert.All(runs, run => Assert.All(run[row].Zip(runs[0][row]), pair => Assert.Equal(pair.Second, pair.First, 1e-5)));
    }

    [Fact]
    public void A_tokenizer_beside_the_encoder_is_taken_before_a_vocabulary()
    {
        using Folder folder = new();
        TestGraphs.Tokens(folder["encoder.onnx"]);
        File.WriteAllLines(folder["vocab.txt"], Pieces);
        File.WriteAllText(folder["tokenizer.json"], """
            {"normalizer": {"type": "BertNormalizer", "lowercase": false}, "pre_tokenizer": {"type": "BertPreTokenizer"},
            "post_processor": null,
             "model": {"type": "WordPiece", "unk_token": "?", "continuing_subword_prefix": "##", "vocab": {"?": 0, "One": 8}}}
            """);
        using ItemVectors vectors = ContentEncoder.Encode(
            ContentSource.Texts(Catalog.Items(1), ["One"]), folder["encoder.onnx"], new EncoderOptions { Normalize = false });
        Assert.Equal([8f, 1f], vectors.Vector(0));
    }

    [Fact]
    public void A_model_of_a_fixed_batch_gets_whole_batches()
    {
        using Folder folder = new();
        TestGraphs.Tokens(folder["encoder.onnx"], fixedBatch: true);
        File.WriteAllLines(folder["vocab.txt"], Pieces);
        ContentSource three = ContentSource.Texts(Catalog.Items(3), ["one", "two", "three"]);
        using ItemVectors vectors = ContentEncoder.Encode(
            three, folder["encoder.onnx"], new EncoderOptions { Normalize = false, Pooling = Pooling.Max });
        Assert.Equal([4f, 5f, 6f], Enumerable.Range(0, 3).Select(row => vectors.Vector(row)[0]));
    }

    [Fact]
    public void Numbers_go_in_as_they_are()
    {
        using Folder folder = new();
        TestGraphs.Identity(folder["x.onnx"], "batch", 3);
        ContentSource source = ContentSource.Tensors(Catalog.Items(2), ["1|2|2", "[0, 0, -5]"]);
        using ItemVectors vectors = ContentEncoder.Encode(source, folder["x.onnx"]);
        Assert.Equal([1 / 3f, 2 / 3f, 2 / 3f], vectors.Vector(0));
        Assert.Equal([0f, 0f, -1f], vectors.Vector(1));
    }

    [Fact]
    public void Images_go_in_by_channel()
    {
        using Folder folder = new();
        TestGraphs.ChannelMeans(folder["image.onnx"]);
        File.WriteAllBytes(folder["a.png"], ImageTests.Png);
        EncoderOptions options = new() { Normalize = false, ImageMean = [0, 0, 0], ImageDeviation = [1, 1, 1] };
        using ItemVectors vectors = ContentEncoder.Encode(
            ContentSource.Images(Catalog.Items(1), ["a.png"], folder.Path), folder["image.onnx"], options);
        Assert.Equal([0.5f, 0.5f, 0.5f], vectors.Vector(0));
    }

    [Fact]
    public void A_JPEG_and_a_WebP_give_nearly_the_same_vectors_and_the_same_on_each_run()
    {
        using Folder folder = new();
        TestGraphs.ChannelMeans(folder["image.onnx"]);
        File.WriteAllBytes(folder["a.jpg"], Pictures.Halves(SKEncodedImageFormat.Jpeg, 64, 48, [220, 120, 20], [220, 20, 120]));
        File.WriteAllBytes(folder["b.webp"], Pictures.Halves(SKEncodedImageFormat.Webp, 64, 48, [220, 120, 20], [220, 20, 120]));
        EncoderOptions options = new() { Normalize = false, ImageMean = [0, 0, 0], ImageDeviation = [1, 1, 1] };
        ContentSource source = ContentSource.Images(Catalog.Items(2), ["a.jpg", "b.webp"], folder.Path);
        using ItemVectors vectors = ContentEncoder.Encode(source, folder["image.onnx"], options);
        using ItemVectors again = ContentEncoder.Encode(source, folder["image.onnx"], options);
        for (int row = 0; row < 2; row++)
        {
            Assert.All(vectors.Vector(row).Zip([220 / 255f, 70 / 255f, 70 / 255f]), pair => Assert.Equal(pair.Second, pair.First, 0.02f));
            Assert.Equal(vectors.Vector(row), again.Vector(row));
        }
    }

    [Fact]
    public void An_interrupted_run_is_taken_up_where_it_stopped()
    {
        using Folder folder = new();
        string journal = folder["content.i2v.journal"];
        string[] texts = Catalog.Texts(60);
        ContentSource source = ContentSource.Texts(Catalog.Items(60), texts);
        TextEncoderBuilder.Write(texts, folder["e.onnx"], new TextEncoderOptions { Dimensions = 8 });
        EncoderOptions options = new() { BatchSize = 4, Threads = 1 };
        using ItemVectors whole = ContentEncoder.Encode(source, folder["e.onnx"], options);
        using CancellationTokenSource stop = new();
        Assert.ThrowsAny<OperationCanceledException>(
            () => ContentEncoder.Encode(source, folder["e.onnx"], options, journal, new Reporter(at => Stop(at, stop)), stop.Token));

        // A crash in the middle of a record.
        using (FileStream file = new(journal, FileMode.Append)) file.Write(new byte[30]);
        int resumed = 0;
        using ItemVectors rest = ContentEncoder.Encode(
            source, folder["e.onnx"], options with { Resume = true }, journal, new Reporter(at => resumed = at.Resumed));
        Assert.InRange(resumed, 20, 56);
        Assert.Equal(Enumerable.Range(0, 60).Select(whole.Vector), Enumerable.Range(0, 60).Select(rest.Vector));
        Assert.True(File.Exists(journal), "the vectors are not saved yet");

        static void Stop(EncodingProgress at, CancellationTokenSource stop)
        {
            if (at.Done >= 20) stop.Cancel();
        }
    }

    [Fact]
    public void The_journal_of_other_work_is_not_resumed()
    {
        using Folder folder = new();
        TestGraphs.Identity(folder["x.onnx"], "batch", 1);
        using CancellationTokenSource stop = new();
        Assert.ThrowsAny<OperationCanceledException>(() => Run(["1", "2"], resume: false, new Reporter(_ => stop.Cancel()), stop.Token));
        Item2VecException error = Assert.Throws<Item2VecException>(() => Run(["1", "3"], resume: true, null, default));
        Assert.Contains("of another encoder, other options or other items", error.Message, StringComparison.Ordinal);

        void Run(string[] numbers, bool resume, Reporter? reporter, CancellationToken cancel) => ContentEncoder.Encode(
            ContentSource.Tensors(Catalog.Items(2), numbers), folder["x.onnx"],
            new EncoderOptions { BatchSize = 1, Threads = 1, Resume = resume }, folder["journal"], reporter, cancel).Dispose();
    }

    private static ItemVectors Encode(Folder folder, EncoderOptions options, IProgress<EncodingProgress>? progress = null)
    {
        TestGraphs.Tokens(folder["encoder.onnx"]);
        File.WriteAllLines(folder["vocab.txt"], Pieces);
        return ContentEncoder.Encode(ContentSource.Texts(Catalog.Items(4), Texts), folder["encoder.onnx"], options, progress: progress);
    }

    private sealed class Reporter(Action<EncodingProgress> report) : IProgress<EncodingProgress>
    {
        public void Report(EncodingProgress value) => report(value);
    }

    [Fact]
    public void Texts_that_are_cut_off_are_counted()
    {
        using Folder folder = new();
        int cut = -1;
        using ItemVectors vectors = Encode(
            folder, new EncoderOptions { MaxTokens = 4, BatchSize = 1, Threads = 1 }, new Reporter(at => cut = at.Cut));
        Assert.Equal(1, cut);
    }

    [Fact]
    public void Items_that_cannot_be_read_are_left_out_where_asked_for()
    {
        using Folder folder = new();
        TestGraphs.Identity(folder["x.onnx"], "batch", 2);
        ContentSource source = ContentSource.Tensors(Catalog.Items(5), ["1 2", "3 x", "5 6", "7", "9 10"]);
        EncoderOptions options = new() { Normalize = false, BatchSize = 2, Threads = 1 };
        Item2VecException error = Assert.Throws<Item2VecException>(
            () => ContentEncoder.Encode(source, folder["x.onnx"], options, folder["journal"]));
        Assert.StartsWith("item 'i", error.Message, StringComparison.Ordinal);
        int unreadable = 0;
        foreach (bool resume in (bool[])[false, true])
        {
            using ItemVectors vectors = ContentEncoder.Encode(
                source, folder["x.onnx"], options with { SkipUnreadable = true, Resume = resume }, folder["journal"],
                new Reporter(at => unreadable = at.Unreadable));
            Assert.Equal(2, unreadable);
            Assert.Equal(["i0", "i2", "i4"], Enumerable.Range(0, vectors.Count).Select(row => vectors.Vocabulary[row]));
            Assert.Equal([5f, 6f], vectors.Vector(1));
        }

        // Without the option they are an error again, also where the journal has them.
        Assert.Throws<Item2VecException>(
            () => ContentEncoder.Encode(source, folder["x.onnx"], options with { Resume = true }, folder["journal"]));
    }

    [Theory]
    [InlineData(new[] { 2, 2, 3 })]
    [InlineData(new[] { 3, 2, 2 })]
    public void Places_are_told_from_channels_by_the_two_that_are_equal(int[] shape)
    {
        // Each number is its channel, 0 to 2.
        using Folder folder = new();
        TestGraphs.Identity(folder["x.onnx"], ["batch", .. shape.Cast<object>()]);
        string numbers = string.Join(' ', Enumerable.Range(0, 12).Select(i => shape[0] == 3 ? i / 4 : i % 3));
        using ItemVectors vectors = ContentEncoder.Encode(
            ContentSource.Tensors(Catalog.Items(1), [numbers]), folder["x.onnx"], new EncoderOptions { Normalize = false });
        Assert.Equal([0f, 1f, 2f], vectors.Vector(0));
    }
}
