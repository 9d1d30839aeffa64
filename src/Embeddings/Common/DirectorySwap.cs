namespace Item2Vec.Embeddings.Common;

/// <summary>Replaces a directory as a whole, and recovers from crashes.</summary>
/// <remarks>
/// A directory D is written as <c>D.tmp-*</c>, then D becomes <c>D.old-*</c>, then <c>D.tmp-*</c> becomes D, then <c>D.old-*</c> is
/// deleted. A directory that is being written holds a locked file, so that another process can tell active work from leftovers. Between the
/// two renames there is no D for a moment; after a crash in that moment <see cref="Find"/> finds the complete copy and
/// <see cref="Recover"/> moves it into place.
/// </remarks>
internal static class DirectorySwap
{
    private const string LockFile = ".writing";

    /// <summary>Writes and swaps in a directory.</summary>
    /// <param name="directory">The target, from <see cref="Normalize"/>.</param>
    /// <param name="mark">The file of a complete directory; <paramref name="write"/> writes it last.</param>
    /// <param name="write">Fills the directory at the given path.</param>
    public static void Write(string directory, string mark, Action<string> write)
    {
        string temporary = Begin(directory, mark);
        try
        {
            using FileStream working = Lock(temporary);
            write(temporary);
        }
        catch
        {
            TryDelete(temporary);
            throw;
        }

        Swap(directory, temporary);
    }

    /// <inheritdoc cref="Write"/>
    public static async Task WriteAsync(string directory, string mark, Func<string, Task> write)
    {
        string temporary = Begin(directory, mark);
        try
        {
            using FileStream working = Lock(temporary);
            await write(temporary).ConfigureAwait(false);
        }
        catch
        {
            TryDelete(temporary);
            throw;
        }

        Swap(directory, temporary);
    }

    /// <summary>
    /// The directory that holds the content: itself, or after a crash between the renames the complete copy; null if there is none.
    /// </summary>
    public static string? Find(string directory, string mark)
    {
        if (Directory.Exists(directory) || File.Exists(directory)) return directory;
        return Pieces(directory, "tmp").Concat(Pieces(directory, "old")).FirstOrDefault(piece => IsComplete(piece, mark));
    }

    /// <summary>Deletes leftovers of crashes, and moves a complete copy into place if there is no directory.</summary>
    public static void Recover(string directory, string mark)
    {
        foreach (string piece in Pieces(directory, "tmp").Where(IsAbandoned)) TryDelete(piece);
        if (Find(directory, mark) is string found && found != directory) Directory.Move(found, directory);
        if (File.Exists(Path.Combine(directory, mark)))
            foreach (string piece in Pieces(directory, "old")) TryDelete(piece);
    }

    /// <summary>A full path without a trailing separator, with symbolic links resolved.</summary>
    public static string Normalize(string directory)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        DirectoryInfo info = new(full);
        return info.LinkTarget is null ? full : info.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? full;
    }

    public static string Parent(string directory) => Path.GetDirectoryName(directory) ?? directory;

    /// <summary>Creates the directory to be filled.</summary>
    private static string Begin(string directory, string mark)
    {
        Directory.CreateDirectory(Parent(directory));
        Recover(directory, mark);
        string temporary = $"{directory}.tmp-{UniqueName.Suffix()}";
        Directory.CreateDirectory(temporary);
        return temporary;
    }

    private static FileStream Lock(string temporary)
        => new(Path.Combine(temporary, LockFile), FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);

    private static void Swap(string directory, string temporary)
    {
        string old = $"{directory}.old-{UniqueName.Suffix()}";
        bool replaced = Directory.Exists(directory);
        try
        {
            if (replaced) Directory.Move(directory, old);
            Directory.Move(temporary, directory);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (!Directory.Exists(directory) && Directory.Exists(old)) Directory.Move(old, directory);
            throw new Item2VecException(
                $"{directory}: cannot be replaced: {error.Message}", $"nothing is lost: the new content is in {temporary}",
                ErrorCode.CannotWrite, error);
        }

        if (replaced) TryDelete(old);
    }

    private static string[] Pieces(string directory, string kind)
    {
        string parent = Parent(directory);
        if (!Directory.Exists(parent)) return [];
        string prefix = $"{directory}.{kind}-";
        return [.. Directory.EnumerateDirectories(parent)
            .Where(path => path.StartsWith(prefix, StringComparison.Ordinal) && path.Length == prefix.Length + 8)
            .Order(StringComparer.Ordinal)];
    }

    private static bool IsComplete(string piece, string mark)
        => File.Exists(Path.Combine(piece, mark)) && !File.Exists(Path.Combine(piece, LockFile));

    /// <summary>Whether the lock of a directory that was being written is free.</summary>
    private static bool IsAbandoned(string piece)
    {
        string path = Path.Combine(piece, LockFile);
        if (!File.Exists(path)) return false;
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void TryDelete(string directory)
    {
        try
        {
            Directory.Delete(directory, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Another process deletes it, or it is not permitted: the next swap tries again.
        }
    }
}
