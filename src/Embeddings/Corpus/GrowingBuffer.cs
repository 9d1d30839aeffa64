using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Corpus;

/// <summary>A list outside the managed heap, in memory or in a mapped temporary file; the taker of its buffer owns it.</summary>
/// <param name="capacity">The initial capacity.</param>
/// <param name="mappedDirectory">Where to map a temporary file, or null for memory.</param>
internal sealed class GrowingBuffer<T>(long capacity, string? mappedDirectory)
    where T : unmanaged
{
    private const int Step = 1 << 20;

    /// <summary>The values; longer than <see cref="Count"/>.</summary>
    public NativeBuffer<T> Buffer { get; private set; } = Allocate(capacity, mappedDirectory);

    public long Count { get; private set; }

    public void Add(T value)
    {
        if (Count == Buffer.Length) Grow();
        Buffer[Count++] = value;
    }

    private void Grow()
    {
        NativeBuffer<T> larger = Allocate(Buffer.Length * 2, mappedDirectory);
        for (long from = 0; from < Buffer.Length; from += Step)
        {
            int count = (int)Math.Min(Step, Buffer.Length - from);
            Buffer.Slice(from, count).CopyTo(larger.Slice(from, count));
        }

        Buffer.Dispose();
        Buffer = larger;
    }

    private static NativeBuffer<T> Allocate(long length, string? directory)
        => directory is null ? NativeBuffer<T>.Allocate(length) : NativeBuffer<T>.AllocateMapped(length, directory);
}
