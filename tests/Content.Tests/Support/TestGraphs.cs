using System.Runtime.InteropServices;
using Item2Vec.Content.Onnx;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Content.Tests;

/// <summary>Small encoders whose answers are known.</summary>
internal static class TestGraphs
{
    /// <summary>Of BERT's kind: a token's vector is (token, 1), and the output is one for each token.</summary>
    public static string Tokens(string path, bool fixedBatch = false)
    {
        OnnxGraph graph = new("tokens");
        object batch = fixedBatch ? 2L : "batch";
        graph.Constant("last", [1], 2);
        graph.Input("input_ids", OnnxType.Int64, batch, "length");
        graph.Input("attention_mask", OnnxType.Int64, batch, "length");
        graph.Node("Cast", ["input_ids"], ["ids"], ("to", 1));
        graph.Node("Unsqueeze", ["ids", "last"], ["wide"]);
        graph.Node("Cast", ["attention_mask"], ["mask"], ("to", 1));
        graph.Node("Unsqueeze", ["mask", "last"], ["wide_mask"]);
        graph.Node("Concat", ["wide", "wide_mask"], ["last_hidden_state"], ("axis", 2));
        graph.Output("last_hidden_state", OnnxType.Float, batch, "length", 2);
        graph.Write(path);
        return path;
    }

    /// <summary>One input of floats, which comes out again as it is.</summary>
    public static string Identity(string path, params object[] dimensions)
    {
        OnnxGraph graph = new("identity");
        graph.Input("x", OnnxType.Float, dimensions);
        graph.Node("Identity", ["x"], ["y"]);
        graph.Output("y", OnnxType.Float, dimensions);
        graph.Write(path);
        return path;
    }

    /// <summary>The mean of each channel of an image [batch, 3, 2, 2].</summary>
    public static string ChannelMeans(string path) => Identity(path, "batch", 3, 2, 2);

    public static byte[] Bytes(params float[] values) => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
}

/// <summary>Items with short texts.</summary>
internal static class Catalog
{
    public static Vocabulary Items(int count)
    {
        VocabularyBuilder items = new();
        for (int i = 0; i < count; i++) items.Add($"i{i}", 0);
        return items.Build();
    }

    /// <summary>Texts of three topics, of different lengths.</summary>
    public static string[] Texts(int count)
        =>
        [
            .. Enumerable.Range(0, count)
                .Select(
                    i =>
                        string.Join(
                            ' ',
                            Enumerable.Repeat(new[] { "wooden garden chair", "silver tea spoon", "paper lantern" }[i % 3], 1 + (i % 4)))
                            + $" number {i}")
        ];
}
