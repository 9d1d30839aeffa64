using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Formats;
using Item2Vec.Embeddings.Tests.Support;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Embeddings.Tests.Formats;

public sealed class NpyTests : ArrayFormatContract
{
    private const string Matrix = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";

    private protected override IVectorFormat Format => VectorFormats.BuiltIn.Find("npy");

    private protected override string FileIn(string path) => Path.Combine(path, "vectors.npy");

    private protected override string With(byte[] content)
    {
        string directory = Directory.File("changed");
        System.IO.Directory.CreateDirectory(directory);
        File.WriteAllBytes(FileIn(directory), content);
        File.Copy(Path.Combine(Directory.File("v"), "ids.txt"), Path.Combine(directory, "ids.txt"), overwrite: true);
        return directory;
    }

    /// <summary>An array as NumPy writes it.</summary>
    private static byte[] Array(string header, byte[] numbers, int version = 1)
    {
        byte[] text = Encoding.UTF8.GetBytes(header + "\n");
        byte[] length = new byte[version == 1 ? 2 : 4];
        if (version == 1) BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)text.Length);
        else BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
        return [0x93, .. "NUMPY"u8, (byte)version, 0, .. length, .. text, .. numbers];
    }

    private static byte[] Six<T>(Func<int, T> number)
        where T : struct
        => MemoryMarshal.AsBytes<T>([.. Enumerable.Range(1, 6).Select(number)]).ToArray();

    private string Written(byte[] array, string ids = "a\nb\n")
    {
        Directory.Write("ids.txt", ids);
        return Directory.Write("x.npy", array);
    }

    [Fact]
    public void The_files_are_exactly_those_of_NumPy()
    {
        using ItemVectors vectors = TestVectors.Random(["a b", "é"], dimensions: 3);
        Format.Write(vectors, Directory.File("v"), new VectorFormatOptions { Side = VectorSide.Both });
        byte[] file = File.ReadAllBytes(FileIn(Directory.File("v")));
        Assert.Equal(128 + (2 * 3 * 4), file.Length);
        float[] numbers = [.. vectors.Vector(0), .. vectors.Vector(1)];
        Assert.Equal(Array(Matrix.PadRight(128 - 11), MemoryMarshal.AsBytes<float>(numbers).ToArray()), file);
        Assert.Equal("a b\né\n", File.ReadAllText(Path.Combine(Directory.File("v"), "ids.txt")));
        Assert.Equal(
            ["export.json", "ids.txt", "output_vectors.npy", "vectors.npy"],
            System.IO.Directory.EnumerateFiles(Directory.File("v")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Arrays_of_each_type_and_version_are_read_with_the_ids_beside_them()
    {
        foreach ((string type, byte[] numbers) in new[]
        {
            ("<f2", Six(i => (Half)i)), ("<f4", Six(i => (float)i)), ("<f8", Six(i => (double)i)),
        })
        {
            for (int version = 1; version <= 3; version++)
            {
                using ItemVectors read = Format.Read(
                    Written(Array(Matrix.Replace("<f4", type, StringComparison.Ordinal), numbers, version), "\ufeffa\r\nb"));
                Assert.Equal(["a", "b"], Enumerable.Range(0, 2).Select(row => read.Vocabulary[row]));
                Assert.Equal([4, 5, 6], read.Vector(1));
            }
        }
    }

    [Theory]
    [InlineData("'descr': '<f4'", "'descr': '>f4'", "big-endian (>f4)")]
    [InlineData("'descr': '<f4'", "'descr': '<i4'", "the array holds <i4; <f2, <f4 or <f8 was expected")]
    [InlineData("'descr': '<f4'", "'descr': '|O'", "the array holds |O")]
    [InlineData("'descr': '<f4'", "'descr': [('x', '<f4')]", "the array holds a record")]
    [InlineData("False", "True", "Fortran order")]
    [InlineData("(2, 3)", "(6,)", "the array has the shape (6,), two dimensions were expected")]
    [InlineData("(2, 3)", "(1, 2, 3)", "two dimensions were expected")]
    [InlineData("(2, 3)", "()", "two dimensions were expected")]
    [InlineData("(2, 3)", "(6, 0)", "up to 2147483646 rows of 1 to 65536 numbers are possible")]
    [InlineData("(2, 3)", "(-2, 3)", "are possible")]
    [InlineData("(2, 3)", "(1, 65537)", "are possible")]
    [InlineData("(2, 3)", "(2147483646, 65536)", "promises 2147483646 rows of 65536 numbers, 562949952897024 bytes; 24 bytes follow")]
    [InlineData("(2, 3)", "(2, 4)", "32 bytes; 24 bytes follow")]
    [InlineData("(2, 3)", "(2, 2)", "16 bytes; 24 bytes follow")]
    [InlineData("'shape'", "'form'", "the header cannot be read")]
    [InlineData("{", "", "the header cannot be read")]
    public void A_header_that_is_none_of_a_matrix_is_refused(string part, string other, string message)
        => AssertRefused(Written(Array(Matrix.Replace(part, other, StringComparison.Ordinal), Six(i => (float)i))), "x.npy: ", message);

    [Fact]
    public void What_is_no_array_is_refused()
    {
        byte[] array = Array(Matrix, Six(i => (float)i));
        AssertRefused(Written([]), "is no .npy file");
        AssertRefused(Written("word2vec"u8.ToArray()), "is no .npy file");
        AssertRefused(Written([.. array[..6], 9, .. array[7..]]), "version 9");
        AssertRefused(Written([.. array[..6], 2, 0, 0xff, 0xff, 0xff, 0x7f, .. array[10..]]), "the header has 2147483647 bytes");
        AssertRefused(Written([.. array[..8], 0xff, 0x7f, .. array[10..]]), "the file ends inside its header");
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void Numbers_that_are_none_are_refused_with_their_row(float number)
        => AssertRefused(Written(Array(Matrix, Six(i => i == 5 ? number : i))), "x.npy: row 2: a number is ");

    [Fact]
    public void A_float64_too_large_for_a_float32_is_refused()
        => AssertRefused(
            Written(Array(Matrix.Replace("f4", "f8", StringComparison.Ordinal), Six(i => i == 1 ? 1e300 : i))), "row 1: a number is ");

    [Theory]
    [InlineData("a\n", "ids.txt: line 2: the file ends here, after 1 ids; ")]
    [InlineData("", "ids.txt: line 1: the file ends here")]
    [InlineData("a\nb\nc\n", "ids.txt: line 3: there are more ids than ")]
    [InlineData("a\na\n", "ids.txt: line 2: the id is the same as that of line 1")]
    [InlineData("a\n\nb\n", "ids.txt: line 2: the id is missing")]
    public void Ids_that_do_not_fit_are_refused_with_their_line(string ids, string message)
        => AssertRefused(Written(Array(Matrix, Six(i => (float)i)), ids), message);

    [Fact]
    public void Ids_that_are_no_text_or_too_long_are_refused()
    {
        string path = Written(Array(Matrix, Six(i => (float)i)));
        Directory.Write("ids.txt", [(byte)'a', (byte)'\n', 0xff, (byte)'\n']);
        AssertRefused(path, "line 2: the id is not UTF-8 text");
        Directory.Write("ids.txt", new string('x', 70000));
        AssertRefused(path, "line 1: the id has more than 65536 bytes");
        File.Delete(Directory.File("ids.txt"));
        Item2VecException error = Assert.Throws<Item2VecException>(() => Format.Read(path));
        Assert.Equal(ErrorCode.InputMissing, error.Code);
        Assert.Contains("ids.txt: there is no such file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Output_vectors_of_another_shape_are_refused()
    {
        using ItemVectors vectors = TestVectors.Random(["a", "b"], dimensions: 3);
        Format.Write(vectors, Directory.File("v"), new VectorFormatOptions { Side = VectorSide.Both });
        File.WriteAllBytes(
            Path.Combine(Directory.File("v"), "output_vectors.npy"),
            Array(Matrix.Replace("(2, 3)", "(3, 2)", StringComparison.Ordinal), Six(i => (float)i)));
        AssertRefused(Directory.File("v"), "output_vectors.npy: the array has 3 rows of 2 numbers, vectors.npy 2 of 3");
    }

    [Theory]
    [InlineData("a\nb")]
    [InlineData("\r")]
    [InlineData("\ufeffx")]
    public void Ids_that_a_line_cannot_hold_are_refused(string item)
    {
        using ItemVectors vectors = TestVectors.Random([item, "a b"]);
        Assert.Contains(
            "(row 0)", Assert.Throws<Item2VecException>(() => Format.Write(vectors, Directory.File("v"))).Message,
            StringComparison.Ordinal);
        Assert.Empty(Directory.Names());
    }
}
