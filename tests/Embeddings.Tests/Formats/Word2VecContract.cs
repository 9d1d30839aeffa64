using System.Diagnostics;
using System.Text;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Formats;
using Item2Vec.Embeddings.Tests.Support;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Embeddings.Tests.Formats;

/// <summary>What the two formats of word2vec.c promise beyond <see cref="VectorFormatContract"/>.</summary>
public abstract class Word2VecContract : VectorFormatContract
{
    private protected abstract string RowName { get; }

    /// <summary>A file of a header and rows, written by the format's rules but with this content.</summary>
    private protected abstract byte[] FileOf(string header, params (byte[] Item, float[] Numbers)[] rows);

    private protected void AssertRefused(byte[] file, params string[] messages)
    {
        string path = Directory.Write("bad", file);
        Item2VecException error = Assert.Throws<Item2VecException>(() => Format.Read(path));
        Assert.Equal(ErrorCode.BadData, error.Code);
        foreach (string message in messages) Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private protected static (byte[] Item, float[] Numbers) Row(string item, params float[] numbers)
        => (Encoding.UTF8.GetBytes(item), numbers);

    [Theory]
    [InlineData("a b")]
    [InlineData("a\r")]
    [InlineData("a\u007f")]
    [InlineData("\n")]
    public void Ids_it_cannot_hold_are_refused_with_the_first_and_their_number(string item)
    {
        using ItemVectors vectors = TestVectors.Random(["plain", item, "c d"]);
        Item2VecException error = Assert.Throws<Item2VecException>(() => Format.Write(vectors, Directory.File("v")));
        Assert.Equal(ErrorCode.BadData, error.Code);
        Assert.Contains($"2 of 3 have some, the first is '{item}' (row 1)", error.Message, StringComparison.Ordinal);
        Assert.Contains("EscapeItems", error.Hint, StringComparison.Ordinal);
        Assert.Empty(Directory.Names());
    }

    [Fact]
    public void Percent_signs_are_plain_unless_escaping_is_asked_for()
    {
        using ItemVectors vectors = TestVectors.Random(["100%25"]);
        Format.Write(vectors, Directory.File("v"));
        using ItemVectors plain = Format.Read(Directory.File("v"));
        using ItemVectors decoded = Format.Read(Directory.File("v"), new VectorFormatOptions { EscapeItems = true });
        Assert.Equal("100%25", plain.Vocabulary[0]);
        Assert.Equal("100%", decoded.Vocabulary[0]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2\n")]
    [InlineData("2 3 4\n")]
    [InlineData("two 3\n")]
    [InlineData("-2 3\n")]
    [InlineData("2 3.5\n")]
    [InlineData("99999999999 3\n")]
    [InlineData("king 0.25 0.5\nman 1 2\n")]
    public void A_header_that_is_none_is_an_error_in_line_1(string file) => AssertRefused(Encoding.UTF8.GetBytes(file), "line 1: ");

    [Theory]
    [InlineData("2 0\n")]
    [InlineData("2 1000000\n")]
    [InlineData("2000000000 65536\n")]
    public void A_header_that_promises_too_much_is_refused_before_memory_is_taken(string file)
        => AssertRefused(Encoding.UTF8.GetBytes(file), "line 1: ");

    [Fact]
    public void Numbers_that_are_none_are_refused_with_their_row()
    {
        int number = RowName == "line" ? 3 : 2;
        foreach (float bad in (float[])[float.NaN, float.PositiveInfinity, float.NegativeInfinity])
            AssertRefused(FileOf("2 2", Row("a", 1, 2), Row("b", bad, 1)), $"{RowName} {number}: ");
    }

    [Fact]
    public void Ids_that_are_there_twice_are_refused_with_both_rows()
        => AssertRefused(
            FileOf("4 1", Row("a", 1), Row("b", 1), Row("c", 1), Row("b", 1)),
            RowName == "line" ? "line 5: the id is the same as that of line 3" : "row 4: the id is the same as that of row 2");

    [Fact]
    public void Ids_that_are_too_long_missing_or_no_text_are_refused()
    {
        AssertRefused(FileOf("2 1", Row("a", 1), Row(new string('x', Vocabulary.MaxItemBytes + 1), 1)), $"{RowName} ", "65536");
        AssertRefused(FileOf("2 1", Row("a", 1), Row("", 1)), "the id is missing");
        AssertRefused(FileOf("2 1", Row("a", 1), ([0xC3, 0x28], [1])), "not UTF-8");
    }

    [Fact]
    public void More_rows_than_promised_are_refused()
        => AssertRefused(FileOf("1 1", Row("a", 1), Row("b", 1)), "more ", "first line promises");

    [Fact]
    public void Fewer_rows_than_promised_are_refused()
        => AssertRefused(FileOf("3 1", Row("a", 1), Row("a longer id than needed".Replace(' ', '-'), 1)), "the file ends here");

    [Theory]
    [InlineData("a%4")]
    [InlineData("a%zz")]
    [InlineData("%")]
    public void Broken_escapes_are_refused(string item)
    {
        string path = Directory.Write("v", FileOf("1 1", Row(item, 1)));
        Item2VecException error = Assert.Throws<Item2VecException>(() => Format.Read(path, new VectorFormatOptions { EscapeItems = true }));
        Assert.Contains("percent sign", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_gzip_although_it_begins_so_is_refused()
        => AssertRefused([0x1F, 0x8B, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);

    [Fact]
    public void Gensim_reads_what_is_written_and_what_gensim_writes_is_read()
    {
        const string python = "/usr/bin/python3";
        bool binary = RowName == "row";
        const int noGensim = 42;
        if (!File.Exists(python)) Assert.Skip("needs /usr/bin/python3");
        using ItemVectors vectors = TestVectors.Random(["WK-Nr4", "naïve", "寿司", "no\u00a0break", "a%20b"], dimensions: 7);
        Format.Write(vectors, Directory.File("ours"));
        string flag = binary ? "True" : "False";
        (int code, string log) = Run(python, "-c", $"""
            import sys
            try: from gensim.models import KeyedVectors
            except ImportError: sys.exit({noGensim})
            vectors = KeyedVectors.load_word2vec_format('{Directory.File("ours")}', binary={flag})
            assert vectors.index_to_key[1] == 'naïve'
            vectors.save_word2vec_format('{Directory.File("theirs")}', binary={flag})
            """);
        if (code == noGensim) Assert.Skip("needs gensim under /usr/bin/python3");
        Assert.True(code == 0, log);
        using ItemVectors read = Format.Read(Directory.File("theirs"));
        for (int row = 0; row < vectors.Count; row++)
        {
            Assert.Equal(vectors.Vocabulary[row], read.Vocabulary[row]);
            Assert.Equal(vectors.Vector(row), read.Vector(row));
        }
    }

    private static (int Code, string Log) Run(string program, params string[] arguments)
    {
        using Process process =
            Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        string log = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, log);
    }
}
