using Item2Vec.Embeddings.Common;

namespace Item2Vec.Embeddings.Formats;

/// <summary>Opens the files that formats read.</summary>
internal static class VectorInput
{
    /// <summary>Reads an open file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="read">Reads it.</param>
    /// <param name="bufferSize">The size of the stream's buffer; 1 for none.</param>
    /// <exception cref="Item2VecException">It cannot be opened or read.</exception>
    public static T Read<T>(string path, Func<FileStream, T> read, int bufferSize = 1)
    {
        try
        {
            using FileStream file = RegularFile.Open(path, FileShare.Read | FileShare.Delete, bufferSize);
            return read(file);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or InvalidDataException or IOException)
        {
            bool broken = error is InvalidDataException;
            throw new Item2VecException(
                $"{path}: cannot be read: {error.Message}", null, broken ? ErrorCode.BadData : ErrorCode.InputMissing, error);
        }
    }
}
