using System.Buffers.Binary;
using System.Globalization;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Files;

namespace Item2Vec.Service.Models;

/// <summary>
/// What tells a model on disk from the one before: of each of its files the name, size and time, and the checksum in a file of vectors'
/// header, which covers all its data.
/// </summary>
/// <param name="Files">The files in the order of their names; what cannot be read is part of it, so that it is looked at again when that
/// changes.</param>
internal sealed record ModelSignature(string Files)
{
    private const string Unreadable = "unreadable";
    private const string VectorsExtension = ".i2v";
    private const int ChecksumAt = 24;

    /// <summary>
    /// The signature of what is there now, or null when there is nothing, as for an instant while directories are renamed.
    /// </summary>
    public static ModelSignature? Of(string path)
    {
        try
        {
            if (File.Exists(path)) return new ModelSignature(OfFile(path));
            return Directory.Exists(path) ? new ModelSignature(string.Join('\n', FilesOf(path).Select(OfFile))) : null;
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return new ModelSignature(Unreadable);
        }
    }

    /// <summary>All that a model is opened from: <c>model.json</c>, the items' vectors and those beside them.</summary>
    private static IEnumerable<string> FilesOf(string directory)
        => Directory.EnumerateFiles(directory)
            .Where(file => Path.GetExtension(file) == VectorsExtension || Path.GetFileName(file) == ModelDirectory.InfoFile)
            .Order(StringComparer.Ordinal);

    private static string OfFile(string path)
    {
        FileInfo file = new(path);
        return string.Create(CultureInfo.InvariantCulture, $"{file.Name} {file.Length} {file.LastWriteTimeUtc.Ticks} {Checksum(file)}");
    }

    private static string Checksum(FileInfo file)
    {
        // A pipe that somebody has put there has no bytes, and opening it would wait for a writer.
        if (file.Length == 0) return "empty";
        try
        {
            using FileStream stream = new(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete,
                bufferSize: 0);
            if (file.Extension != VectorsExtension) return "readable";
            Span<byte> header = stackalloc byte[FileHeader.Bytes];
            header.Clear();
            stream.ReadAtLeast(header, FileHeader.Bytes, throwOnEndOfStream: false);
            return BinaryPrimitives.ReadUInt64LittleEndian(header[ChecksumAt..]).ToString("x16", CultureInfo.InvariantCulture);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return Unreadable;
        }
    }
}
