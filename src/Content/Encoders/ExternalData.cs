using System.Text;

namespace Item2Vec.Content.Encoders;

/// <summary>The files beside an ONNX file that hold weights of it (<c>TensorProto.external_data</c>).</summary>
internal static class ExternalData
{
    /// <summary>The longest path that is looked for.</summary>
    private const int MaxPathLength = 1024;

    /// <summary>A <c>StringStringEntryProto</c> with the key "location" up to the length of its value.</summary>
    private static readonly byte[] Key = [0x0A, 8, .. "location"u8, 0x12];

    /// <summary>The files that are there, each once, in the order of their names.</summary>
    /// <remarks>The bytes are searched for the entry instead of being parsed: tensors hide in subgraphs and attributes too, and a name that stands there by chance is no file.</remarks>
    public static IReadOnlyList<string> FilesOf(string encoder)
    {
        string directory = Path.GetDirectoryName(Path.GetFullPath(encoder))!;
        SortedSet<string> files = new(StringComparer.Ordinal);
        using FileStream file = File.OpenRead(encoder);
        byte[] buffer = new byte[1 << 20];
        for (int kept = 0, read; (read = file.ReadAtLeast(buffer.AsSpan(kept), 1, throwOnEndOfStream: false)) > 0;)
        {
            ReadOnlySpan<byte> bytes = buffer.AsSpan(0, kept + read);
            for (int at = 0; bytes[at..].IndexOf(Key) is >= 0 and int next; at += next + Key.Length)
                if (Value(bytes[(at + next + Key.Length)..]) is string name && Path.Combine(directory, name) is string path && File.Exists(path)) files.Add(path);

            // What began in this part may end in the next.
            kept = Math.Min(bytes.Length, Key.Length + 2 + MaxPathLength);
            bytes[^kept..].CopyTo(buffer);
        }

        return [.. files];
    }

    /// <summary>The text that a length of one or two bytes (a varint) stands before.</summary>
    private static string? Value(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 2) return null;
        int lengthBytes = bytes[0] < 128 ? 1 : 2;
        int length = lengthBytes == 1 ? bytes[0] : (bytes[0] & 127) | (bytes[1] << 7);
        return length <= MaxPathLength && length <= bytes.Length - lengthBytes ? Encoding.UTF8.GetString(bytes.Slice(lengthBytes, length)) : null;
    }
}
