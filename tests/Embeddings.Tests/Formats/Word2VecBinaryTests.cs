using System.Runtime.InteropServices;
using System.Text;
using Item2Vec.Embeddings.Formats;
using Item2Vec.Embeddings.Tests.Support;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Embeddings.Tests.Formats;

public sealed class Word2VecBinaryTests : Word2VecContract
{
    private protected override IVectorFormat Format => VectorFormats.BuiltIn.Find("word2vec-binary");

    private protected override string RowName => "row";

    private protected override byte[] FileOf(string header, params (byte[] Item, float[] Numbers)[] rows) => FileOf(header, "\n", rows);

    private static byte[] FileOf(string header, string rowEnd, params (byte[] Item, float[] Numbers)[] rows)
        =>
        [
            .. Encoding.UTF8.GetBytes(header + "\n"),
            .. rows.SelectMany(
                row => (byte[])[.. row.Item, (byte)' ', .. MemoryMarshal.AsBytes<float>(row.Numbers), .. Encoding.ASCII.GetBytes(rowEnd)]),
        ];

    [Fact]
    public void The_file_is_exactly_that_of_word2vec_c()
    {
        using ItemVectors vectors = TestVectors.Random(["a", "é"], dimensions: 3);
        Format.Write(vectors, Directory.File("v"));
        Assert.Equal(
            FileOf("2 3", "\n", Row("a", vectors.Vector(0)), Row("é", vectors.Vector(1))),
            File.ReadAllBytes(Directory.File("v")));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("")]
    public void Rows_with_and_without_a_line_end_are_read(string rowEnd)
    {
        // The bytes of these numbers contain line ends and blanks.
        float[] tricky = [BitConverter.Int32BitsToSingle(0x0A0A0A0A), BitConverter.Int32BitsToSingle(0x20202020)];
        using ItemVectors read = Format.Read(
            Directory.Write("v", FileOf("3 2", rowEnd, Row("a", tricky), Row("b", tricky), Row("c", 3, 4))));
        Assert.Equal(["a", "b", "c"], Enumerable.Range(0, 3).Select(row => read.Vocabulary[row]));
        Assert.Equal(tricky, read.Vector(1));
        Assert.Equal([3, 4], read.Vector(2));
    }

    [Fact]
    public void A_header_with_wrong_dimensions_is_refused()
    {
        (byte[], float[])[] rows = [.. Enumerable.Range(0, 20).Select(row => Row($"item{row}", 0.1f * row, 0.2f, -0.3f))];
        AssertRefused(FileOf("20 2", rows));
        AssertRefused(FileOf("15 4", rows));
    }

    [Fact]
    public void A_vector_that_is_cut_off_is_named_with_its_row()
    {
        byte[] file = FileOf("2 2", "", Row("abcdefgh", 1, 2), Row("b", 3, 4));
        AssertRefused(file[..^1], "row 2: the file ends inside a vector");
    }
}
