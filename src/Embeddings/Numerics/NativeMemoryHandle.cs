using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Embeddings.Numerics;

/// <summary>
/// Owns a block of memory: allocated and 64-byte aligned (large blocks in large pages), or a mapped file. Freed when disposed, or when
/// nothing refers to it any more.
/// A reader that may race with disposal takes a reference first (<see cref="SafeHandle.DangerousAddRef"/>).
/// </summary>
internal sealed unsafe class NativeMemoryHandle : SafeHandle
{
    private const int Alignment = 64;
    private readonly MemoryMappedViewAccessor? view;
    private readonly FileStream? temporary;

    private NativeMemoryHandle(void* address, long byteLength)
        : base(IntPtr.Zero, ownsHandle: true)
    {
        ByteLength = byteLength;
        SetHandle((IntPtr)address);
        GC.AddMemoryPressure(Math.Max(1, byteLength));
    }

    private NativeMemoryHandle(MemoryMappedViewAccessor view, long byteLength, FileStream? temporary)
        : base(IntPtr.Zero, ownsHandle: true)
    {
        byte* address = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref address);
        this.view = view;
        this.temporary = temporary;
        ByteLength = byteLength;
        SetHandle((IntPtr)(address + view.PointerOffset));
    }

    /// <summary>The number of bytes that may be touched.</summary>
    public long ByteLength { get; }

    public void* Address => (void*)handle;

    public override bool IsInvalid => handle == IntPtr.Zero;

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
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        using MemoryMappedFile map = MemoryMappedFile.CreateFromFile(
            file, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        MemoryMappedViewAccessor view = map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        return new NativeMemoryHandle(view, file.Length, temporary: null);
    }

    public static NativeMemoryHandle MapTemporaryFile(long byteLength, string directory)
    {
        string path = Path.Combine(directory, $"item2vec-{Environment.ProcessId}-{UniqueName.Suffix()}.tmp");
        FileStream file = new(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        file.SetLength(Math.Max(1, byteLength));
        using MemoryMappedFile map = MemoryMappedFile.CreateFromFile(
            file, mapName: null, capacity: 0, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        MemoryMappedViewAccessor view = map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.ReadWrite);
        return new NativeMemoryHandle(view, byteLength, file);
    }

    protected override bool ReleaseHandle()
    {
        if (view is null)
        {
            NativeMemory.AlignedFree((void*)handle);
            GC.RemoveMemoryPressure(Math.Max(1, ByteLength));
        }
        else
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
            view.Dispose();
            temporary?.Dispose();
        }

        return true;
    }
}
