namespace Item2Vec.Embeddings.Common;

/// <summary>Writes a file atomically: next to its target, flushed to disk, renamed into place.</summary>
public static class AtomicFile
{
    private const string TemporaryMark = ".tmp-";

    /// <summary>Writes a file.</summary>
    /// <param name="path">The target; replaced if it exists.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="Item2VecException">The file cannot be written (<see cref="ErrorCode.CannotWrite"/>).</exception>
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
            throw CannotWrite(path, error);
        }
    }

    /// <inheritdoc cref="Write"/>
    /// <param name="path">The target; replaced when it exists.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="cancellationToken">Stops the writing; what was at the target stays.</param>
    internal static async Task WriteAsync(string path, Func<FileStream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        bool isDevice = IsDevice(path);
        string target = isDevice ? path : path + TemporaryMark + UniqueName.Suffix();
        try
        {
            FileMode mode = isDevice ? FileMode.Truncate : FileMode.CreateNew;
            await using (FileStream stream = new(
                target, mode, FileAccess.Write, FileShare.None, bufferSize: 1 << 16, FileOptions.Asynchronous))
            {
                await write(stream, cancellationToken).ConfigureAwait(false);
                await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
                if (!isDevice) stream.Flush(flushToDisk: true);
            }

            if (!isDevice) File.Move(target, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Discard();
            throw CannotWrite(path, error);
        }
        catch
        {
            Discard();
            throw;
        }

        void Discard()
        {
            if (!isDevice && File.Exists(target)) File.Delete(target);
        }
    }

    /// <summary>Creates the directory of a file if needed, and checks that <see cref="Write"/> will be able to write there.</summary>
    /// <exception cref="Item2VecException">The file cannot be written (<see cref="ErrorCode.CannotWrite"/>).</exception>
    public static void EnsureWritable(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            if (IsDevice(path)) return;
            if (Directory.Exists(path)) throw new IOException("it is a directory");
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path)) ?? path);
            using FileStream probe = new(
                path + TemporaryMark + UniqueName.Suffix(), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1,
                FileOptions.DeleteOnClose);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(path, error);
        }
    }

    /// <summary>Deletes temporary files that killed writers of <paramref name="path"/> left; files in use stay.</summary>
    public static void RemoveDebris(string path)
    {
        string full = Path.GetFullPath(path);
        string? parent = Path.GetDirectoryName(full);
        if (!Directory.Exists(parent)) return;
        string prefix = full + TemporaryMark;
        foreach (string piece in Directory.EnumerateFiles(parent).Where(file => file.StartsWith(prefix, StringComparison.Ordinal)))
        {
            try
            {
                // A writer holds its file locked.
                using (FileStream free = new(piece, FileMode.Open, FileAccess.ReadWrite, FileShare.None)) free.SetLength(0);
                File.Delete(piece);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // In use, or deleted meanwhile.
            }
        }
    }

    private static void WriteAndRename(string path, Action<FileStream> write)
    {
        string temporary = path + TemporaryMark + UniqueName.Suffix();
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

    private static Item2VecException CannotWrite(string path, Exception error) => new(
        $"{path}: cannot be written: {error.Message}", "choose another path, or check its rights and the space on the disk",
        ErrorCode.CannotWrite, error);

    /// <summary>/dev/stdout and the like are written directly: a rename would replace the device.</summary>
    private static bool IsDevice(string path)
    {
        if (OperatingSystem.IsWindows()) return false;
        string full = Path.GetFullPath(path);
        bool special = full.StartsWith("/dev/", StringComparison.Ordinal) || full.StartsWith("/proc/", StringComparison.Ordinal);
        return special && !full.StartsWith("/dev/shm/", StringComparison.Ordinal) && File.Exists(full);
    }
}

/// <summary>Unique names of temporary files and directories, also across processes.</summary>
internal static class UniqueName
{
#pragma warning disable RS0030 // The name disappears with the file; no result depends on it.
    /// <summary>Eight hexadecimal digits.</summary>
    public static string Suffix() => Guid.NewGuid().ToString("N")[..8];
#pragma warning restore RS0030
}
