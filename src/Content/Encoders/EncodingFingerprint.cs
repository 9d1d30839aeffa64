using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Item2Vec.Content.Options;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Content.Encoders;

/// <summary>
/// A hash of everything that the vectors of an encoding depend on, so that no run is resumed with another encoder or
/// other content.
/// </summary>
internal static class EncodingFingerprint
{
    /// <param name="content">The content.</param>
    /// <param name="rows">The rows to encode.</param>
    /// <param name="encoder">The encoder; its external data files and its vocabulary count too.</param>
    /// <param name="options">The options.</param>
    public static ulong Of(ContentSource content, int[] rows, string encoder, EncoderOptions options)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        AddFile(hash, encoder);
        foreach (string data in ExternalData.FilesOf(encoder)) AddFile(hash, data);
        if (content.Kind == ContentKind.Text) AddFile(hash, EncoderOptions.VocabularyPath(encoder, options));
        foreach (int row in rows)
        {
            hash.AppendData(content.Items.Utf8(row));
            hash.AppendData([0]);
            AddText(hash, content.Values[row]!);
            if (content.Kind == ContentKind.Image) AddText(hash, Stamp(Path.Combine(content.Directory, content.Values[row]!)));
        }

        // Threads and resuming do not change the vectors, and a run may be resumed with unreadable items skipped.
        EncoderOptions same = options with { Threads = 0, Resume = false, SkipUnreadable = false, ImageMean = [], ImageDeviation = [] };
        AddText(hash, $"{content.Kind} {same} {string.Join(' ', options.ImageMean)} {string.Join(' ', options.ImageDeviation)}");
        return BinaryPrimitives.ReadUInt64LittleEndian(hash.GetHashAndReset());
    }

    private static void AddText(IncrementalHash hash, string text)
    {
        hash.AppendData(MemoryMarshal.AsBytes(text.AsSpan()));
        hash.AppendData([0, 0]);
    }

    /// <summary>The bytes of a file; none if it is missing, which the encoding reports itself if it needs it.</summary>
    private static void AddFile(IncrementalHash hash, string path)
    {
        if (!File.Exists(path)) return;
        using FileStream file = RegularFile.Open(path);
        byte[] buffer = new byte[1 << 20];
        for (int read; (read = file.Read(buffer)) > 0;) hash.AppendData(buffer.AsSpan(0, read));
        AddText(hash, string.Empty);
    }

    /// <summary>Size and time of an image: reading all of them twice would take as long as much of the work.</summary>
    private static string Stamp(string path)
        => File.Exists(path) && new FileInfo(path) is FileInfo file
            ? string.Create(CultureInfo.InvariantCulture, $"{file.Length} {file.LastWriteTimeUtc.Ticks}") : string.Empty;
}

/// <summary>The external weight files of an ONNX file (<c>TensorProto.external_data</c>).</summary>
internal static class ExternalData
{
    /// <summary>Maximum length of a path.</summary>
    private const int MaxPathLength = 1024;

    /// <summary>A <c>StringStringEntryProto</c> with the key "location" up to the length of its value.</summary>
    private static readonly byte[] Key = [0x0A, 8, .. "location"u8, 0x12];

    /// <summary>The existing files, without duplicates, in name order.</summary>
    /// <remarks>
    /// The bytes are searched for the entry instead of being parsed: tensors are in subgraphs and attributes too, and a name that occurs
    /// by chance is not a file.
    /// </remarks>
    public static IReadOnlyList<string> FilesOf(string encoder)
    {
        string directory = Path.GetDirectoryName(Path.GetFullPath(encoder))!;
        SortedSet<string> files = new(StringComparer.Ordinal);
        using FileStream file = RegularFile.Open(encoder);
        byte[] buffer = new byte[1 << 20];
        for (int kept = 0, read; (read = file.ReadAtLeast(buffer.AsSpan(kept), 1, throwOnEndOfStream: false)) > 0;)
        {
            ReadOnlySpan<byte> bytes = buffer.AsSpan(0, kept + read);
            for (int at = 0; bytes[at..].IndexOf(Key) is >= 0 and int next; at += next + Key.Length)
                if (Value(bytes[(at + next + Key.Length)..]) is string name && Path.Combine(directory, name) is string path
                    && File.Exists(path)) files.Add(path);

            // An entry may continue in the next part.
            kept = Math.Min(bytes.Length, Key.Length + 2 + MaxPathLength);
            bytes[^kept..].CopyTo(buffer);
        }

        return [.. files];
    }

    /// <summary>The text after a length of one or two bytes (a varint).</summary>
    private static string? Value(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 2) return null;
        int lengthBytes = bytes[0] < 128 ? 1 : 2;
        int length = lengthBytes == 1 ? bytes[0] : (bytes[0] & 127) | (bytes[1] << 7);
        return length <= MaxPathLength && length <= bytes.Length - lengthBytes
            ? Encoding.UTF8.GetString(bytes.Slice(lengthBytes, length)) : null;
    }
}
