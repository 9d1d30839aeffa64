using System.Buffers;

namespace Item2Vec.Embeddings.Common;

/// <summary>Writes a file atomically: next to its target, flushed to disk, renamed into place.</summary>
/// <remarks>
/// A symbolic link is followed: the file that it names is replaced, and the link stays. Permissions of a replaced file are kept.
/// </remarks>
public static class AtomicFile
{
    private const string TemporaryMark = ".tmp-";
    private const int BufferBytes = 1 << 16;

    /// <summary>Writes a file.</summary>
    /// <param name="path">The target; replaced if it exists.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="Item2VecException">The file cannot be written (<see cref="ErrorCode.CannotWrite"/>).</exception>
    public static void Write(string path, Action<FileStream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            if (IsDevice(path)) WriteDevice(path, write);
            else WriteAndRename(Resolve(path), write);
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
        try
        {
            if (IsDevice(path))
            {
                await using FileStream device = new(path, FileMode.Truncate, FileAccess.Write, FileShare.None, BufferBytes, true);
                await write(device, cancellationToken).ConfigureAwait(false);
                return;
            }

            string target = Resolve(path);
            RemoveDebris(target);
            await using Temporary temporary = new(target, FileOptions.Asynchronous);
            await write(temporary.Stream, cancellationToken).ConfigureAwait(false);
            await temporary.Stream.FlushAsync(cancellationToken).ConfigureAwait(false);
            temporary.Commit();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(path, error);
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
            string target = Resolve(path);
            Directory.CreateDirectory(Path.GetDirectoryName(target) ?? target);
            Probe(target);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(path, error);
        }
    }

    /// <summary>Deletes a file, or the file that a link names; the link stays. No file is no error.</summary>
    public static void Delete(string path)
    {
        string target = Resolve(path);
        if (File.Exists(target)) File.Delete(target);
    }

    /// <summary>Makes and deletes a file next to a path, whatever is there.</summary>
    internal static void Probe(string path)
    {
        RemoveDebris(path);
        using FileStream probe = new(
            path + TemporaryMark + UniqueName.Suffix(), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
    }

    /// <summary>The full path of a file, with symbolic links at its end followed.</summary>
    /// <exception cref="IOException">The links lead to themselves.</exception>
    internal static string Resolve(string path)
    {
        FileInfo info = new(Path.GetFullPath(path));
        return info.LinkTarget is null ? info.FullName : info.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? info.FullName;
    }

    /// <summary>Deletes temporary files that killed writers of <paramref name="path"/> left; files in use stay.</summary>
    public static void RemoveDebris(string path)
    {
        string full = Path.GetFullPath(path);
        string? parent = Path.GetDirectoryName(full);
        if (!Directory.Exists(parent)) return;
        string prefix = full + TemporaryMark;
        foreach (string piece in Directory.EnumerateFiles(parent)
            .Where(file => file.StartsWith(prefix, StringComparison.Ordinal) && UniqueName.IsSuffix(file.AsSpan(prefix.Length))))
        {
            try
            {
                // A writer holds its file locked until it has its name.
                using FileStream free = new(piece, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                File.Delete(piece);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // In use, or deleted meanwhile.
            }
        }
    }

    private static void WriteAndRename(string target, Action<FileStream> write)
    {
        RemoveDebris(target);
        using Temporary temporary = new(target, FileOptions.None);
        write(temporary.Stream);
        temporary.Commit();
    }

    private static void WriteDevice(string path, Action<FileStream> write)
    {
        using FileStream stream = new(path, FileMode.Truncate, FileAccess.Write, FileShare.None, BufferBytes);
        write(stream);
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

    /// <summary>The file next to the target; deleted unless it was committed.</summary>
    private sealed class Temporary : IDisposable, IAsyncDisposable
    {
        private readonly string path;
        private readonly string target;
        private bool committed;

        public Temporary(string target, FileOptions options)
        {
            this.target = target;
            path = target + TemporaryMark + UniqueName.Suffix();

            // Sharing deletion lets the file be renamed while it is open, so that no other writer takes it for debris.
            Stream = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.Delete, BufferBytes, options);
            if (!OperatingSystem.IsWindows() && File.Exists(target))
                File.SetUnixFileMode(Stream.SafeFileHandle, File.GetUnixFileMode(target));
        }

        public FileStream Stream { get; }

        public void Commit()
        {
            Stream.Flush(flushToDisk: true);

            // Elsewhere a reader could not open the new file while this handle has it open for writing.
            if (OperatingSystem.IsWindows()) Stream.Dispose();
            File.Move(path, target, overwrite: true);
            committed = true;
            DirectorySync.Flush(Path.GetDirectoryName(target)!);
        }

        public void Dispose()
        {
            Discard();
            Stream.Dispose();
        }

        public async ValueTask DisposeAsync()
        {
            Discard();
            await Stream.DisposeAsync().ConfigureAwait(false);
        }

        /// <summary>Before the stream is closed, which may fail on a full disk when it writes the rest of its buffer.</summary>
        private void Discard()
        {
            if (!committed && File.Exists(path)) File.Delete(path);
        }
    }
}

/// <summary>Unique names of temporary files and directories, also across processes.</summary>
internal static class UniqueName
{
    private const int Length = 8;
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    /// <summary>Eight hexadecimal digits, at least one a letter: a user's file that ends in a date is not taken for ours.</summary>
    public static string Suffix()
    {
#pragma warning disable RS0030 // The name disappears with the file; no result depends on it.
        string digits = Guid.NewGuid().ToString("N")[..Length];
#pragma warning restore RS0030
        return IsSuffix(digits) ? digits : $"{digits[..^1]}f";
    }

    /// <summary>Whether a text may come from <see cref="Suffix"/>.</summary>
    public static bool IsSuffix(ReadOnlySpan<char> text)
        => text.Length == Length && text.ContainsAnyInRange('a', 'f') && !text.ContainsAnyExcept(Digits);
}
