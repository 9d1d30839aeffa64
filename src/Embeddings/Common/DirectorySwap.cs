namespace Item2Vec.Embeddings.Common;

/// <summary>Puts a directory in place as a whole, and mends what a crash left behind.</summary>
/// <remarks>
/// A directory D is written as <c>D.tmp-*</c>, then D becomes <c>D.old-*</c>, then <c>D.tmp-*</c> becomes D, then <c>D.old-*</c> is deleted.
/// A directory that is being written holds a locked file, so that another process can tell work from debris. Between the two renames
/// there is no D for an instant; after a crash just then <see cref="Find"/> finds the piece and <see cref="Recover"/> puts it into place.
/// </remarks>
internal static class DirectorySwap
{
    private const string LockFile = ".writing";

    /// <summary>Writes and swaps in a directory.</summary>
    /// <param name="directory">The target, as <see cref="Normalize"/> gives it.</param>
    /// <param name="mark">The file that a complete directory holds; <paramref name="write"/> writes it last.</param>
    /// <param name="write">Fills the directory whose path it is given.</param>
    public static void Write(string directory, string mark, Action<string> write)
    {
        Directory.CreateDirectory(Parent(directory));
        Recover(directory, mark);
        string temporary = $"{directory}.tmp-{UniqueName.Suffix()}";
        Directory.CreateDirectory(temporary);
        try
        {
            using FileStream working = new(Path.Combine(temporary, LockFile), FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            write(temporary);
        }
        catch
        {
            TryDelete(temporary);
            throw;
        }

        Swap(directory, temporary);
    }

    /// <summary>Where the content of a directory is: itself, or after a crash between the renames the piece beside it; null when nowhere.</summary>
    public static string? Find(string directory, string mark)
    {
        if (Directory.Exists(directory) || File.Exists(directory)) return directory;
        return Pieces(directory, "tmp").Concat(Pieces(directory, "old")).FirstOrDefault(piece => IsComplete(piece, mark));
    }

    /// <summary>Deletes what crashes left, and puts a complete piece into place when there is no directory.</summary>
    public static void Recover(string directory, string mark)
    {
        foreach (string piece in Pieces(directory, "tmp").Where(IsAbandoned)) TryDelete(piece);
        if (Find(directory, mark) is string found && found != directory) Directory.Move(found, directory);
        if (File.Exists(Path.Combine(directory, mark)))
            foreach (string piece in Pieces(directory, "old")) TryDelete(piece);
    }

    /// <summary>A full path without a trailing separator, behind symbolic links.</summary>
    public static string Normalize(string directory)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        DirectoryInfo info = new(full);
        return info.LinkTarget is null ? full : info.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? full;
    }

    public static string Parent(string directory) => Path.GetDirectoryName(directory) ?? directory;

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
                $"{directory}: cannot be replaced: {error.Message}", $"nothing is lost: the new content is in {temporary}", ErrorCode.CannotWrite, error);
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

    private static bool IsComplete(string piece, string mark) => File.Exists(Path.Combine(piece, mark)) && !File.Exists(Path.Combine(piece, LockFile));

    /// <summary>Whether nobody holds the lock of a directory that was being written.</summary>
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
            // Somebody else deletes it, or may not: the next swap tries again.
        }
    }
}
