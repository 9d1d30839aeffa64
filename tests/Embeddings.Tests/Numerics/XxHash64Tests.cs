using System.Text;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Tests.Numerics;

public sealed class XxHash64Tests
{
    [Theory]
    [InlineData("", 0xEF46DB3751D8E999)]
    [InlineData("a", 0xD24EC4F1A98C6E5B)]
    [InlineData("as", 0x1C330FB2D66BE179)]
    [InlineData("asd", 0x631C37CE72A97393)]
    [InlineData("asdf", 0x415872F599CEA71E)]
    [InlineData("Call me Ishmael. Some years ago--never mind how long precisely-", 0x02A2E85470D6FD96)]
    public void It_gives_the_published_values(string text, ulong expected)
        => Assert.Equal(expected, XxHash64.Of(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Parts_give_the_same_as_the_whole()
    {
        byte[] bytes = new byte[1000];
        new Random(1).NextBytes(bytes);
        XxHash64 hash = new();
        hash.Append(bytes.AsSpan(0, 64));
        hash.Append([]);
        hash.Append(bytes.AsSpan(64, 640));
        Assert.Equal(XxHash64.Of(bytes), hash.Finish(bytes.AsSpan(704)));
    }

    [Fact]
    public void Zeros_of_different_lengths_and_single_bits_all_differ()
    {
        HashSet<ulong> seen = [];
        for (int length = 0; length < 300; length++) Assert.True(seen.Add(XxHash64.Of(new byte[length])));
        for (int bit = 0; bit < 299 * 8; bit++)
        {
            byte[] bytes = new byte[299];
            bytes[bit / 8] = (byte)(1 << (bit % 8));
            Assert.True(seen.Add(XxHash64.Of(bytes)));
        }
    }
}
