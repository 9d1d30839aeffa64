using System.Text;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Tests.Corpus;

public sealed class VocabularyTests
{
    [Fact]
    public void Every_item_is_found_at_its_row()
    {
        VocabularyBuilder builder = new();
        const int count = 10_000;
        for (int row = 0; row < count; row++) builder.Add($"item-{row * 7919}", count - row);
        Vocabulary vocabulary = builder.Build();
        Assert.Equal(count, vocabulary.Count);
        Assert.Equal(count * (count + 1L) / 2, vocabulary.TotalCount);
        for (int row = 0; row < count; row++)
        {
            Assert.Equal($"item-{row * 7919}", vocabulary[row]);
            Assert.Equal(count - row, vocabulary.CountOf(row));
            Assert.True(vocabulary.TryGetRow($"item-{row * 7919}", out int found));
            Assert.Equal(row, found);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("item")]
    [InlineData("item-1 ")]
    [InlineData("ITEM-0")]
    public void Unknown_items_are_not_found(string item)
    {
        VocabularyBuilder builder = new();
        for (int row = 0; row < 100; row++) builder.Add($"item-{row}", 1);
        Assert.False(builder.Build().TryGetRow(item, out int row1));
        Assert.Equal(-1, row1);
    }

    [Fact]
    public void An_empty_vocabulary_finds_nothing()
    {
        Vocabulary vocabulary = new VocabularyBuilder().Build();
        Assert.Equal(0, vocabulary.Count);
        Assert.False(vocabulary.TryGetRow("a", out _));
        Assert.Empty(vocabulary.ClosestItems("a"));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void A_row_outside_is_refused(int row)
    {
        VocabularyBuilder builder = new();
        builder.Add("a", 1);
        Vocabulary vocabulary = builder.Build();
        Assert.Throws<ArgumentOutOfRangeException>(() => vocabulary[row]);
        Assert.Throws<ArgumentOutOfRangeException>(() => vocabulary.CountOf(row));
    }

    [Fact]
    public void Ids_of_the_greatest_length_survive_and_longer_ones_are_refused()
    {
        VocabularyBuilder builder = new();
        string longest = new('y', Vocabulary.MaxItemBytes);
        builder.Add(longest, 5);
        builder.Add("b", 5);
        Assert.Throws<ArgumentException>(() => builder.Add(longest + "y", 5));
        Assert.Throws<ArgumentException>(() => builder.Add(string.Empty, 5));
        Vocabulary vocabulary = builder.Build();
        Assert.Equal(longest, vocabulary[0]);
        Assert.Equal("b", vocabulary[1]);
    }

    [Fact]
    public void Rising_and_negative_counts_are_refused()
    {
        VocabularyBuilder builder = new();
        builder.Add("a", 5);
        Assert.Throws<ArgumentException>(() => builder.Add("b", 6));
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.Add("b", -1));
        builder.Add("b", 5);
        Assert.Equal(10, builder.Build().TotalCount);
    }

    [Fact]
    public void An_item_that_is_added_twice_is_named_with_both_rows()
    {
        VocabularyBuilder builder = new();
        builder.Add("a", 5);
        builder.Add("twice", 4);
        builder.Add("c", 3);
        builder.Add("twice", 2);
        ArgumentException error = Assert.Throws<ArgumentException>(builder.Build);
        Assert.Contains("'twice' was added twice, as row 1 and row 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_builder_cannot_be_used_after_building()
    {
        VocabularyBuilder builder = new();
        builder.Add("a", 1);
        Vocabulary vocabulary = builder.Build();
        Assert.Throws<InvalidOperationException>(() => builder.Add("b", 1));
        Assert.Throws<InvalidOperationException>(builder.Build);
        Assert.Equal("a", vocabulary[0]);
    }

    [Fact]
    public void A_full_hash_without_the_item_does_not_hang()
    {
        Vocabulary full = new(
            Bytes("ab"), NativeBuffer<long>.Copy([0, 1, 2]), NativeBuffer<int>.Copy([0, 1, 0, 1]), NativeBuffer<long>.Copy([1, 1]), 2);
        Assert.False(full.TryGetRow("c", out _));
    }

    [Theory]
    [InlineData(new long[] { 0, -5, 2 }, 0)]
    [InlineData(new long[] { -1, -1, 2 }, 1)]
    [InlineData(new long[] { 0, 3, 2 }, 1)]
    [InlineData(new long[] { 0, 1, 1L << 32 }, 1)]
    [InlineData(new[] { 0, 1, long.MaxValue }, 1)]
    [InlineData(new[] { long.MinValue, 1, 2 }, 0)]
    public void Damaged_offsets_are_an_error_and_no_crash(long[] offsets, int row)
    {
        Vocabulary damaged = new(
            Bytes("ab"), NativeBuffer<long>.Copy(offsets), NativeBuffer<int>.Copy([0, 1, 0, 1]), NativeBuffer<long>.Copy([1, 1]), 2);
        Assert.Equal(ErrorCode.BadData, Assert.Throws<Item2VecException>(() => damaged[row]).Code);
        Assert.Throws<Item2VecException>(() => damaged.TryGetRow("zz", out _));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(999)]
    [InlineData(int.MaxValue)]
    public void A_hash_slot_beyond_the_rows_is_an_error_and_no_crash(int slot)
    {
        Vocabulary damaged = new(
            Bytes("ab"), NativeBuffer<long>.Copy([0, 1, 2]), NativeBuffer<int>.Copy([slot, slot, slot, slot]),
            NativeBuffer<long>.Copy([1, 1]), 2);
        Assert.Equal(ErrorCode.BadData, Assert.Throws<Item2VecException>(() => damaged.TryGetRow("a", out _)).Code);
    }

    private static NativeBuffer<byte> Bytes(string text) => NativeBuffer<byte>.Copy(Encoding.UTF8.GetBytes(text));
}
