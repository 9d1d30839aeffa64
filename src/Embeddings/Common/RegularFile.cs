namespace Item2Vec.Embeddings.Common;

/// <summary>Opens files that are files: a pipe may wait for a writer for ever, and a device may never end.</summary>
public static class RegularFile
{
    /// <summary>Opens a file for reading.</summary>
    /// <param name="path">The file; links are followed.</param>
    /// <param name="share">What others may do with it meanwhile.</param>
    /// <param name="bufferSize">The size of the buffer; 1 for none.</param>
    /// <exception cref="IOException">It is a pipe or a socket, or cannot be opened.</exception>
    public static FileStream Open(string path, FileShare share = FileShare.ReadWrite | FileShare.Delete, int bufferSize = 1 << 12)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (IsPipe(path)) throw NotRegular();
        FileStream stream = new(path, FileMode.Open, FileAccess.Read, share, bufferSize);
        if (stream.CanSeek) return stream;
        stream.Dispose();
        throw NotRegular();
    }

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">The file; links are followed.</param>
    /// <param name="maxBytes">Maximum length.</param>
    /// <exception cref="IOException">It is longer, as a device that never ends is; or a pipe or a socket, or cannot be read.</exception>
    public static byte[] ReadAll(string path, int maxBytes)
    {
        using FileStream stream = Open(path);
        using MemoryStream content = new((int)Math.Clamp(stream.Length, 0, maxBytes));
        byte[] buffer = new byte[1 << 16];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            if (content.Length + read > maxBytes) throw new IOException($"it is longer than {maxBytes} bytes");
            content.Write(buffer, 0, read);
        }

        return content.ToArray();
    }

    /// <summary>Reads the lines of a UTF-8 text.</summary>
    /// <inheritdoc cref="ReadAll"/>
    public static string[] ReadLines(string path, int maxBytes)
    {
        using StreamReader reader = new(new MemoryStream(ReadAll(path, maxBytes)));
        List<string> lines = [];
        while (reader.ReadLine() is string line) lines.Add(line);
        return [.. lines];
    }

    /// <summary>
    /// Whether a path is a pipe. Opening one for reading would wait for a writer; opening it for reading and writing does not.
    /// </summary>
    internal static bool IsPipe(string path)
    {
        if (OperatingSystem.IsWindows()) return false;
        try
        {
            FileInfo info = new(path);
            if (info.ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true } target) info = target;
            if (info is { Exists: true, LinkTarget: null, Length: > 0 }) return false;
            using FileStream stream = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, 1);
            return !stream.CanSeek;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return false;
        }
    }

    private static IOException NotRegular() => new("it is not a regular file");
}
