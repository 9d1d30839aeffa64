namespace Item2Vec.Embeddings.Numerics;

/// <summary>
/// A fixed-length block of <typeparamref name="T"/> outside the managed heap: allocated, or a part of a mapped file.
/// May exceed the length of an array, aligned to 64 bytes, freed by <see cref="Dispose"/> or the finalizer of its memory.
/// </summary>
/// <remarks>Not bounds-checked beyond <see cref="Slice"/>; a caller that keeps a span must keep the buffer alive.</remarks>
internal sealed unsafe class NativeBuffer<T> : IDisposable
    where T : unmanaged
{
    private readonly NativeMemoryHandle memory;
    private readonly T* start;
    private readonly bool isView;

    private NativeBuffer(NativeMemoryHandle memory, T* start, long length, bool isView = false)
    {
        this.isView = isView;
        this.memory = memory;
        this.start = start;
        Length = length;
    }

    /// <summary>The number of elements.</summary>
    public long Length { get; }

    /// <summary>The memory of the elements; a reader that may race with disposal takes a lease on it.</summary>
    public NativeMemoryHandle Memory => memory;

    /// <summary>The first element's address; valid as long as this object is reachable and not disposed.</summary>
    public T* Pointer => start;

    public ref T this[long index] => ref start[index];

    /// <summary>Allocates zeroed memory.</summary>
    public static NativeBuffer<T> Allocate(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        NativeMemoryHandle memory = NativeMemoryHandle.Allocate(checked(length * sizeof(T)));
        return new NativeBuffer<T>(memory, (T*)memory.Address, length);
    }

    /// <summary>
    /// A buffer over a temporary file in <paramref name="directory"/>, which is deleted with the buffer; the system pages it out under
    /// pressure.
    /// </summary>
    public static NativeBuffer<T> AllocateMapped(long length, string directory)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        NativeMemoryHandle memory = NativeMemoryHandle.MapTemporaryFile(checked(length * sizeof(T)), directory);
        return new NativeBuffer<T>(memory, (T*)memory.Address, length);
    }

    /// <summary>
    /// A view of <paramref name="length"/> elements at <paramref name="byteOffset"/> of memory that another object owns: this view keeps it
    /// reachable, and disposing the view does nothing.
    /// </summary>
    public static NativeBuffer<T> View(NativeMemoryHandle memory, long byteOffset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(byteOffset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(byteOffset, memory.ByteLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, (memory.ByteLength - byteOffset) / sizeof(T), nameof(length));
        return new NativeBuffer<T>(memory, (T*)((byte*)memory.Address + byteOffset), length, isView: true);
    }

    /// <summary>A copy of <paramref name="values"/>.</summary>
    public static NativeBuffer<T> Copy(ReadOnlySpan<T> values)
    {
        NativeBuffer<T> buffer = Allocate(values.Length);
        values.CopyTo(buffer.Slice(0, values.Length));
        return buffer;
    }

    /// <summary>A copy of this buffer, of any length.</summary>
    public NativeBuffer<T> Clone()
    {
        NativeBuffer<T> copy = Allocate(Length);
        Buffer.MemoryCopy(start, copy.start, Length * sizeof(T), Length * sizeof(T));
        GC.KeepAlive(this);
        return copy;
    }

    /// <summary>The elements [<paramref name="from"/>, <paramref name="from"/> + <paramref name="count"/>).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range exceeds the buffer.</exception>
    public Span<T> Slice(long from, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from, Length - count);
        return new Span<T>(start + from, count);
    }

    /// <summary>A buffer of <paramref name="length"/> elements that begins with this one's; this one is disposed.</summary>
    public NativeBuffer<T> Resize(long length)
    {
        NativeBuffer<T> larger = Allocate(length);
        long bytes = Math.Min(Length, length) * sizeof(T);
        Buffer.MemoryCopy(start, larger.start, length * sizeof(T), bytes);
        Dispose();
        return larger;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!isView) memory.Dispose();
    }
}
