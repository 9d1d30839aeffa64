using System.Runtime.InteropServices;

namespace Item2Vec.Embeddings.Numerics;

/// <summary>Memory pages of 2 MB: reads at random places of a large block then seldom miss the processor's table of addresses.</summary>
internal static unsafe partial class LargePages
{
    /// <summary>The size of a large page, and the border on which a block must begin to consist of them.</summary>
    public const int PageBytes = 2 << 20;

    /// <summary>Blocks from this size on are worth it.</summary>
    public const int MinBytes = 2 * PageBytes;

    private const int AdviseHugePage = 14;

    /// <summary>Asks the system to back a block by large pages. Call it before the block is touched; where the system has no such pages nothing happens.</summary>
    /// <param name="address">The first byte, on a border of <see cref="PageBytes"/>; a block that begins elsewhere is left as it is.</param>
    /// <param name="bytes">The length; blocks below <see cref="MinBytes"/> are left as they are.</param>
    public static void Advise(void* address, long bytes)
    {
        if (!OperatingSystem.IsLinux() || bytes < MinBytes || (nuint)address % PageBytes != 0) return;
        try
        {
            // A kernel without large pages answers with an error: the block is as good as before.
            _ = AdviseMemory(address, (nuint)bytes, AdviseHugePage);
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            // A C library that goes by another name: as above.
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int AdviseMemory(void* address, nuint length, int advice);
}
