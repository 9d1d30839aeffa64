using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Embeddings.Numerics;

/// <summary>
/// Owns a block of memory: allocated and 64-byte aligned (large blocks in large pages), or a mapped file. Freed when it has been disposed
/// and the last lease has been returned, or when nothing refers to it any more.
/// </summary>
internal sealed unsafe class NativeMemoryHandle : IDisposable
{
    private const int Alignment = 64;
    private readonly Lifetime lifetime;
    private readonly MemoryMappedViewAccessor? view;
    private readonly FileStream? temporary;
    private readonly NativeMemoryTally? tally = NativeMemoryTally.Current;

    private NativeMemoryHandle(void* address, long byteLength, MemoryMappedViewAccessor? view = null, FileStream? temporary = null)
    {
        lifetime = new Lifetime(Free);
        Address = address;
        ByteLength = byteLength;
        this.view = view;
        this.temporary = temporary;
        tally?.Add(1);
        if (view is null) GC.AddMemoryPressure(Math.Max(1, byteLength));
    }

    ~NativeMemoryHandle()
    {
        if (!IsFreed) tally?.Abandon();
        lifetime.Abandon();
    }

    /// <summary>The number of bytes that may be touched.</summary>
    public long ByteLength { get; }

    public void* Address { get; }

    /// <summary>Whether it has been disposed; leases may still be out.</summary>
    public bool IsClosed => lifetime.IsClosed;

    /// <summary>Whether the memory has been given back.</summary>
    public bool IsFreed => lifetime.IsFreed;

    public static NativeMemoryHandle Allocate(long byteLength)
    {
        nuint bytes = (nuint)((byteLength + Alignment - 1) / Alignment * Alignment);
        nuint alignment = (nuint)(byteLength >= LargePages.MinBytes ? LargePages.PageBytes : Alignment);
        void* address = NativeMemory.AlignedAlloc(Math.Max(bytes, Alignment), alignment);
        LargePages.Advise(address, byteLength);
        NativeMemory.Clear(address, bytes);
        return new NativeMemoryHandle(address, byteLength);
    }

    /// <summary>Maps a whole file for reading; the pages are shared with every other process that maps it.</summary>
    public static NativeMemoryHandle MapFile(string path)
    {
        using FileStream file = RegularFile.Open(path, FileShare.Read | FileShare.Delete);
        using MemoryMappedFile map = MemoryMappedFile.CreateFromFile(
            file, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        return Map(map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read), file.Length, temporary: null);
    }

    public static NativeMemoryHandle MapTemporaryFile(long byteLength, string directory)
    {
        string path = Path.Combine(directory, $"item2vec-{Environment.ProcessId}-{UniqueName.Suffix()}.tmp");
        FileStream file = new(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        try
        {
            file.SetLength(Math.Max(1, byteLength));
            using MemoryMappedFile map = MemoryMappedFile.CreateFromFile(
                file, mapName: null, capacity: 0, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
            return Map(map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.ReadWrite), byteLength, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Keeps the memory until the lease is returned.</summary>
    /// <param name="owner">Who is named when it has been disposed.</param>
    /// <exception cref="ObjectDisposedException">It has been disposed.</exception>
    public Lease Acquire(object owner) => lifetime.Acquire(owner);

    /// <inheritdoc/>
    public void Dispose()
    {
        lifetime.Close();

        // With leases out, the finalizer stays for those that are never returned.
        if (lifetime.IsFreed) GC.SuppressFinalize(this);
    }

    private static NativeMemoryHandle Map(MemoryMappedViewAccessor view, long byteLength, FileStream? temporary)
    {
        byte* address = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref address);
        return new NativeMemoryHandle(address + view.PointerOffset, byteLength, view, temporary);
    }

    private void Free()
    {
        tally?.Add(-1);
        if (view is null)
        {
            NativeMemory.AlignedFree(Address);
            GC.RemoveMemoryPressure(Math.Max(1, ByteLength));
            return;
        }

        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
        temporary?.Dispose();
    }
}

/// <summary>Counts the blocks that a flow of execution and the threads it starts allocate and free: what tests of leaks look at.</summary>
internal sealed class NativeMemoryTally
{
    private static readonly AsyncLocal<NativeMemoryTally?> OfFlow = new();

    // Changed by any thread, with Interlocked.
    private int blocks;
    private int abandoned;

    /// <summary>The tally of this flow, or null; each block remembers the one it was allocated under.</summary>
    public static NativeMemoryTally? Current
    {
        get => OfFlow.Value;
        set => OfFlow.Value = value;
    }

    /// <summary>Blocks that have not been freed, or that only a finalizer has freed.</summary>
    public int Leaked => Volatile.Read(ref blocks) + Volatile.Read(ref abandoned);

    public void Add(int change) => Interlocked.Add(ref blocks, change);

    public void Abandon() => Interlocked.Increment(ref abandoned);
}

/// <summary>Memory pages of 2 MB, which reduce TLB misses of random reads in a large block.</summary>
internal static unsafe partial class LargePages
{
    /// <summary>The size and alignment of a large page.</summary>
    public const int PageBytes = 2 << 20;

    /// <summary>Minimum size of a block that benefits.</summary>
    public const int MinBytes = 2 * PageBytes;

    private const int AdviseHugePage = 14;

    /// <summary>
    /// Asks the system to back a block with large pages. Call it before the block is touched; without such pages it has no effect.
    /// </summary>
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
