using System.Buffers.Binary;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Tests.Support;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Files;

namespace Item2Vec.Embeddings.Tests.Vectors;

/// <summary>A damaged or hostile file gives an error or wrong answers, never a crash: the reads that the process survives are the test.</summary>
public sealed class VectorFileDamageTests : IDisposable
{
    private const int ChecksumAt = 24;
    private readonly TemporaryDirectory directory = new();
    private readonly byte[] good;

    public VectorFileDamageTests()
    {
        using ItemVectors vectors = TestVectors.Odd();
        vectors.Save(directory.File("good"));
        good = File.ReadAllBytes(directory.File("good"));
    }

    public void Dispose() => directory.Dispose();

    [Fact]
    public void A_missing_file_is_an_error()
    {
        Assert.Equal(ErrorCode.InputMissing, Assert.Throws<Item2VecException>(() => ItemVectors.Open(directory.File("none"))).Code);
        Assert.Equal(ErrorCode.InputMissing, Assert.Throws<Item2VecException>(() => ItemVectors.Open(directory.File("none/none"))).Code);
        Assert.Equal(ErrorCode.InputMissing, Assert.Throws<Item2VecException>(() => ItemVectors.Open(directory.Path)).Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("3 2\nking 0.1 0.2\nqueen 0.2 0.1\nand something more so that it is longer than a header of this format is\n")]
    public void Another_file_is_an_error_that_names_the_reader_of_other_formats(string content)
    {
        Item2VecException error = Assert.Throws<Item2VecException>(() => ItemVectors.Open(directory.Write("other", content)));
        Assert.Equal(ErrorCode.BadData, error.Code);
        Assert.Contains("not a file of vectors", error.Message, StringComparison.Ordinal);
        Assert.Contains("VectorFormats.Find", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_version_is_an_error_that_says_so()
    {
        byte[] newer = [.. good];
        newer[8] = 2;
        Item2VecException error = Assert.Throws<Item2VecException>(() => ItemVectors.Open(directory.Write("newer", newer)));
        Assert.Contains("newer version", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_file_is_an_error_wherever_it_ends()
    {
        for (int length = 0; length < good.Length; length += length < 1024 ? 7 : 211)
        {
            string path = directory.Write("short", good[..length]);
            Assert.Equal(ErrorCode.BadData, Assert.Throws<Item2VecException>(() => ItemVectors.Open(path)).Code);
        }

        Assert.Throws<Item2VecException>(() => ItemVectors.Open(directory.Write("long", [.. good, 0])));
    }

    [Fact]
    public void A_flipped_bit_in_header_or_table_is_found_when_opening()
    {
        int tableEnd = FileHeader.Bytes + (Section.EntryBytes * BinaryPrimitives.ReadInt32LittleEndian(good.AsSpan(12)));
        for (int at = 0; at < tableEnd; at++)
        {
            byte[] bad = [.. good];
            bad[at] ^= (byte)(1 << (at % 8));
            Assert.Equal(ErrorCode.BadData, Assert.Throws<Item2VecException>(() => ItemVectors.Open(directory.Write("bad", bad))).Code);
        }
    }

    [Fact]
    public void A_flipped_bit_in_any_section_is_found_when_verifying()
    {
        Section[] sections;
        using (ItemVectors opened = ItemVectors.Open(directory.File("good"))) sections = [.. opened.File!.Sections];
        Random random = new(2);
        foreach (Section section in sections.Where(section => section.ByteLength > 0))
        {
            for (int round = 0; round < 10; round++)
            {
                byte[] bad = [.. good];
                bad[section.Offset + random.NextInt64(section.ByteLength)] ^= (byte)(1 << random.Next(8));
                string path = directory.Write("bad", bad);
                Assert.Equal(ErrorCode.BadData, Assert.Throws<Item2VecException>(() => ItemVectors.Open(path, verify: true)).Code);
            }
        }
    }

    [Fact]
    public void Damage_behind_a_matching_header_never_crashes_a_reader()
    {
        Random random = new(3);
        int read = 0;
        for (int round = 0; round < 800; round++)
        {
            byte[] bad = [.. good];
            for (int flips = random.Next(1, 6); flips > 0; flips--)
            {
                // Half of the damage goes to the header and the table, which are then sealed anew as an attacker would.
                int at = random.Next(2) == 0 ? random.Next(8, 800) : random.Next(bad.Length);
                if (random.Next(3) == 0 && at + 8 < bad.Length) BinaryPrimitives.WriteInt64LittleEndian(bad.AsSpan(at), Extreme(random));
                else bad[at] ^= (byte)(1 << random.Next(8));
            }

            if (Seal(bad) && TryUse(directory.Write("bad", bad), save: round % 10 == 0)) read++;
        }

        Assert.True(read > 50, $"only {read} damaged files were opened: the damage does not reach the readers");
    }

    [Theory]
    [InlineData("id-offsets")]
    [InlineData("id-slots")]
    [InlineData("column-offsets")]
    [InlineData("counts")]
    public void A_wrong_but_sealed_section_is_found_when_verifying(string kind)
    {
        byte[] bad = [.. good];
        using (ItemVectors opened = ItemVectors.Open(directory.File("good")))
        {
            Section section = opened.File!.Sections.First(section => section.Kind == kind);
            BinaryPrimitives.WriteInt32LittleEndian(bad.AsSpan((int)section.Offset + 8), 3);
            BinaryPrimitives.WriteInt32LittleEndian(bad.AsSpan((int)section.Offset + 16), 2);
            if (kind == "id-slots") bad.AsSpan((int)section.Offset, (int)section.ByteLength).Fill(0xFF);
            Section changed = section with { Checksum = XxHash64.Of(bad.AsSpan((int)section.Offset, (int)section.ByteLength)) };
            int entry = opened.File.Sections.ToList().IndexOf(section);
            changed.Write(bad.AsSpan(FileHeader.Bytes + (entry * Section.EntryBytes)));
        }

        Assert.True(Seal(bad));
        string path = directory.Write("bad", bad);
        ItemVectors.Open(path).Dispose();
        Item2VecException error = Assert.Throws<Item2VecException>(() => ItemVectors.Open(path, verify: true));
        Assert.DoesNotContain("checksum", error.Message, StringComparison.Ordinal);
    }

    private static long Extreme(Random random) => random.Next(7) switch
    {
        0 => -1,
        1 => long.MaxValue,
        2 => long.MinValue,
        3 => int.MaxValue,
        4 => 64,
        5 => random.NextInt64(),
        _ => random.Next(10_000),
    };

    /// <summary>Writes a matching checksum into the header; false when the number of sections leaves the file.</summary>
    private static bool Seal(byte[] file)
    {
        long tableEnd = FileHeader.Bytes + ((long)Section.EntryBytes * BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(12)));
        if (tableEnd < FileHeader.Bytes || tableEnd > file.Length) return false;
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(ChecksumAt), FileHeader.ChecksumOf(file.AsSpan(0, (int)tableEnd)));
        return true;
    }

    /// <summary>Reads everything there is; false when the file was refused.</summary>
    private bool TryUse(string path, bool save)
    {
        ItemVectors? opened = null;
        if (!Try(() => opened = ItemVectors.Open(path))) return false;
        using ItemVectors vectors = opened!;
        foreach (string item in TestVectors.Items) Try(() => vectors.Vocabulary.TryGetRow(item, out _));
        Try(() => vectors.Vocabulary.ClosestItems("it's not"));
        Try(() => _ = vectors.Training);
        if (save) Try(() => vectors.Save(directory.File("saved")));
        Try(() => ItemVectors.Open(path, verify: true).Dispose());
        for (int i = 0; i < Math.Min(vectors.Count, 20); i++)
        {
            int row = i;
            Try(() => _ = vectors.Vocabulary[row]);
            Try(() => vectors.Vector(row));
            Try(() => vectors.Attributes.Title(row));
            if (vectors.HasOutput) Try(() => vectors.OutputVector(row));
        }

        return true;
    }

    private static bool Try(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (Item2VecException error)
        {
            Assert.Equal(ErrorCode.BadData, error.Code);
            return false;
        }
    }
}
