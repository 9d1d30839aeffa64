namespace Item2Vec.Embeddings.Common;

/// <summary>Replaces a directory as a whole, and recovers from crashes.</summary>
/// <remarks>
/// A directory D is written as <c>D.tmp-*</c>, which holds a locked file meanwhile, so that another process can tell active work from
/// leftovers. Then, one process at a time (<see cref="SwapLock"/>):
/// <list type="number">
/// <item><c>D.swap</c> records which directories take part and which files of D may be deleted.</item>
/// <item>D becomes <c>D.old-*</c>, then <c>D.tmp-*</c> becomes D.</item>
/// <item>Files of <c>D.old-*</c> that are not the swap's own move into D; its own are deleted, the mark first.</item>
/// <item><c>D.swap</c> is deleted.</item>
/// </list>
/// Between the two renames there is no D for a moment; after a crash in that moment <see cref="Find"/> finds a complete copy. Each write
/// begins with a recovery, so leftovers of two crashes never meet: only what <c>D.swap</c> names is taken or deleted.
/// </remarks>
internal static class DirectorySwap
{
    private const string LockFile = ".writing";

    /// <summary>Writes and swaps in a directory.</summary>
    /// <param name="directory">The target, from <see cref="Normalize"/>.</param>
    /// <param name="mark">The file of a complete directory; <paramref name="write"/> writes it last.</param>
    /// <param name="ownFiles">The files of an existing directory that the new one replaces, the mark among them; throws if it must not be
    /// replaced. All others are carried over.</param>
    /// <param name="write">Fills the directory at the given path.</param>
    public static void Write(string directory, string mark, Func<string, IReadOnlyList<string>> ownFiles, Action<string> write)
    {
        Directory.CreateDirectory(Parent(directory));
        string temporary = $"{directory}.tmp-{UniqueName.Suffix()}";
        try
        {
            using FileStream working = Begin(directory, temporary, mark);
            write(temporary);
            Place(directory, temporary, mark, ownFiles, working);
        }
        catch (Exception) when (IsUnfinished(temporary, mark))
        {
            TryDelete(temporary);
            throw;
        }
    }

    /// <inheritdoc cref="Write"/>
    public static async Task WriteAsync(
        string directory, string mark, Func<string, IReadOnlyList<string>> ownFiles, Func<string, Task> write)
    {
        Directory.CreateDirectory(Parent(directory));
        string temporary = $"{directory}.tmp-{UniqueName.Suffix()}";
        try
        {
            using FileStream working = Begin(directory, temporary, mark);
            await write(temporary).ConfigureAwait(false);
            Place(directory, temporary, mark, ownFiles, working);
        }
        catch (Exception) when (IsUnfinished(temporary, mark))
        {
            TryDelete(temporary);
            throw;
        }
    }

    /// <summary>
    /// The directory that holds the content: itself, or after a crash between the renames a complete copy, first one that was in place;
    /// null if there is none.
    /// </summary>
    public static string? Find(string directory, string mark)
    {
        if (Directory.Exists(directory) || File.Exists(directory)) return directory;
        if (SwapLock.Peek(directory) is SwapRecord swap)
            return new[] { swap.Old(directory), swap.New(directory) }.FirstOrDefault(piece => IsComplete(piece, mark));
        return Pieces(directory, "old").Concat(Pieces(directory, "tmp")).FirstOrDefault(piece => IsComplete(piece, mark));
    }

    /// <summary>Does something while no other process replaces the directory, after a recovery.</summary>
    public static void WhileInPlace(string directory, string mark, Action action)
    {
        using SwapLock swap = SwapLock.Take(directory);
        Recover(directory, mark, swap);
        action();
    }

    /// <summary>Deletes leftovers of crashes, and moves a complete copy into place if there is no directory.</summary>
    public static void Recover(string directory, string mark)
    {
        if (!Directory.Exists(Parent(directory))) return;
        using SwapLock swap = SwapLock.Take(directory);
        Recover(directory, mark, swap);
    }

    /// <summary>A full path without a trailing separator, with symbolic links resolved.</summary>
    public static string Normalize(string directory)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        DirectoryInfo info = new(full);
        return info.LinkTarget is null ? full : info.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? full;
    }

    public static string Parent(string directory) => Path.GetDirectoryName(directory) ?? directory;

    /// <summary>Whether a directory is one that cannot be renamed because a file system is mounted there.</summary>
    public static bool IsMountPoint(string directory)
        => OperatingSystem.IsLinux() && File.Exists("/proc/self/mountinfo")
            && File.ReadLines("/proc/self/mountinfo").Any(line =>
                line.Split(' ') is { Length: > 4 } fields && fields[4] == directory.Replace(" ", "\\040", StringComparison.Ordinal));

    private static bool IsUnfinished(string temporary, string mark)
        => File.Exists(Path.Combine(temporary, LockFile)) || !File.Exists(Path.Combine(temporary, mark));

    private static void Place(
        string directory, string temporary, string mark, Func<string, IReadOnlyList<string>> ownFiles, FileStream working)
    {
        KeepPermissions(directory, temporary);
        DirectorySync.Flush(temporary);
        using SwapLock swap = SwapLock.Take(directory);
        Recover(directory, mark, swap);
        Commit(directory, temporary, mark, ownFiles, swap, working);
    }

    private static void Recover(string directory, string mark, SwapLock swap)
    {
        foreach (string piece in Pieces(directory, "tmp").Where(IsAbandoned)) TryDelete(piece);
        if (swap.Interrupted is not null) Finish(directory, mark, swap, swap.Interrupted);
        if (!Directory.Exists(directory) && Find(directory, mark) is string found) Move(found, directory);

        // Made and not yet locked, or all but deleted, by a process that was killed: both happen under the lock that is held here.
        foreach (string piece in Pieces(directory, "tmp").Concat(Pieces(directory, "old"))) TryDeleteEmpty(piece);
    }

    /// <summary>Completes a swap whose process died: the new directory is complete, or the record would not be there.</summary>
    private static void Finish(string directory, string mark, SwapLock swap, SwapRecord record)
    {
        string old = record.Old(directory), made = record.New(directory);

        // Somebody has put another directory in place since then: nothing here is debris.
        if (Directory.Exists(directory) && Directory.Exists(old) && Directory.Exists(made)) return;
        if (!Directory.Exists(directory))
        {
            if (IsComplete(made, mark)) Move(made, directory);
            else if (IsComplete(old, mark)) Move(old, directory);
            else return;
        }

        // Never in place, and what is in place is what it would have replaced.
        TryDelete(made, mark);
        Discard(old, directory, mark, record.OwnFiles, swap);
    }

    private static void Commit(
        string directory, string temporary, string mark, Func<string, IReadOnlyList<string>> ownFiles, SwapLock swap, FileStream working)
    {
        bool replaced = Directory.Exists(directory);
        IReadOnlyList<string> own = replaced ? ownFiles(directory) : [];
        string suffix = UniqueName.Suffix();
        SwapRecord record = new(suffix, temporary[^suffix.Length..], own);
        string old = record.Old(directory);
        swap.Write(record);
        working.Dispose();

        // Closing it ignores errors, and a directory in place must not look like one that is being written.
        File.Delete(Path.Combine(temporary, LockFile));
        try
        {
            if (replaced) Move(directory, old);
            Move(temporary, directory);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (!Directory.Exists(directory) && Directory.Exists(old)) Move(old, directory);
            throw new Item2VecException(
                $"{directory}: cannot be replaced: {error.Message}", $"nothing is lost: the new content is in {temporary}",
                ErrorCode.CannotWrite, error);
        }

        if (replaced) Discard(old, directory, mark, own, swap);
    }

    /// <summary>
    /// Empties a replaced directory: what is not the swap's own moves to the new one, the rest is deleted. If that fails, the record stays,
    /// and the next swap tries again.
    /// </summary>
    private static void Discard(string old, string directory, string mark, IReadOnlyList<string> ownFiles, SwapLock swap)
    {
        if (!Directory.Exists(old)) return;
        swap.KeepsRecord = true;
        foreach (FileSystemInfo entry in new DirectoryInfo(old).EnumerateFileSystemInfos())
        {
            if (ownFiles.Contains(entry.Name, StringComparer.Ordinal)) continue;
            string target = Path.Combine(directory, entry.Name);
            try
            {
                if (entry is DirectoryInfo) Directory.Move(entry.FullName, target);
                else File.Move(entry.FullName, target);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new Item2VecException(
                    $"{directory}: is in place, but '{entry.Name}' could not be moved from the directory that it replaced: {error.Message}",
                    $"it is still in {old}", ErrorCode.CannotWrite, error);
            }
        }

        foreach (string file in ownFiles.OrderByDescending(name => name == mark)) TryDeleteFile(Path.Combine(old, file));
        TryDeleteEmpty(old);
        swap.KeepsRecord = Directory.Exists(old);
    }

    private static void Move(string from, string to)
    {
        Directory.Move(from, to);
        DirectorySync.Flush(Parent(to));
    }

    /// <summary>Makes the directory and locks it while no other process looks for leftovers.</summary>
    private static FileStream Begin(string directory, string temporary, string mark)
    {
        using SwapLock swap = SwapLock.Take(directory);
        Recover(directory, mark, swap);
        Create(temporary, directory);
        return new(Path.Combine(temporary, LockFile), FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
    }

    private static void Create(string temporary, string directory)
    {
        if (!OperatingSystem.IsWindows() && Directory.Exists(directory))
        {
            const UnixFileMode needed = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            Directory.CreateDirectory(temporary, needed);
            File.SetUnixFileMode(temporary, File.GetUnixFileMode(directory) | needed);
            return;
        }

        Directory.CreateDirectory(temporary);
    }

    /// <summary>Gives the files of the new directory the permissions of those they replace.</summary>
    private static void KeepPermissions(string directory, string temporary)
    {
        if (OperatingSystem.IsWindows()) return;
        foreach (string file in Directory.EnumerateFiles(temporary).Where(file => Path.GetFileName(file) != LockFile))
        {
            FileInfo before = new(Path.Combine(directory, Path.GetFileName(file)));
            if (before is { Exists: true, LinkTarget: null }) File.SetUnixFileMode(file, before.UnixFileMode);
        }
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

    /// <summary>Deletes a directory that was written here and never in place, the mark first: what is left is not complete.</summary>
    private static void TryDelete(string directory, string? mark = null)
    {
        try
        {
            if (mark is not null) File.Delete(Path.Combine(directory, mark));
            Directory.Delete(directory, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Another process deletes it, or it is not permitted: the next swap tries again.
        }
    }

    private static void TryDeleteEmpty(string directory)
    {
        try
        {
            if (!Directory.EnumerateFileSystemEntries(directory).Any()) Directory.Delete(directory);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // As above; what appeared in it meanwhile stays.
        }
    }

    private static void TryDeleteFile(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A process that has it open may forbid it; the directory stays then.
        }
    }
}
