namespace Item2Vec.Embeddings.Common;

/// <summary>
/// A temporary directory for data of its user, such as a log: nobody else may read it, and it is deleted afterward, or by the next run
/// where its process was killed.
/// </summary>
public sealed class ScratchDirectory : IDisposable
{
    private const string Prefix = "item2vec-spill-";
    private const string LockFile = ".lock";
    private readonly FileStream held;

    /// <summary>Makes one, and deletes those of dead processes beside it.</summary>
    /// <param name="parent">The directory to make it in; null for the system's temporary one.</param>
    /// <exception cref="Item2VecException">It cannot be made (<see cref="ErrorCode.CannotWrite"/>).</exception>
    public ScratchDirectory(string? parent = null)
    {
        string within = parent ?? System.IO.Path.GetTempPath();
        Path = System.IO.Path.Combine(within, Prefix + UniqueName.Suffix());
        try
        {
            if (Directory.Exists(within)) RemoveDebris(within);
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(Path);
            else Directory.CreateDirectory(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            held = new FileStream(System.IO.Path.Combine(Path, LockFile), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new Item2VecException(
                $"no directory can be made in '{within}': {cause.Message}", "name another temporary directory", ErrorCode.CannotWrite,
                    cause);
        }
    }

    /// <summary>Its path.</summary>
    public string Path { get; }

    /// <summary>Deletes it.</summary>
    public void Dispose()
    {
        held.Dispose();
        TryDelete(Path);
    }

    /// <summary>Deletes the directories of dead processes: those whose lock is free.</summary>
    private static void RemoveDebris(string within)
    {
        foreach (string other in Directory.EnumerateDirectories(within, Prefix + "*"))
        {
            string file = System.IO.Path.Combine(other, LockFile);
            if (!UniqueName.IsSuffix(System.IO.Path.GetFileName(other.AsSpan())[Prefix.Length..]) || !File.Exists(file)) continue;
            try
            {
                using FileStream free = new(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                continue;
            }

            TryDelete(other);
        }
    }

    private static void TryDelete(string directory)
    {
        try
        {
            Directory.Delete(directory, recursive: true);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            // Leftovers are in a temporary directory, and the reading has already succeeded or failed.
        }
    }
}
