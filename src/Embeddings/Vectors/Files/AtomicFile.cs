namespace Item2Vec.Embeddings.Files;

/// <summary>Writes a file so that it is there as a whole or not at all: beside its target, flushed to disk, renamed into place.</summary>
internal static class AtomicFile
{
    /// <summary>Writes a file.</summary>
    /// <param name="path">The target; replaced when it exists.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="Item2VecException">The file cannot be written.</exception>
    public static void Write(string path, Action<FileStream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            if (IsDevice(path)) WriteTo(path, FileMode.Truncate, write);
            else WriteAndRename(path, write);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new Item2VecException(
                $"{path}: cannot be written: {error.Message}", "choose another path, or check its rights and the space on the disk", ErrorCode.CannotWrite, error);
        }
    }

    private static void WriteAndRename(string path, Action<FileStream> write)
    {
        string temporary = $"{path}.tmp-{UniqueName.Suffix()}";
        try
        {
            WriteTo(temporary, FileMode.CreateNew, write);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static void WriteTo(string path, FileMode mode, Action<FileStream> write)
    {
        using FileStream stream = new(path, mode, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
        write(stream);
        if (mode == FileMode.CreateNew) stream.Flush(flushToDisk: true);
    }

    /// <summary>/dev/stdout and its like are written as they are: a rename would replace the device.</summary>
    private static bool IsDevice(string path)
    {
        if (OperatingSystem.IsWindows()) return false;
        string full = Path.GetFullPath(path);
        bool special = full.StartsWith("/dev/", StringComparison.Ordinal) || full.StartsWith("/proc/", StringComparison.Ordinal);
        return special && !full.StartsWith("/dev/shm/", StringComparison.Ordinal) && File.Exists(full);
    }
}
