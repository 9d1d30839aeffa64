using Item2Vec.Data.Options;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Data.Tests;

public sealed class MemorySizeTests
{
    [Theory]
    [InlineData("4GB", 4_000_000_000)]
    [InlineData("4 gib", 4L << 30)]
    [InlineData("1.5MB", 1_500_000)]
    [InlineData("512MiB", 512L << 20)]
    [InlineData("2000000000", 2_000_000_000)]
    [InlineData("100B", 100)]
    [InlineData("3K", 3000)]
    public void Amounts_of_memory_are_read(string text, long bytes) => Assert.Equal(bytes, MemorySize.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("GB")]
    [InlineData("-1GB")]
    [InlineData("0")]
    [InlineData("4,5GB")]
    [InlineData("1e9")]
    [InlineData("99999999999TB")]
    public void Other_texts_are_refused(string text)
        => Assert.Equal(ErrorCode.Usage, Assert.Throws<Item2VecException>(() => MemorySize.Parse(text)).Code);

    [Fact]
    public void Half_of_the_memory_is_the_default() => Assert.InRange(MemorySize.Parse(null), 1L << 20, long.MaxValue / 2);
}
