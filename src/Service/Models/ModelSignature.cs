using System.Buffers.Binary;
using Item2Vec.Embeddings;
using Item2Vec.Embeddings.Files;

namespace Item2Vec.Service;

/// <summary>What tells a model on disk from the one before: sizes, times, and the checksum in the header of the vectors, which covers all their data.</summary>
internal readonly record struct ModelSignature(ulong Checksum, long Bytes, DateTime Written, long InfoBytes, DateTime InfoWritten)
{
    private const int ChecksumAt = 24;

    /// <summary>The signature of what is there now, or null when there is nothing, as for an instant while directories are renamed.</summary>
    public static ModelSignature? Of(string path)
    {
        try
        {
            bool isDirectory = Directory.Exists(path);
            FileInfo info = new(isDirectory ? Path.Combine(path, ModelDirectory.InfoFile) : path);
            string vectors = isDirectory ? Path.Combine(path, ModelDirectory.VectorsFile) : path;
            using FileStream file = new(vectors, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            Span<byte> header = stackalloc byte[FileHeader.Bytes];
            header.Clear();
            file.ReadAtLeast(header, FileHeader.Bytes, throwOnEndOfStream: false);
            return new ModelSignature(
                BinaryPrimitives.ReadUInt64LittleEndian(header[ChecksumAt..]), file.Length, File.GetLastWriteTimeUtc(file.SafeFileHandle), info.Length, info.LastWriteTimeUtc);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
