using System.Buffers.Binary;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Events;

/// <summary>
/// A file of an event log: a header with the id of the log, and records one after another, each behind its length and checksum. A record
/// that is not whole ends the file: it was being written when the process died.
/// </summary>
internal static class EventSegment
{
    /// <summary>Magic, version, and the id of the log.</summary>
    public const int HeaderBytes = 40;

    public const string Extension = ".log";

    /// <summary>Length and checksum.</summary>
    private const int FrameBytes = sizeof(int) + sizeof(ulong);

    private const int MaxRecordBytes = 1 << 24;
    private const int Version = 1;
    private const int IdAt = 24;

    private static ReadOnlySpan<byte> Magic => "item2vec-events\n"u8;

    public static string NameOf(int number) => number.ToString("d8", System.Globalization.CultureInfo.InvariantCulture) + Extension;

    /// <summary>The header of a file.</summary>
    public static byte[] Header(Guid log)
    {
        byte[] header = new byte[HeaderBytes];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(Magic.Length), Version);
        log.TryWriteBytes(header.AsSpan(IdAt));
        return header;
    }

    /// <summary>Appends a record with its frame.</summary>
    /// <exception cref="Item2VecException">It is too large.</exception>
    public static void Append(List<byte> bytes, LiveChange change)
    {
        int start = bytes.Count;
        bytes.AddRange(new byte[FrameBytes]);
        change.WriteTo(bytes);
        ReadOnlySpan<byte> payload = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes)[(start + FrameBytes)..];
        if (payload.Length > MaxRecordBytes)
            throw new Item2VecException($"a record of {payload.Length} bytes is too large for an event log", code: ErrorCode.Usage);
        Span<byte> frame = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes).Slice(start, FrameBytes);
        BinaryPrimitives.WriteInt32LittleEndian(frame, payload.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(frame[sizeof(int)..], XxHash64.Of(payload));
    }

    /// <summary>The id of the log that a file belongs to; null if its header is not whole.</summary>
    /// <exception cref="Item2VecException">It is another file, or a newer version wrote it.</exception>
    public static Guid? LogOf(string path)
    {
        using FileStream file = Open(path);
        return ReadHeader(file, path);
    }

    /// <summary>Reads the whole records of a file, in order.</summary>
    /// <param name="path">The file.</param>
    /// <param name="to">Where to stop at the latest.</param>
    /// <returns>Each record and where it ends.</returns>
    /// <exception cref="Item2VecException">It is another file, or a newer version wrote it.</exception>
    public static IEnumerable<(LiveChange Change, long End)> Read(string path, long to = long.MaxValue)
    {
        using FileStream file = Open(path);
        if (ReadHeader(file, path) is null) yield break;
        byte[] frame = new byte[FrameBytes];
        byte[] payload = new byte[256];
        for (long at = HeaderBytes; at < to;)
        {
            if (file.ReadAtLeast(frame, FrameBytes, throwOnEndOfStream: false) < FrameBytes) yield break;
            int length = BinaryPrimitives.ReadInt32LittleEndian(frame);
            if (length is <= 0 or > MaxRecordBytes) yield break;
            if (payload.Length < length) payload = new byte[length];
            if (file.ReadAtLeast(payload.AsSpan(0, length), length, throwOnEndOfStream: false) < length) yield break;
            if (XxHash64.Of(payload.AsSpan(0, length)) != BinaryPrimitives.ReadUInt64LittleEndian(frame.AsSpan(sizeof(int)))) yield break;
            if (LiveChange.Read(payload.AsSpan(0, length)) is not LiveChange change) yield break;
            at += FrameBytes + length;
            yield return (change, at);
        }
    }

    private static Guid? ReadHeader(FileStream file, string path)
    {
        byte[] header = new byte[HeaderBytes];
        int read = file.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false);
        if (!header.AsSpan(0, Math.Min(read, Magic.Length)).SequenceEqual(Magic[..Math.Min(read, Magic.Length)]))
            throw new Item2VecException($"{path}: is not a file of an event log", "move it away");
        if (read < HeaderBytes) return null;
        int version = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(Magic.Length));
        return version == Version
            ? new Guid(header.AsSpan(IdAt))
            : throw new Item2VecException(
                $"{path}: another version of Item2Vec wrote this event log (format {version}, this one reads {Version})",
                "update Item2Vec");
    }

    private static FileStream Open(string path)
    {
        try
        {
            return RegularFile.Open(path, FileShare.ReadWrite | FileShare.Delete, 1 << 16);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new Item2VecException($"{path}: cannot be read: {error.Message}", code: ErrorCode.InputMissing, innerException: error);
        }
    }
}
