using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Embeddings.Formats;

/// <summary>A tensor of a safetensors file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its numbers, such as F32.</param>
/// <param name="Shape">Its dimensions.</param>
/// <param name="From">Its first byte, after the header.</param>
/// <param name="Bytes">How many it has.</param>
internal sealed record Tensor(string Name, string Type, long[] Shape, long From, long Bytes)
{
    /// <summary>The type of its numbers, if they are ones that vectors have.</summary>
    public StoredNumber? Number => Type switch
    {
        "F16" => StoredNumber.Float16,
        "BF16" => StoredNumber.BFloat16,
        "F32" => StoredNumber.Float32,
        "F64" => StoredNumber.Float64,
        _ => null,
    };

    /// <summary>The tensor as messages show it.</summary>
    public string Shown => $"'{(Name.Length <= 60 ? Name : Name[..60] + "...")}' ({Type} {string.Join(" x ", Shape)})";
}

/// <summary>The header of a safetensors file: its length in 8 bytes, then JSON that says what each tensor is and where it lies.</summary>
/// <remarks>
/// As huggingface/safetensors describes it; like its reader, tensors that overlap, leave holes or end elsewhere than the file are rejected.
/// </remarks>
internal static class SafetensorsHeader
{
    private const int MaxLength = 1 << 24;

    private const string Metadata = "__metadata__";

    /// <summary>The bytes of an element of each type that is not packed.</summary>
    private static readonly Dictionary<string, int> ElementBytes = new(StringComparer.Ordinal)
    {
        ["BOOL"] = 1, ["U8"] = 1, ["I8"] = 1, ["F8_E5M2"] = 1, ["F8_E4M3"] = 1, ["I16"] = 2, ["U16"] = 2, ["F16"] = 2, ["BF16"] = 2,
        ["I32"] = 4, ["U32"] = 4, ["F32"] = 4, ["I64"] = 8, ["U64"] = 8, ["F64"] = 8,
    };

    /// <summary>Writes the header of tensors that follow it in this order.</summary>
    public static void Write(
        Stream stream, IEnumerable<(string Name, string Value)> metadata, IEnumerable<(string Name, string Type, long[] Shape)> tensors)
    {
        ArrayBufferWriter<byte> text = new();
        using (Utf8JsonWriter json = new(text))
        {
            json.WriteStartObject();
            json.WriteStartObject(Metadata);
            foreach ((string name, string value) in metadata) json.WriteString(name, value);
            json.WriteEndObject();
            long at = 0;
            foreach ((string name, string type, long[] shape) in tensors)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", type);
                json.WriteStartArray("shape");
                foreach (long side in shape) json.WriteNumberValue(side);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(at);
                at += shape.Aggregate((long)ElementBytes[type], (bytes, side) => bytes * side);
                json.WriteNumberValue(at);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        // Padded with spaces, so that the numbers lie aligned.
        while (text.WrittenCount % sizeof(long) != 0) text.Write(" "u8);
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.WrittenCount);
        stream.Write(length);
        stream.Write(text.WrittenSpan);
    }

    /// <summary>Reads the header of a file; its tensors are in it, one after another, and nothing else.</summary>
    /// <param name="stream">The file, at its beginning.</param>
    /// <param name="path">Its path, for errors.</param>
    /// <returns>The tensors, and where their bytes begin.</returns>
    /// <exception cref="Item2VecException">It is no such file, or truncated, or damaged.</exception>
    public static (Tensor[] Tensors, long Start) Read(FileStream stream, string path)
    {
        Span<byte> size = stackalloc byte[sizeof(long)];
        if (stream.ReadAtLeast(size, size.Length, throwOnEndOfStream: false) < size.Length)
            throw new Item2VecException($"{path}: is no safetensors file: it ends before its header", "the file is truncated");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(size);
        if (length > MaxLength)
            throw new Item2VecException(
                $"{path}: is no safetensors file: it begins with a header's length of {length} bytes, at most {MaxLength} are read",
                "check that the file is of this format");
        if ((long)length > stream.Length - stream.Position)
            throw new Item2VecException(
                $"{path}: the file ends inside its header, which has {length} bytes", "the file is truncated; copy it again");
        byte[] text = new byte[length];
        stream.ReadExactly(text);
        Tensor[] tensors = Parse(text, path);
        long at = 0;
        foreach (Tensor tensor in tensors.OrderBy(tensor => tensor.From).ThenBy(tensor => tensor.Bytes))
        {
            if (tensor.From != at)
                throw new Item2VecException(
                    $"{path}: tensor {tensor.Shown} begins at byte {tensor.From}, {at} was expected",
                    "the file is damaged; write it again");
            at += tensor.Bytes;
        }

        long found = stream.Length - stream.Position;
        if (at == found) return (tensors, stream.Position);
        throw new Item2VecException(
            $"{path}: the header promises {at} bytes of tensors; {found} bytes follow",
            at > found ? "the file is truncated; copy it again" : "the file is damaged; write it again");
    }

    private static Tensor[] Parse(byte[] text, string path)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
            List<Tensor> tensors = [];
            foreach (JsonProperty property in json.RootElement.EnumerateObject().Where(property => property.Name != Metadata))
                tensors.Add(Parse(property, path));
            return [.. tensors];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new Item2VecException(
                $"{path}: the header is no description of tensors ({error.Message})", "check that the file is of this format",
                ErrorCode.BadData, error);
        }
    }

    private static Tensor Parse(JsonProperty property, string path)
    {
        string type = property.Value.GetProperty("dtype").GetString() ?? throw new FormatException("a type is null");
        long[] shape = [.. property.Value.GetProperty("shape").EnumerateArray().Select(side => side.GetInt64())];
        long[] offsets = [.. property.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64())];
        if (offsets is not [>= 0 and long from, long to] || to < from || shape.Any(side => side < 0))
            throw new FormatException("a shape or an offset is negative, or there are not two offsets");
        Tensor tensor = new(property.Name, type, shape, from, to - from);
        if (!ElementBytes.TryGetValue(type, out int element)) return tensor;
        Int128 bytes = shape.Aggregate((Int128)element, (product, side) => Int128.Min(long.MaxValue, product * side));
        return bytes == tensor.Bytes
            ? tensor
            : throw new Item2VecException(
                $"{path}: tensor {tensor.Shown} needs {bytes} bytes, its offsets span {tensor.Bytes}",
                "the file is damaged; write it again");
    }
}
