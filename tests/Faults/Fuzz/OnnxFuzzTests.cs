using Item2Vec.Content;
using Item2Vec.Content.Options;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Faults.Fuzz;

/// <summary>Encoders that are damaged: each runs, or is refused. What a whole one does is its author's.</summary>
public sealed class OnnxFuzzTests(ITestOutputHelper output)
{
    private const int Usual = 150;

    private static readonly string[] Pieces = ["\0", "\u0001", "\u007f", "Gather", "MatMul", "batch", "input_ids", "\n", "\u0012\u0004"];

    [Fact]
    public void An_encoder_of_anything_runs_or_is_refused()
    {
        using Workspace workspace = new();
        string[] texts = ["wooden garden chair", "silver tea spoon", "paper lantern"];
        TextEncoderBuilder.Write(texts, workspace["whole.onnx"], new TextEncoderOptions { Dimensions = 2, Buckets = 1024 });
        byte[] whole = File.ReadAllBytes(workspace["whole.onnx"]);
        VocabularyBuilder items = new();
        foreach (string text in texts) items.Add(text, 0);
        ContentSource source = ContentSource.Texts(items.Build(), texts);
        int count = Fuzzing.Count(Usual);
        int ran = 0;
        for (int number = 0; number < count; number++)
        {
            File.WriteAllBytes(workspace["x.onnx"], Fuzzing.Damaged(whole, new Random(number), Pieces));
            try
            {
                ContentEncoder.Encode(source, workspace["x.onnx"]).Dispose();
                ran++;
            }
            catch (Item2VecException error)
            {
                Assert.Contains(error.Code, (ErrorCode[])[ErrorCode.BadData, ErrorCode.InputMissing, ErrorCode.Usage]);
            }
        }

        output.WriteLine($"{count} encoders: {ran} ran, {count - ran} refused, 0 failed");
        Assert.True(ran > count / 50, "the fuzzer makes nothing that runs");
    }
}
