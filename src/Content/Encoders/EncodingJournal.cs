using System.Runtime.InteropServices;
using Item2Vec.Content.Options;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Content.Encoders;

/// <summary>
/// Finished batches on disk, so that an interrupted run loses little: records are appended, and a truncated one is ignored.
/// </summary>
/// <remarks>
/// Little-endian: the magic <c>I2VENC01</c> and the fingerprint of the work; then for each batch its number, its items and dimensions
/// (int32 each), the XXH64 of what follows, and the vectors as float32. Not thread-safe.
/// </remarks>
internal sealed class EncodingJournal : IDisposable
{
    private const ulong Mark = 0x3130434e45563249;
    private const int HeadBytes = 16;
    private readonly string path;
    private readonly FileStream file;

    private EncodingJournal(string path, FileStream file) => (this.path, this.file) = (path, file);

    /// <summary>Opens a journal.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fingerprint">Identifies the work; a journal of other work is restarted.</param>
    /// <param name="resume">Whether to keep its contents.</param>
    /// <exception cref="Item2VecException">It cannot be written, or <paramref name="resume"/> is set and it belongs to other
    /// work.</exception>
    public static EncodingJournal Open(string path, ulong fingerprint, bool resume)
    {
        try
        {
            FileStream file = new(path, resume ? FileMode.OpenOrCreate : FileMode.Create, FileAccess.ReadWrite, FileShare.None,
                bufferSize: 0);
            EncodingJournal journal = new(path, file);
            ulong[] head = new ulong[2];
            if (file.Length >= HeadBytes)
            {
                file.ReadExactly(MemoryMarshal.AsBytes(head.AsSpan()));
                if (head[0] == Mark && head[1] == fingerprint) return journal;
                file.Dispose();
                throw new Item2VecException(
                    $"{path}: is the interrupted work of another encoder, other options or other items",
                        "start anew without Resume, or with what it was begun with") { Option = nameof(EncoderOptions.Resume) };
            }

            (head[0], head[1]) = (Mark, fingerprint);
            file.SetLength(0);
            file.Write(MemoryMarshal.AsBytes(head.AsSpan()));
            return journal;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(path, error);
        }
    }

    /// <summary>Reads the complete batches and truncates the rest.</summary>
    public IEnumerable<(int Batch, float[][] Vectors)> Read()
    {
        file.Position = HeadBytes;
        while (true)
        {
            long begin = file.Position;
            (int Batch, float[][] Vectors)? record = Next();
            if (record is null)
            {
                file.SetLength(begin);
                file.Position = begin;
                yield break;
            }

            yield return record.Value;
        }
    }

    /// <summary>Adds a batch.</summary>
    public void Append(int batch, float[][] vectors)
    {
        float[] numbers = [.. vectors.SelectMany(vector => vector)];
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(numbers.AsSpan());
        Span<int> head = [batch, vectors.Length, vectors[0].Length, 0];
        Span<ulong> sum = [XxHash64.Of(bytes)];
        try
        {
            file.Write(MemoryMarshal.AsBytes(head));
            file.Write(MemoryMarshal.AsBytes(sum));
            file.Write(bytes);
            file.Flush();
        }
        catch (IOException error)
        {
            throw Unwritable(path, error);
        }
    }

    public void Dispose() => file.Dispose();

    private static Item2VecException Unwritable(string path, Exception error)
        => new($"{path}: cannot be written: {error.Message}", "make room or choose another path, or check its rights",
            ErrorCode.CannotWrite, error);

    private (int Batch, float[][] Vectors)? Next()
    {
        int[] head = new int[4];
        ulong[] sum = new ulong[1];
        if (!Fill(MemoryMarshal.AsBytes(head.AsSpan())) || !Fill(MemoryMarshal.AsBytes(sum.AsSpan()))) return null;
        long length = (long)head[1] * head[2];
        if (head[1] <= 0 || head[2] <= 0 || length * sizeof(float) > file.Length - file.Position) return null;
        float[] numbers = new float[length];
        if (!Fill(MemoryMarshal.AsBytes(numbers.AsSpan())) || XxHash64.Of(MemoryMarshal.AsBytes(numbers.AsSpan())) != sum[0]) return null;
        return (head[0], [.. numbers.Chunk(head[2])]);
    }

    private bool Fill(Span<byte> bytes) => file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length;
}
