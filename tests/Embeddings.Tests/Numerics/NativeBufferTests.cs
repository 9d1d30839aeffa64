using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Tests.Support;

namespace Item2Vec.Embeddings.Tests.Numerics;

public sealed class NativeBufferTests
{
    [Fact]
    public unsafe void Memory_is_zeroed_and_aligned_to_64_bytes()
    {
        for (int length = 0; length < 200; length += 7)
        {
            using NativeBuffer<int> buffer = NativeBuffer<int>.Allocate(length);
            Assert.Equal(0, (long)buffer.Pointer % 64);
            Assert.True(buffer.Slice(0, length).IndexOfAnyExcept(0) < 0);
        }
    }

    [Fact]
    public unsafe void A_large_block_begins_on_the_border_of_a_large_page()
    {
        using NativeBuffer<byte> buffer = NativeBuffer<byte>.Allocate(LargePages.MinBytes + 100);
        Assert.Equal(0, (long)buffer.Pointer % LargePages.PageBytes);
        Assert.True(buffer.Slice(0, (int)buffer.Length).IndexOfAnyExcept((byte)0) < 0);
    }

    [Fact]
    public void A_negative_length_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => NativeBuffer<int>.Allocate(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => NativeBuffer<int>.AllocateMapped(-1, Path.GetTempPath()));
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, -1)]
    [InlineData(0, 11)]
    [InlineData(10, 1)]
    [InlineData(11, 0)]
    [InlineData(long.MaxValue, 1)]
    [InlineData(long.MinValue, int.MaxValue)]
    public void A_slice_stays_inside(long from, int count)
    {
        using NativeBuffer<int> buffer = NativeBuffer<int>.Allocate(10);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Slice(from, count).Length);
    }

    [Theory]
    [InlineData(-8, 1)]
    [InlineData(0, -1)]
    [InlineData(0, 3)]
    [InlineData(8, 2)]
    [InlineData(17, 0)]
    [InlineData(long.MaxValue, 0)]
    [InlineData(0, long.MaxValue)]
    public void A_view_stays_inside(long byteOffset, long length)
    {
        using NativeMemoryHandle memory = NativeMemoryHandle.Allocate(16);
        Assert.Throws<ArgumentOutOfRangeException>(() => NativeBuffer<long>.View(memory, byteOffset, length).Length);
    }

    [Fact]
    public void Resizing_keeps_the_beginning_and_zeroes_the_rest()
    {
        NativeBuffer<int> buffer = NativeBuffer<int>.Copy([1, 2, 3]).Resize(5);
        Assert.Equal([1, 2, 3, 0, 0], buffer.Slice(0, 5).ToArray());
        Assert.Equal([1, 2], buffer.Resize(2).Slice(0, 2).ToArray());
    }

    [Fact]
    public void A_mapped_buffer_leaves_no_file_behind()
    {
        using TemporaryDirectory directory = new();
        using (NativeBuffer<long> buffer = NativeBuffer<long>.AllocateMapped(1000, directory.Path))
        {
            buffer[999] = 42;
            Assert.Equal(42, buffer[999]);
        }

        Assert.Empty(directory.Names());
    }

    [Fact]
    public void A_lease_keeps_memory_that_is_disposed_until_it_ends()
    {
        NativeBuffer<int> buffer = NativeBuffer<int>.Copy([7]);
        using (buffer.Memory.Acquire(this))
        {
            buffer.Dispose();
            Assert.Equal(7, buffer[0]);
        }

        Assert.Throws<ObjectDisposedException>(() => buffer.Memory.Acquire(this).Dispose());
    }
}
