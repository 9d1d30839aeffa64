using System.Globalization;
using System.Text;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Formats;
using Item2Vec.Embeddings.Tests.Support;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Embeddings.Tests.Formats;

public sealed class Word2VecTextTests : Word2VecContract
{
    private protected override IVectorFormat Format => VectorFormats.BuiltIn.Find("word2vec");

    private protected override string RowName => "line";

    private protected override byte[] FileOf(string header, params (byte[] Item, float[] Numbers)[] rows)
        =>
        [
            .. Encoding.UTF8.GetBytes(header + "\n"),
            .. rows.SelectMany(row => (byte[])
            [
                .. row.Item,
                .. Encoding.ASCII.GetBytes(
                    string.Concat(row.Numbers.Select(number => " " + number.ToString(CultureInfo.InvariantCulture))) + "\n"),
            ]),
        ];

    [Fact]
    public void The_file_is_exactly_this()
    {
        using ItemVectors vectors = TestVectors.Random(["a", "é"], dimensions: 2);
        vectors.Input.Row(0)[0] = 0.1f;
        vectors.Input.Row(0)[1] = -2;
        vectors.Input.Row(1)[0] = 1e-10f;
        vectors.Input.Row(1)[1] = 0;
        Format.Write(vectors, Directory.File("v"));
        Assert.Equal("2 2\na 0.1 -2\né 1E-10 0\n", File.ReadAllText(Directory.File("v")));
    }

    [Theory]
    [InlineData("2 2\na 1 2\nb 3 4\n")]
    [InlineData("2 2\na 1 2\nb 3 4")]
    [InlineData("2 2\na 1 2 \nb 3 4 \n")]
    [InlineData("2 2\r\na 1 2\r\nb 3 4\r\n")]
    [InlineData("2\t2\na 1\t2\nb  3  4\n\n\n")]
    [InlineData("2 2 \na 1.0 2e0\nb +3 4.\n")]
    [InlineData("\uFEFF2 2\na 1 2\nb 3 4\n")]
    [InlineData("2\t2\na\t1\t2\nb\t3\t4\n")]
    public void The_ways_others_write_it_are_read(string file)
    {
        using ItemVectors read = Format.Read(Directory.Write("v", file));
        Assert.Equal(("a", "b"), (read.Vocabulary[0], read.Vocabulary[1]));
        Assert.Equal([1, 2], read.Vector(0));
        Assert.Equal([3, 4], read.Vector(1));
    }

    [Theory]
    [InlineData("2 2\na 1 2\nb 3\n", "line 3: there are 1 numbers, 2 were expected")]
    [InlineData("2 2\na 1 2 3\nb 3 4\n", "line 2: there are 3 numbers, 2 were expected")]
    [InlineData("2 2\na b 1 2\nc 3 4\n", "line 2: 'b' is not a number")]
    [InlineData("2 2\na 1 2,5\nb 3 4\n", "line 2: '2,5' is not a number")]
    [InlineData("2 2\n\na 1 2\nb 3 4\n", "line 2: the line is empty")]
    [InlineData("2 2\na\nbbbbbbbbb 3 4\n", "line 2: there is no number")]
    [InlineData("2 2\na 1 2\nb nan 4\n", "line 3: a number is NaN")]
    [InlineData("(\u00b5/\u00fd..", "is compressed with Zstandard")]
    [InlineData("BZh9..", "is compressed with bzip2")]
    public void A_broken_line_is_an_error_with_its_number(string file, string message)
        => AssertRefused(file[0] is '(' or 'B' ? Encoding.Latin1.GetBytes(file) : Encoding.UTF8.GetBytes(file), message);

    [Theory]
    [InlineData("3e38 3e38")]
    [InlineData("2e19 0")]
    public void Vectors_whose_squared_length_overflows_are_rejected_when_asked_for(string numbers)
    {
        string path = Directory.Write("v", $"2 2\na 1 2\nb {numbers}\n");
        Item2VecException error = Assert.Throws<Item2VecException>(() => Format.Read(path, new() { RejectOverflow = true }));
        Assert.Contains("line 3: the numbers are so large", error.Message, StringComparison.Ordinal);
        Format.Read(path).Dispose();
    }

    [Fact]
    public void A_decimal_comma_is_named()
        => Assert.Contains("decimal point", Assert.Throws<Item2VecException>(
            () => Format.Read(Directory.Write("v", "1 2\na 1,5 2\n"))).Hint, StringComparison.Ordinal);

    [Fact]
    public void An_endless_line_is_refused_without_reading_it_all()
        => AssertRefused([.. "1 1\n"u8, .. new byte[200_000]], "line 2: the line is longer than");
}
