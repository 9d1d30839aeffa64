using System.Text;

namespace Item2Vec.Embeddings.Common;

/// <summary>What a swap of directories does, as <c>D.swap</c> records it before the first rename.</summary>
/// <param name="OldSuffix">The end of the name that D gets.</param>
/// <param name="NewSuffix">The end of the name of the directory that becomes D.</param>
/// <param name="OwnFiles">The files of the old directory that are deleted with it.</param>
internal sealed record SwapRecord(string OldSuffix, string NewSuffix, IReadOnlyList<string> OwnFiles)
{
    private const string FirstLine = "item2vec-swap 1";
    private const string LastLine = "end";

    public string Old(string directory) => $"{directory}.old-{OldSuffix}";

    public string New(string directory) => $"{directory}.tmp-{NewSuffix}";

    public override string ToString() => string.Join('\n', [FirstLine, OldSuffix, NewSuffix, .. OwnFiles, LastLine, string.Empty]);

    /// <summary>Reads a record; null if it was not written to its end: no directory was renamed then.</summary>
    public static SwapRecord? Read(string text)
    {
        string[] lines = text.Split('\n');
        return lines is [FirstLine, string old, string made, .. string[] own, LastLine, ""]
            && UniqueName.IsSuffix(old) && UniqueName.IsSuffix(made) && own.All(name => name == Path.GetFileName(name) && name.Length > 0)
            ? new SwapRecord(old, made, own)
            : null;
    }

    /// <summary>Whether a text is a record or the beginning of one.</summary>
    public static bool IsPartOfOne(string text)
        => FirstLine.StartsWith(text, StringComparison.Ordinal) || text.StartsWith(FirstLine + "\n", StringComparison.Ordinal);
}

/// <summary>
/// The file <c>D.swap</c>: locked by the process that renames, so that one does at a time, and left behind by one that dies, so that the
/// next one knows what to finish.
/// </summary>
internal sealed class SwapLock : IDisposable
{
    private const int MaxBytes = 1 << 16;
    private readonly FileStream file;

    private SwapLock(FileStream file, SwapRecord? interrupted)
    {
        this.file = file;
        Interrupted = interrupted;
    }

    /// <summary>The swap that a dead process left unfinished, or null.</summary>
    public SwapRecord? Interrupted { get; }

    /// <summary>Whether the record stays when the lock is released, because the swap it describes is not finished.</summary>
    public bool KeepsRecord { get; set; }

    /// <summary>Waits for other processes that rename the directory.</summary>
    /// <exception cref="Item2VecException">They do not end, or another program's file has the name.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static SwapLock Take(string directory)
    {
        const int tries = 3000;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return Open(PathOf(directory));
            }
            catch (IOException error) when (attempt < tries && IsHeld(error))
            {
                Thread.Sleep(10);
            }
        }
    }

    /// <summary>The record of an unfinished swap, or null; for readers, who wait for nobody.</summary>
    public static SwapRecord? Peek(string directory)
    {
        try
        {
            string path = PathOf(directory);
            if (!File.Exists(path) || new FileInfo(path).Length is 0 or > MaxBytes) return null;
            using FileStream file = RegularFile.Open(path);
            return SwapRecord.Read(ReadText(file));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Write(SwapRecord record)
    {
        file.SetLength(0);
        file.Write(Encoding.UTF8.GetBytes(record.ToString()));
        file.Flush(flushToDisk: true);
        DirectorySync.Flush(Path.GetDirectoryName(file.Name)!);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // While it is locked: whoever opens it now finds that it has lost its name.
        if (!KeepsRecord) File.Delete(file.Name);
        file.Dispose();
    }

    private static string PathOf(string directory) => directory + ".swap";

    private static SwapLock Open(string path)
    {
        CheckIsOurs(path);
        FileStream file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        try
        {
            if (!IsStillNamed(file, path)) throw new FileNotFoundException(null, path);
            string text = ReadText(file);
            file.Position = 0;
            return new SwapLock(file, SwapRecord.Read(text));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Before it is opened, because disposing the lock deletes it.</summary>
    private static void CheckIsOurs(string path)
    {
        FileInfo info = new(path);
        string text = "?";
        if (!Directory.Exists(path) && info is { LinkTarget: null })
        {
            if (!info.Exists || info.Length == 0) return;
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            text = ReadText(file);
        }

        if (!SwapRecord.IsPartOfOne(text))
            throw new Item2VecException(
                $"{path}: is in the way: a file of this name records that a model is being replaced", "move it away",
                ErrorCode.CannotWrite);
    }

    /// <summary>Whether another process has the file open, or has just deleted it.</summary>
    private static bool IsHeld(IOException error)
        => error is FileNotFoundException
            || (error.GetType() == typeof(IOException) && error.HResult is 11 or 35 or unchecked((int)0x80070020));

    /// <summary>Whether the file still has its name: the process that held it before deletes it at the end.</summary>
    private static bool IsStillNamed(FileStream file, string path)
    {
        DateTime token = DateTime.UnixEpoch.AddSeconds(Convert.ToUInt32(UniqueName.Suffix(), 16) / 2);
        File.SetLastWriteTimeUtc(file.SafeFileHandle, token);
        return File.Exists(path) && File.GetLastWriteTimeUtc(path) == token;
    }

    private static string ReadText(FileStream file)
    {
        byte[] bytes = new byte[Math.Min(MaxBytes, file.Length)];
        int read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return Encoding.UTF8.GetString(bytes.AsSpan(0, read));
    }
}
