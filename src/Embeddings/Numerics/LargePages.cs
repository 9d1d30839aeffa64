using System.Runtime.InteropServices;

namespace Item2Vec.Embeddings.Numerics;

/// <summary>Memory pages of 2 MB, which reduce TLB misses of random reads in a large block.</summary>
internal static unsafe partial class LargePages
{
    /// <summary>The size and alignment of a large page.</summary>
    public const int PageBytes = 2 << 20;

    /// <summary>Minimum size of a block that benefits.</summary>
    public const int MinBytes = 2 * PageBytes;

    private const int AdviseHugePage = 14;

    /// <summary>Asks the system to back a block with large pages. Call it before the block is touched; without such pages it has no effect.</summary>
    /// <param name="address">The first byte, aligned to <see cref="PageBytes"/>; other blocks are left unchanged.</param>
    /// <param name="bytes">The length; blocks below <see cref="MinBytes"/> are left unchanged.</param>
    public static void Advise(void* address, long bytes)
    {
        if (!OperatingSystem.IsLinux() || bytes < MinBytes || (nuint)address % PageBytes != 0) return;
        try
        {
            // A kernel without large pages returns an error: the block stays usable.
            _ = AdviseMemory(address, (nuint)bytes, AdviseHugePage);
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            // A C library with another name: as above.
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int AdviseMemory(void* address, nuint length, int advice);
}
