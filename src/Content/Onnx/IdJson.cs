using System.Text.Json.Serialization;

namespace Item2Vec.Content.Onnx;

/// <summary>Ids as a JSON array.</summary>
[JsonSerializable(typeof(string[]))]
internal sealed partial class IdJson : JsonSerializerContext;
