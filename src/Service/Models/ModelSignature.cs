using System.Buffers.Binary;
using System.Globalization;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Files;

namespace Item2Vec.Service.Models;

/// <summary>
/// Identifies a model on disk: for each of its files the name, size and time, and the checksum in the header of a vector
/// file, which covers all its data.
/// </summary>
/// <param name="Files">The files in name order; unreadable files are included, so that a change of that is
/// detected.</param>
internal sealed record ModelSignature(string Files)
{
    private const string Unreadable = "unreadable";
    private const string VectorsExtension = ".i2v";
    private const int ChecksumAt = 24;

    /// <summary>
    /// The signature of the current model, or null if there is none, as for a moment while directories are renamed.
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

    /// <summary>The attributes set in a model, which are read again alone; empty if there are none.</summary>
    public static string OfAttributes(string model)
    {
        string path = Path.Combine(model, ModelAttributes.File);
        try
        {
            return File.Exists(path) ? OfFile(path) : string.Empty;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }

    /// <summary>
    /// All files that vectors and graphs are opened from: <c>model.json</c> and the vector files, without the attributes set since.
    /// </summary>
    private static IEnumerable<string> FilesOf(string directory)
        => Directory.EnumerateFiles(directory)
            .Where(file => Path.GetExtension(file) == VectorsExtension || Path.GetFileName(file) == ModelDirectory.InfoFile)
            .Where(file => Path.GetFileName(file) != ModelAttributes.File)
            .Order(StringComparer.Ordinal);

    private static string OfFile(string path)
    {
        FileInfo file = new(path);
        return string.Create(CultureInfo.InvariantCulture, $"{file.Name} {file.Length} {file.LastWriteTimeUtc.Ticks} {Checksum(file)}");
    }

    private static string Checksum(FileInfo file)
    {
        if (file.Length == 0) return "empty";
        try
        {
            using FileStream stream = RegularFile.Open(file.FullName, bufferSize: 0);
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
