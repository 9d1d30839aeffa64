using Microsoft.Win32.SafeHandles;

namespace Item2Vec.Cli.Terminal;

/// <summary>Reports a problem before the streams are open, or where reporting it failed: few files, little memory.</summary>
internal static class LastResort
{
    /// <returns>The exit code.</returns>
    public static int Report(Exception? problem)
    {
        try
        {
            (int code, string message, string hint) = Resources.Of(problem) ?? (ExitCode.Bug, $"internal: {problem?.GetType().Name}", "");
            Write($"error: {message}\n  {(hint.Length > 0 ? hint : "this is a bug in item2vec; please report it")}\n");
            return code;
        }
        catch (Exception)
        {
            // An assembly that this needs cannot be opened, either.
            Write("error: the process may not open enough files, or has too little memory\n  raise the limits: ulimit -n 1024\n");
            return ExitCode.InputMissing;
        }
    }

    /// <summary>Writes with what is loaded already: the console is an assembly of its own, and its encodings are another.</summary>
    public static void Write(ReadOnlySpan<byte> bytes)
    {
        const int standardError = 2;
        if (OperatingSystem.IsWindows()) return;
        try
        {
            using SafeFileHandle handle = new(standardError, ownsHandle: false);
            using FileStream stream = new(handle, FileAccess.Write, bufferSize: 1);
            stream.Write(bytes);
        }
        catch (Exception)
        {
            // Nobody reads it.
        }
    }

    private static void Write(string text)
    {
        byte[] bytes = new byte[text.Length];
        for (int i = 0; i < bytes.Length; i++) bytes[i] = text[i] < 0x80 ? (byte)text[i] : (byte)'?';
        if (OperatingSystem.IsWindows()) Console.Error.Write(text);
        else Write(bytes);
    }
}

/// <summary>What the system does not give: files, memory, space. Nobody's bug.</summary>
internal static class Resources
{
    private const int TooManyFiles = 24, TooManyFilesOfAll = 23, NoMemory = 12, NoSpace = 28, ReadOnly = 30, NoQuota = 122;

    /// <summary>The exit code, message and hint of a problem that has such a cause, or null.</summary>
    public static (int Code, string Message, string Hint)? Of(Exception? problem)
    {
        for (Exception? cause = problem; cause is not null; cause = cause.InnerException)
        {
            if (cause is OutOfMemoryException || HasNumber(cause, NoMemory) || (cause is DllNotFoundException && IsOfMemory(cause.Message)))
                return (ExitCode.BadData, "out of memory", "fewer --dimensions, a higher --min-count or a lower --memory-limit need less");
            if (IsOfFiles(cause) || IsAssembly(cause))
                return (ExitCode.InputMissing, "the process may not open enough files", "raise the limit: ulimit -n 1024");
            if (HasNumber(cause, NoSpace) || HasNumber(cause, ReadOnly) || HasNumber(cause, NoQuota))
                return (ExitCode.CannotWrite, cause.Message, "free space, or write elsewhere");
            if (cause is IOException or UnauthorizedAccessException)
                return (ExitCode.InputMissing, cause.Message, "check that the file can be read, and its directory written");
        }

        return null;
    }

    /// <summary>Whether no more files may be opened.</summary>
    public static bool IsOfFiles(Exception cause) => HasNumber(cause, TooManyFiles) || HasNumber(cause, TooManyFilesOfAll);

    private static bool HasNumber(Exception cause, int number) => cause is IOException && cause.HResult == number;

    /// <summary>An assembly of the tool's own that is there and cannot be opened.</summary>
    private static bool IsAssembly(Exception cause)
        => cause is FileLoadException or FileNotFoundException { FileName: not null }
            && cause.Message.Contains("assembly '", StringComparison.Ordinal);

    private static bool IsOfMemory(string message)
        => message.Contains("memory", StringComparison.OrdinalIgnoreCase) || message.Contains("map segment", StringComparison.Ordinal);
}
