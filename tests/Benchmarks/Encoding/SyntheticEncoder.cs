using System.Runtime.InteropServices;
using Item2Vec.Content.Onnx;

/// <summary>A text encoder with a transformer's work and no meaning, and texts to go with it.</summary>
internal static class SyntheticEncoder
{
    private const int Words = 5000;

    public static string[] Pieces { get; } = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", .. Enumerable.Range(0, Words).Select(i => $"w{i}")];

    /// <summary>Texts of 5 to 40 words.</summary>
    public static string[] Texts(int count)
    {
        Random random = new(4);
        return [.. Enumerable.Range(0, count)
            .Select(_ => string.Join(' ', Enumerable.Range(0, 5 + random.Next(36)).Select(_ => $"W{random.Next(Words)}")))];
    }

    /// <summary>An embedding, then layers of two matrix products, width to four times the width and back.</summary>
    public static void Write(string path, int layers, int width)
    {
        Random random = new(5);
        OnnxGraph graph = new("synthetic_encoder");
        graph.Input("input_ids", OnnxType.Int64, "batch", "length");
        string at = graph.Node("Gather", [Weights(graph, "embedding", Pieces.Length, width, random), "input_ids"], ["hidden_0"]);
        for (int layer = 1; layer <= layers; layer++)
        {
            string wide = graph.Node("MatMul", [at, Weights(graph, $"up_{layer}", width, 4 * width, random)], [$"wide_{layer}"]);
            string relu = graph.Node("Relu", [wide], [$"relu_{layer}"]);
            at = graph.Node(
                "MatMul",
                [relu, Weights(graph, $"down_{layer}", 4 * width, width, random)],
                [layer == layers ? "last_hidden_state" : $"hidden_{layer}"]);
        }

        graph.Output("last_hidden_state", OnnxType.Float, "batch", "length", width);
        graph.Write(path);
    }

    private static string Weights(OnnxGraph graph, string name, int rows, int columns, Random random)
    {
        float[] row = new float[columns];
        byte[][] all = new byte[rows][];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++) row[j] = (random.NextSingle() - 0.5f) / MathF.Sqrt(rows);
            all[i] = MemoryMarshal.AsBytes(row.AsSpan()).ToArray();
        }

        return graph.Constant(name, [rows, columns], all);
    }
}
