using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Item2Vec.Content.Onnx;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Formats;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Content;

/// <summary>Writes a model as an ONNX graph that answers <c>similar</c> in any runtime.</summary>
/// <remarks>
/// <para>Inputs: <c>rows</c>, int64 [batch, history], rows of items, -1 where a history is shorter; or <c>items</c>, texts [batch,
/// history], their ids, unknown ones
/// ignored. And <c>k</c>, int64 [1], default 10.</para>
/// <para>
/// Outputs: <c>neighbors</c>, int64 [batch, k], the rows most similar to the mean of the history's unit vectors, best first, without those
/// of the history; <c>cosines</c>, float32 [batch, k]; <c>neighbor_items</c>, texts [batch, k], their ids. Missing results,
/// because fewer than k items are left or nothing of the history is
/// known, have the row -1, the cosine -2 and an empty id.
/// </para>
/// </remarks>
public static class OnnxExport
{
    /// <summary>The format's name on the command line.</summary>
    public const string Format = "onnx";

    private const float LeftOut = -2;

    /// <summary>Writes the graph and a file of the ids in row order: <c>NAME.items.json</c>.</summary>
    /// <param name="vectors">The vectors.</param>
    /// <param name="path">The file.</param>
    /// <param name="side">The vectors to compare.</param>
    /// <param name="byId">Whether the graph takes ids instead of rows.</param>
    /// <returns>The path of the file of ids.</returns>
    /// <exception cref="Item2VecException">The vectors are too large for the format, or a file cannot be written.</exception>
    public static string Write(ItemVectors vectors, string path, VectorSide side = VectorSide.Input, bool byId = false)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (vectors.Count == 0) throw new Item2VecException("the model has no items", "train one that has");
        using Lease lease = vectors.Acquire();
        EmbeddingMatrix matrix = side == VectorSide.Input ? vectors.Input : vectors.Output
            ?? throw new InvalidOperationException("These vectors have no output side.");
        string[] items = [.. Enumerable.Range(0, vectors.Count).Select(row => vectors.Vocabulary[row])];
        Graph(matrix, items, byId).Write(path);
        string ids = Path.ChangeExtension(path, ".items.json");
        AtomicFile.Write(ids, file => JsonSerializer.Serialize(file, items, IdJson.Default.StringArray));
        return ids;
    }

    private static OnnxGraph Graph(EmbeddingMatrix matrix, string[] items, bool byId)
    {
        int count = matrix.Rows;
        OnnxGraph graph = new("item2vec_similar");
        graph.Property("item2vec.version", ModelInfo.ThisToolVersion);
        graph.Property("item2vec.items", count.ToString(System.Globalization.CultureInfo.InvariantCulture));

        // A row of zeros after the items: padding of a history adds nothing to its mean. An empty id after theirs, for the row -1.
        graph.Constant("unit_vectors", [count + 1, matrix.Dimensions], UnitRows(matrix));
        graph.Constant("item_ids", [.. items, string.Empty]);
        graph.Constant("k", [1], 10);
        graph.Constant("nothing", [], count);
        graph.Constant("none", [], -1);
        graph.Constant("zero", [], 0);
        graph.Constant("one", [], 1);
        graph.Constant("first", [1], 0);
        graph.Constant("single", [1], 1);
        graph.Constant("behind", [1], count);
        graph.Constant("two_zeros", [2], 0, 0);
        graph.Constant("three_zeros", [3], 0, 0, 0);
        graph.Constant("columns", [1], 1);
        graph.Constant("left_out", LeftOut);
        graph.Constant("lowest", -1.5f);
        graph.Constant("smallest", 1e-30f);

        string rows = byId
            ? graph.Node("LabelEncoder", [graph.Input("items", OnnxType.Text, "batch", "history")], ["rows"], ("keys_strings", items),
                ("values_int64s", Rows(count)), ("default_int64", -1))
            : graph.Input("rows", OnnxType.Int64, "batch", "history");
        graph.Input("k", OnnxType.Int64, 1);
        Histories(graph, rows);
        Answers(graph);
        graph.Output("neighbors", OnnxType.Int64, "batch", "k");
        graph.Output("cosines", OnnxType.Float, "batch", "k");
        graph.Output("neighbor_items", OnnxType.Text, "batch", "k");
        return graph;
    }

    /// <summary>From rows to the cosines of all items, with those of the history excluded.</summary>
    private static void Histories(OnnxGraph graph, string rows)
    {
        // An empty batch gets one empty history, which is dropped at the end: ONNX Runtime's TopK crashes the process on none.
        graph.Node("Shape", [rows], ["rows_shape"]);
        graph.Node("Gather", ["rows_shape", "first"], ["batch_size"], ("axis", 0));
        graph.Node("Min", ["batch_size", "single"], ["at_most_one"]);
        graph.Node("Sub", ["single", "at_most_one"], ["extra"]);
        graph.Node("Concat", ["two_zeros", "extra", "first"], ["extra_pads"], ("axis", 0));
        graph.Node("Pad", [rows, "extra_pads", "none"], ["histories"]);

        graph.Node("Less", ["histories", "zero"], ["is_nothing"]);
        graph.Node("Where", ["is_nothing", "nothing", "histories"], ["known"]);
        graph.Node("Gather", ["unit_vectors", "known"], ["history_vectors"], ("axis", 0));
        graph.Node("ReduceSum", ["history_vectors", "columns"], ["sum"], ("keepdims", 0));
        graph.Node("ReduceL2", ["sum"], ["length"], ("axes", new long[] { 1 }), ("keepdims", 1));
        graph.Node("Max", ["length", "smallest"], ["divisor"]);
        graph.Node("Div", ["sum", "divisor"], ["query"]);
        graph.Node("Gemm", ["query", "unit_vectors"], ["all_cosines"], ("transB", 1));
        graph.Node("Shape", ["known"], ["known_shape"]);
        graph.Node("Expand", ["left_out", "known_shape"], ["left_outs"]);
        graph.Node("ScatterElements", ["all_cosines", "known", "left_outs"], ["open_cosines"], ("axis", 1));
        graph.Node("Slice", ["open_cosines", "first", "behind", "columns"], ["item_cosines"]);
    }

    /// <summary>The best k, and padding if there are fewer.</summary>
    private static void Answers(OnnxGraph graph)
    {
        graph.Node("Min", ["k", "behind"], ["found_count"]);
        graph.Node("Sub", ["k", "found_count"], ["missing"]);
        graph.Node("Concat", ["three_zeros", "missing"], ["missing_pads"], ("axis", 0));
        graph.Node("TopK", ["item_cosines", "found_count"], ["top_cosines", "top_rows"], ("axis", 1));

        // A history of only unknown items has no similar items.
        graph.Node("Where", ["is_nothing", "zero", "one"], ["is_known"]);
        graph.Node("ReduceSum", ["is_known", "columns"], ["known_count"], ("keepdims", 1));
        graph.Node("Less", ["known_count", "one"], ["is_unknown"]);
        graph.Node("Where", ["is_unknown", "left_out", "top_cosines"], ["found_cosines"]);

        graph.Node("Pad", ["found_cosines", "missing_pads", "left_out"], ["padded_cosines"]);
        graph.Node("Pad", ["top_rows", "missing_pads", "none"], ["padded_rows"]);
        graph.Node("Slice", ["padded_cosines", "first", "batch_size", "first"], ["cosines"]);
        graph.Node("Slice", ["padded_rows", "first", "batch_size", "first"], ["asked_rows"]);
        graph.Node("Less", ["cosines", "lowest"], ["is_none"]);
        graph.Node("Where", ["is_none", "none", "asked_rows"], ["neighbors"]);
        graph.Node("Gather", ["item_ids", "neighbors"], ["neighbor_items"], ("axis", 0));
    }

    private static IEnumerable<long> Rows(int count) => Enumerable.Range(0, count).Select(row => (long)row);

    private static List<byte[]> UnitRows(EmbeddingMatrix matrix)
    {
        List<byte[]> rows = new(matrix.Rows + 1);
        for (int row = 0; row < matrix.Rows; row++)
        {
            float[] unit = matrix.Row(row).ToArray();
            double length = Norms.Length(unit);
            for (int d = 0; d < unit.Length; d++) unit[d] = length > 0 ? (float)(unit[d] / length) : 0;
            rows.Add(MemoryMarshal.AsBytes(unit.AsSpan()).ToArray());
        }

        rows.Add(new byte[matrix.Dimensions * sizeof(float)]);
        return rows;
    }
}

/// <summary>Ids as a JSON array.</summary>
[JsonSerializable(typeof(string[]))]
internal sealed partial class IdJson : JsonSerializerContext;
