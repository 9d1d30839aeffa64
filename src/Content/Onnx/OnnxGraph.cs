using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Content.Onnx;

/// <summary>Builds an ONNX model: constants, inputs, nodes and outputs, in the order they are added.</summary>
/// <remarks>Field numbers are those of <c>onnx.proto</c>. IR version 8 and opset 13 are read by every runtime since 2022.</remarks>
internal sealed class OnnxGraph(string name)
{
    private const int IrVersion = 8;
    private const int Opset = 13;
    private const int MlOpset = 2;

    /// <summary>The size limit of a Protocol Buffers message.</summary>
    private const long MaxBytes = int.MaxValue;

    private readonly ProtoMessage graph = new();
    private readonly List<(string Key, string Value)> properties = [];
    private bool usesMl;
    private int nodes;

    /// <summary>Adds a constant of float32, rows concatenated.</summary>
    public string Constant(string constant, long[] dimensions, IReadOnlyCollection<byte[]> rows)
    {
        graph.Add(5, Tensor(constant, OnnxType.Float, dimensions).Add(9, rows));
        return constant;
    }

    /// <summary>Adds a constant of int64.</summary>
    public string Constant(string constant, long[] dimensions, params long[] values)
    {
        graph.Add(5, Tensor(constant, OnnxType.Int64, dimensions).Add(9, Bytes(values)));
        return constant;
    }

    /// <summary>Adds a constant of float32 without dimensions.</summary>
    public string Constant(string constant, float value)
    {
        graph.Add(5, Tensor(constant, OnnxType.Float, []).Add(9, BitConverter.GetBytes(value)));
        return constant;
    }

    /// <summary>Adds a constant of strings.</summary>
    public string Constant(string constant, IReadOnlyCollection<string> values)
    {
        ProtoMessage tensor = Tensor(constant, OnnxType.Text, [values.Count]);
        foreach (string value in values) tensor.Add(6, value);
        graph.Add(5, tensor);
        return constant;
    }

    /// <summary>Adds an input; a text instead of a length names a free dimension.</summary>
    public string Input(string input, OnnxType type, params object[] dimensions)
    {
        graph.Add(11, ValueInfo(input, type, dimensions));
        return input;
    }

    /// <summary>Adds an output, which some node must write.</summary>
    public void Output(string output, OnnxType type, params object[] dimensions) => graph.Add(12, ValueInfo(output, type, dimensions));

    /// <summary>Adds a node.</summary>
    /// <param name="operation">Its operator.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="outputs">Its outputs.</param>
    /// <param name="attributes">Its attributes: an int, a long or a list of texts or of numbers each.</param>
    /// <returns>The first output.</returns>
    public string Node(string operation, string[] inputs, string[] outputs, params (string Name, object Value)[] attributes)
    {
        ProtoMessage node = new();
        foreach (string input in inputs) node.Add(1, input);
        foreach (string output in outputs) node.Add(2, output);
        node.Add(3, $"{operation}_{nodes++}").Add(4, operation);
        foreach ((string attribute, object value) in attributes) node.Add(5, Attribute(attribute, value));
        if (operation == "LabelEncoder")
        {
            usesMl = true;
            node.Add(7, "ai.onnx.ml");
        }

        graph.Add(1, node);
        return outputs[0];
    }

    /// <summary>Adds a metadata entry of the model.</summary>
    public void Property(string key, string value) => properties.Add((key, value));

    /// <summary>Writes the model next to its target and renames it.</summary>
    /// <exception cref="Item2VecException">The model is larger than the format allows, or the file cannot be written.</exception>
    public void Write(string path)
    {
        graph.Add(2, name);
        ProtoMessage model = new ProtoMessage().Add(1, IrVersion).Add(2, "Item2Vec").Add(3, ModelInfo.ThisToolVersion).Add(5, 1L)
            .Add(8, new ProtoMessage().Add(1, string.Empty).Add(2, Opset));
        if (usesMl) model.Add(8, new ProtoMessage().Add(1, "ai.onnx.ml").Add(2, MlOpset));
        foreach ((string key, string value) in properties) model.Add(14, new ProtoMessage().Add(1, key).Add(2, value));

        // The graph last, so that a truncated file is never a valid model.
        model.Add(7, graph);
        if (model.Length > MaxBytes)
            throw new Item2VecException($"{path}: the model would take {model.Length} bytes, and an ONNX file holds at most {MaxBytes}",
                "train fewer dimensions, or export to npy and search with an index", ErrorCode.CannotWrite);
        AtomicFile.Write(path, model.WriteTo);
    }

    private static ProtoMessage Tensor(string tensor, OnnxType type, long[] dimensions)
    {
        ProtoMessage message = new();
        foreach (long dimension in dimensions) message.Add(1, dimension);
        return message.Add(2, (long)type).Add(8, tensor);
    }

    private static ProtoMessage ValueInfo(string value, OnnxType type, object[] dimensions)
    {
        ProtoMessage shape = new();
        foreach (object dimension in dimensions)
            shape.Add(1, dimension is string symbol ? new ProtoMessage().Add(2, symbol) : new ProtoMessage()
                .Add(1, Convert.ToInt64(dimension, System.Globalization.CultureInfo.InvariantCulture)));
        return new ProtoMessage().Add(1, value).Add(2, new ProtoMessage().Add(1, new ProtoMessage().Add(1, (long)type).Add(2, shape)));
    }

    private static ProtoMessage Attribute(string attribute, object value)
    {
        ProtoMessage message = new ProtoMessage().Add(1, attribute);
        switch (value)
        {
            case int or long:
                return message.Add(3, Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture)).Add(20, 2L);
            case IEnumerable<string> texts:
                foreach (string text in texts) message.Add(9, text);
                return message.Add(20, 8L);
            case IEnumerable<long> numbers:
                foreach (long number in numbers) message.Add(8, number);
                return message.Add(20, 7L);
            default:
                throw new ArgumentException($"An attribute cannot be a {value.GetType()}.", nameof(value));
        }
    }

    private static byte[] Bytes(long[] values)
    {
        byte[] bytes = new byte[values.Length * sizeof(long)];
        Buffer.BlockCopy(values, 0, bytes, 0, bytes.Length);
        return bytes;
    }
}

/// <summary>ONNX element types (<c>TensorProto.DataType</c>).</summary>
internal enum OnnxType
{
    Float = 1,
    Int64 = 7,
    Text = 8,
}
