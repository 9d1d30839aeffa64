using System.Runtime.InteropServices;

namespace Item2Vec.Embeddings.Common;

/// <summary>
/// Flushes a directory to disk: without this a rename may be lost in a power failure although the file itself was flushed.
/// </summary>
internal static partial class DirectorySync
{
    private const int ReadOnly = 0;
    private const int Interrupted = 4;
    private const int InputOutput = 5;

    /// <summary>Flushes the entries of a directory. Without effect where the system has no such call.</summary>
    /// <exception cref="IOException">The disk reported an error.</exception>
    public static void Flush(string directory)
    {
        if (OperatingSystem.IsWindows()) return;
        try
        {
            // A directory that may be written but not read cannot be opened; the rename itself has succeeded.
            int handle = Open(directory, ReadOnly);
            if (handle < 0) return;
            int error;
            do error = Sync(handle) < 0 ? Marshal.GetLastPInvokeError() : 0;
            while (error == Interrupted);
            _ = Close(handle);
            if (error == InputOutput) throw new IOException($"the disk reported an error when '{directory}' was flushed");
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            // A C library with another name: as on a system without the call.
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int handle);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int handle);
}
