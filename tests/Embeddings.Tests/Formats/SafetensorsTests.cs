using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Item2Vec.Embeddings.Formats;
using Item2Vec.Embeddings.Tests.Support;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Embeddings.Tests.Formats;

public sealed class SafetensorsTests : ArrayFormatContract
{
    private const string Numbers = """{"w":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}}""";

    private const string Whole = """
        {"vectors":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"counts":{"dtype":"I64","shape":[2],"data_offsets":[8,24]},
        "id_offsets":{"dtype":"I64","shape":[3],"data_offsets":[24,48]},"id_bytes":{"dtype":"U8","shape":[3],"data_offsets":[48,51]}}
        """;

    private static readonly string WithTwoIdBytes =
        Whole.Replace("[3],\"data_offsets\":[48,51]", "[2],\"data_offsets\":[48,50]", StringComparison.Ordinal);

    private protected override IVectorFormat Format => VectorFormats.BuiltIn.Find("safetensors");

    private protected override bool KeepsCounts => true;

    private static byte[] FileOf(string header, byte[] content)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        return [.. length, .. text, .. content];
    }

    private static byte[] Bytes<T>(params T[] numbers)
        where T : struct
        => MemoryMarshal.AsBytes<T>(numbers).ToArray();

    private static byte[] Content(long[] counts, long[] offsets, string ids, params float[] numbers)
        => [.. Bytes(numbers), .. Bytes(counts), .. Bytes(offsets), .. Encoding.UTF8.GetBytes(ids)];

    private string Written(string header, byte[] content, string ids = "a\nb\n")
    {
        Directory.Write("ids.txt", ids);
        return Directory.Write("x.safetensors", FileOf(header, content));
    }

    [Fact]
    public void The_header_says_where_each_tensor_lies()
    {
        using ItemVectors vectors = TestVectors.Random(["a", "é"], dimensions: 3);
        Format.Write(
            vectors, Directory.File("v"),
            new VectorFormatOptions { Side = VectorSide.Both, NumberType = NumberType.Float16, Normalize = true });
        byte[] file = File.ReadAllBytes(Directory.File("v"));
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        Assert.Equal(0, length % 8);
        Assert.Equal((byte)'{', file[8]);
        using JsonDocument json = JsonDocument.Parse(file.AsMemory(8, length));
        Assert.Equal(
            [
                "__metadata__: {\"format\":\"item2vec\",\"matrix\":\"both\",\"type\":\"float16\",\"normalized\":\"true\"}",
                "counts: {\"dtype\":\"I64\",\"shape\":[2],\"data_offsets\":[0,16]}",
                "id_offsets: {\"dtype\":\"I64\",\"shape\":[3],\"data_offsets\":[16,40]}",
                "vectors: {\"dtype\":\"F16\",\"shape\":[2,3],\"data_offsets\":[40,52]}",
                "output_vectors: {\"dtype\":\"F16\",\"shape\":[2,3],\"data_offsets\":[52,64]}",
                "id_bytes: {\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[64,67]}",
            ],
            json.RootElement.EnumerateObject().Select(property => $"{property.Name}: {property.Value.GetRawText()}"));
        byte[] content = file[(8 + length)..];
        Assert.Equal([6L, 3, 0, 1, 3], MemoryMarshal.Cast<byte, long>(content.AsSpan(0, 40)).ToArray());
        Assert.Equal("aé", Encoding.UTF8.GetString(content[64..]));
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a\n\0%41")]
    public void Any_id_is_stored_as_it_is(string item)
    {
        using ItemVectors vectors = TestVectors.Random([item, "z"]);
        Format.Write(vectors, Directory.File("v"));
        using ItemVectors read = Format.Read(Directory.File("v"));
        Assert.Equal(item, read.Vocabulary[0]);
    }

    [Fact]
    public void A_file_of_another_tool_is_read_with_the_ids_beside_it()
    {
        foreach ((string type, byte[] numbers) in new[]
        {
            ("F16", Bytes((Half)1, (Half)2, (Half)3, (Half)4, (Half)5, (Half)6)),
            ("BF16", Bytes<ushort>(0x3f80, 0x4000, 0x4040, 0x4080, 0x40a0, 0x40c0)),
            ("F32", Bytes(1f, 2, 3, 4, 5, 6)), ("F64", Bytes(1d, 2, 3, 4, 5, 6)),
        })
        {
            string header = Numbers.Replace("F32", type, StringComparison.Ordinal)
                .Replace("24", $"{numbers.Length}", StringComparison.Ordinal);
            using ItemVectors read = Format.Read(Written(header, numbers));
            Assert.Equal("b", read.Vocabulary[1]);
            Assert.Equal([4, 5, 6], read.Vector(1));
        }

        AssertRefused(Written(Numbers, Bytes(1f, 2, 3, 4, 5, 6), "a\n"), "ids.txt: line 2: the file ends here, after 1 ids");
    }

    [Fact]
    public void Rows_are_sorted_by_their_counts()
    {
        using ItemVectors read = Format.Read(Written(Whole, Content([3, 7], [0, 1, 3], "abc", 1, 2)));
        Assert.Equal(["bc", "a"], Enumerable.Range(0, 2).Select(row => read.Vocabulary[row]));
        Assert.Equal((7, 3), (read.Vocabulary.CountOf(0), read.Vocabulary.CountOf(1)));
        Assert.Equal([2], read.Vector(0));
    }

    [Fact]
    public void Ids_and_counts_that_do_not_fit_are_refused()
    {
        AssertRefused(Written(Whole, Content([7, -3], [0, 1, 3], "abc", 1, 2)), "row 2: the count is -3");
        AssertRefused(Written(Whole, Content([7, 3], [0, 1, 4], "abc", 1, 2)), "'id_offsets' goes from 0 to 4, 0 to 3 was expected");
        AssertRefused(Written(Whole, Content([7, 3], [1, 1, 3], "abc", 1, 2)), "'id_offsets' goes from 1 to 3");
        AssertRefused(Written(Whole, Content([7, 3], [0, 5, 3], "abc", 1, 2)), "row 1: the id ends at byte 5 and has 5 bytes");
        AssertRefused(Written(Whole, Content([7, 3], [0, -1, 3], "abc", 1, 2)), "row 1: the id ends at byte -1 and has -1 bytes");
        AssertRefused(Written(Whole, Content([7, 3], [0, 70000, 3], "abc", 1, 2)), "row 1: the id ends at byte 70000");
        AssertRefused(
            Written(Whole.Replace("id_bytes", "bytes", StringComparison.Ordinal), Content([7, 3], [0, 1, 3], "abc", 1, 2)),
            "there is a tensor 'id_offsets' but none 'id_bytes'");
        AssertRefused(Written(Whole, Content([7, 3], [0, 0, 3], "abc", 1, 2)), "row 1: the id is missing");
        AssertRefused(Written(Whole, [.. Content([7, 3], [0, 1, 3], "a", 1, 2), 0xff, 0xff]), "row 2: the id is not UTF-8");
        AssertRefused(Written(WithTwoIdBytes, Content([7, 3], [0, 1, 2], "aa", 1, 2)), "row 2: the id is the same as that of row 1");
        AssertRefused(
            Written(
                Whole.Replace("\"counts\":{\"dtype\":\"I64\"", "\"counts\":{\"dtype\":\"F64\"", StringComparison.Ordinal),
                Content([7, 3], [0, 1, 3], "abc", 1, 2)),
            "'counts' (F64 2): a list of 2 I64 was expected");
        AssertRefused(Written(Whole, Content([7, 3], [0, 1, 3], "abc", 1, float.NaN)), "'vectors': row 2: a number is NaN");
    }

    [Theory]
    [InlineData("[0,24]", "[0,20]", "tensor 'w' (F32 2 x 3) needs 24 bytes, its offsets span 20")]
    [InlineData("[2,3]", "[2147483647,65536]", "needs 562949953159168 bytes")]
    [InlineData("[2,3]", "[9223372036854775807,9223372036854775807]", "needs 9223372036854775807 bytes")]
    [InlineData("[2,3]", "[-2,-3]", "the header is no description of tensors")]
    [InlineData("[0,24]", "[24,0]", "the header is no description of tensors")]
    [InlineData("[0,24]", "[0]", "the header is no description of tensors")]
    [InlineData("[0,24]", "[8,32]", "begins at byte 8, 0 was expected")]
    [InlineData(
        "F32\",\"shape\":[2,3]", "I32\",\"shape\":[2,3]",
        "there is no tensor 'vectors', and 0 others are matrices of numbers; the tensors are 'w' (I32 2 x 3)")]
    [InlineData("[2,3]", "[6]", "0 others are matrices")]
    [InlineData("w\"", "vectors\"", null)]
    [InlineData("\"w\":{\"dtype\":\"F32\"", "\"vectors\":{\"dtype\":\"I32\"", "'vectors' (I32 2 x 3): F16, BF16, F32 or F64 was expected")]
    [InlineData(
        "\"w\":{\"dtype\":\"F32\",\"shape\":[2,3]", "\"vectors\":{\"dtype\":\"F32\",\"shape\":[6]",
        "'vectors' (F32 6): up to 2147483646 rows")]
    [InlineData("{\"w\"", "[\"w\"", "the header is no description of tensors")]
    [InlineData(
        "{\"w\":", "{\"w\":{\"dtype\":\"F32\",\"shape\":[0,1],\"data_offsets\":[0,0]},\"w\":",
        "the header is no description of tensors")]
    public void A_header_that_lies_is_refused(string part, string other, string? message)
    {
        string path = Written(Numbers.Replace(part, other, StringComparison.Ordinal), Bytes(1f, 2, 3, 4, 5, 6));
        if (message is null) Format.Read(path).Dispose();
        else AssertRefused(path, "x.safetensors: ", message);
    }

    [Fact]
    public void What_is_no_such_file_is_refused()
    {
        byte[] numbers = Bytes(1f, 2, 3, 4, 5, 6);
        AssertRefused(Directory.Write("x", []), "it ends before its header");
        AssertRefused(Directory.Write("x", "word2vec"u8.ToArray()), "is no safetensors file: it begins with a header's length");
        AssertRefused(Directory.Write("x", Bytes<long>(1000, 0)), "the file ends inside its header, which has 1000 bytes");
        AssertRefused(Written(Numbers, numbers[..^1]), "the header promises 24 bytes of tensors; 23 bytes follow");
        AssertRefused(Written(Numbers, [.. numbers, 0]), "the header promises 24 bytes of tensors; 25 bytes follow");
        AssertRefused(
            Written(
                """{"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"b":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}}""",
                numbers),
            "begins at byte 0, 24 was expected");
        AssertRefused(
            Written(
                """{"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"b":{"dtype":"F32","shape":[2,0],"data_offsets":[24,24]}}""",
                numbers),
            "2 others are matrices of numbers");
    }

    [Fact]
    public void Output_vectors_of_another_shape_are_refused()
        => AssertRefused(
            Written(
                """
                {"vectors":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},
                "output_vectors":{"dtype":"F32","shape":[2,1],"data_offsets":[16,24]}}
                """,
                Bytes(1f, 2, 3, 4, 5, 6)),
            "'output_vectors' (F32 2 x 1) has another shape than 'vectors' (F32 2 x 2)");

    [Fact]
    public void Ids_that_are_nowhere_are_missed()
    {
        string path = Written(Numbers, Bytes(1f, 2, 3, 4, 5, 6));
        File.Delete(Directory.File("ids.txt"));
        AssertRefused(path, "there are no tensors 'id_bytes' and 'id_offsets', and no ids.txt beside it");
    }
}
