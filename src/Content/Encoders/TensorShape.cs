using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Item2Vec.Content.Encoders;

/// <summary>An input or output of a model: its name, the type of its elements, and its dimensions, -1 where any length goes.</summary>
internal sealed record TensorShape(string Name, TensorElementType Type, IReadOnlyList<int> Dimensions, IReadOnlyList<string> Symbols)
{
    public int Rank => Dimensions.Count;

    public bool IsFloat => Type == TensorElementType.Float;

    public bool IsWhole => Type is TensorElementType.Int64 or TensorElementType.Int32;

    public bool IsText => Type == TensorElementType.String;

    public static TensorShape Of(string name, NodeMetadata node)
        => node.IsTensor
            ? new TensorShape(name, node.ElementDataType, node.Dimensions, node.SymbolicDimensions)
            : new TensorShape(name, TensorElementType.DataTypeMax, [], []);

    /// <summary><c>input_ids: int64 [batch, sequence]</c>.</summary>
    public override string ToString()
        => $"{Name}: {(Type == TensorElementType.DataTypeMax ? "no tensor" : $"{TypeName} [{string.Join(", ", Dimensions.Select(Shown))}]")}";

    private string TypeName => Type switch
    {
        TensorElementType.Float => "float32",
        TensorElementType.Double => "float64",
        _ => Type.ToString().ToLowerInvariant(),
    };

    private string Shown(int dimension, int axis)
        => dimension >= 0 ? dimension.ToString(CultureInfo.InvariantCulture) : axis < Symbols.Count && Symbols[axis].Length > 0 ? Symbols[axis] : "?";
}
