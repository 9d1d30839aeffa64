using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Formats;
using Item2Vec.Embeddings.Tests.Support;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Embeddings.Tests.Formats;

/// <summary>What every format promises. A format's tests inherit it.</summary>
public abstract class VectorFormatContract : IDisposable
{
    private protected TemporaryDirectory Directory { get; } = new();

    private protected abstract IVectorFormat Format { get; }

    /// <summary>Whether counts survive.</summary>
    private protected virtual bool KeepsCounts => false;

    /// <summary>The file with the numbers of what was written to a path.</summary>
    private protected virtual string FileIn(string path) => path;

    /// <summary>Makes something to read of what such a file holds now.</summary>
    private protected virtual string With(byte[] content) => Directory.Write("changed", content);

    public void Dispose()
    {
        Directory.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void It_is_in_the_registry_under_its_name()
    {
        Assert.IsType(Format.GetType(), VectorFormats.BuiltIn.Find(Format.Name));
        Assert.Contains(VectorFormats.BuiltIn.All, format => format.Name == Format.Name);
        Assert.NotEmpty(Format.Description);
    }

    [Theory]
    [InlineData(VectorSide.Input, "v")]
    [InlineData(VectorSide.Output, "v")]
    [InlineData(VectorSide.Input, "v.gz")]
    public void Ids_order_and_numbers_survive_exactly(VectorSide side, string file)
    {
        using ItemVectors vectors = TestVectors.Odd();
        vectors.Input.Row(0)[0] = 1e-30f;
        vectors.Input.Row(0)[1] = float.MaxValue;
        vectors.Input.Row(0)[2] = -0f;
        vectors.Input.Row(0)[3] = float.Epsilon;
        Format.Write(vectors, Directory.File(file), new VectorFormatOptions { Side = side });
        using ItemVectors read = Format.Read(Directory.File(file));
        Assert.Equal(vectors.Count, read.Count);
        Assert.False(read.HasOutput);
        Assert.Null(read.Training);
        for (int row = 0; row < vectors.Count; row++)
        {
            Assert.Equal(vectors.Vocabulary[row], read.Vocabulary[row]);
            Assert.Equal(side == VectorSide.Input ? vectors.Vector(row) : vectors.OutputVector(row), read.Vector(row));
            Assert.Equal(KeepsCounts ? vectors.Vocabulary.CountOf(row) : 0, read.Vocabulary.CountOf(row));
        }

        read.Save(Directory.File("imported.i2v"));
        using ItemVectors opened = ItemVectors.Open(Directory.File("imported.i2v"), verify: true);
        TestVectors.AssertSame(read, opened);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a\nb")]
    [InlineData(" ")]
    [InlineData("a\0")]
    [InlineData("\ttab")]
    [InlineData("100%")]
    public void Ids_survive_when_escaped(string item)
    {
        VectorFormatOptions escape = new() { EscapeItems = true };
        using ItemVectors vectors = TestVectors.Random(["plain", item, "é %41"]);
        Format.Write(vectors, Directory.File("v"), escape);
        using ItemVectors read = Format.Read(Directory.File("v"), escape);
        Assert.Equal(["plain", item, "é %41"], Enumerable.Range(0, 3).Select(row => read.Vocabulary[row]));
        Assert.Equal(vectors.Vector(1), read.Vector(1));
    }

    [Fact]
    public void The_longest_id_survives_also_when_all_of_it_is_escaped()
    {
        VectorFormatOptions escape = new() { EscapeItems = true };
        string longest = new(' ', Vocabulary.MaxItemBytes);
        using ItemVectors vectors = TestVectors.Random([longest]);
        Format.Write(vectors, Directory.File("v"), escape);
        using ItemVectors read = Format.Read(Directory.File("v"), escape);
        Assert.Equal(longest, read.Vocabulary[0]);
    }

    [Fact]
    public void A_model_without_items_survives()
    {
        using ItemVectors empty = TestVectors.Random([]);
        Format.Write(empty, Directory.File("v"));
        using ItemVectors read = Format.Read(Directory.File("v"));
        Assert.Equal((0, 5), (read.Count, read.Dimensions));
    }

    [Fact]
    public void Many_rows_survive()
    {
        using ItemVectors vectors = TestVectors.Random(TestVectors.Named(5000), dimensions: 33);
        Format.Write(vectors, Directory.File("v"));
        using ItemVectors read = Format.Read(Directory.File("v"));
        for (int row = 0; row < vectors.Count; row++) Assert.Equal(vectors.Vector(row), read.Vector(row));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Numbers_that_are_none_are_not_written(float number)
    {
        using ItemVectors vectors = TestVectors.Random(["a", "b"]);
        vectors.Input.Row(1)[3] = number;
        Item2VecException error = Assert.Throws<Item2VecException>(() => Format.Write(vectors, Directory.File("v")));
        Assert.Contains("'b'", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.Names());
    }

    [Fact]
    public void Normalized_vectors_have_length_1_and_those_of_zeros_stay()
    {
        using ItemVectors vectors = TestVectors.Random(["a", "b", "c"]);
        vectors.Input.Row(1).Clear();
        vectors.Input.Row(2).Fill(1e-30f);
        Format.Write(vectors, Directory.File("v"), new VectorFormatOptions { Normalize = true });
        using ItemVectors read = Format.Read(Directory.File("v"));
        Assert.Equal(vectors.Vector(0).Select(number => (float)(number / Length(vectors.Vector(0)))), read.Vector(0), new Close());
        Assert.Equal(1, Length(read.Vector(0)), 6);
        Assert.Equal(new float[5], read.Vector(1));
        Assert.Equal(1, Length(read.Vector(2)), 6);

        static double Length(float[] vector) => Math.Sqrt(vector.Sum(number => (double)number * number));
    }

    [Fact]
    public void Output_vectors_that_are_not_there_are_an_error()
    {
        using ItemVectors vectors = TestVectors.Random(["a"], output: false);
        Item2VecException error = Assert.Throws<Item2VecException>(
            () => Format.Write(vectors, Directory.File("v"), new VectorFormatOptions { Side = VectorSide.Output }));
        Assert.Equal(ErrorCode.Usage, error.Code);
    }

    [Fact]
    public void A_file_that_is_missing_or_cannot_be_written_is_an_error()
    {
        using ItemVectors vectors = TestVectors.Random(["a"]);
        Assert.Equal(ErrorCode.InputMissing, Assert.Throws<Item2VecException>(() => Format.Read(Directory.File("none"))).Code);
        Assert.Equal(ErrorCode.InputMissing, Assert.Throws<Item2VecException>(() => Format.Read(Directory.Path)).Code);
        Assert.Equal(ErrorCode.CannotWrite, Assert.Throws<Item2VecException>(() => Format.Write(vectors, Directory.File("no/v"))).Code);
    }

    [Fact]
    public void A_truncated_file_is_an_error_wherever_it_ends()
    {
        using ItemVectors vectors = TestVectors.Random(["a", "bb", "ccc"], dimensions: 2);
        Format.Write(vectors, Directory.File("v"));
        byte[] whole = File.ReadAllBytes(FileIn(Directory.File("v")));

        // Text that ends inside its last number cannot be told from a shorter number, nor a file without its last line end from a whole
        // one.
        for (int length = 0; length < whole.Length - 16; length++)
        {
            string path = With(whole[..length]);
            Item2VecException error = Assert.Throws<Item2VecException>(() => Format.Read(path));
            Assert.Equal(ErrorCode.BadData, error.Code);
            Assert.StartsWith(FileIn(path) + ": ", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Any_damage_is_read_or_refused_but_never_crashes()
    {
        using ItemVectors vectors = TestVectors.Random(["a", "bb", "ccc"], dimensions: 3);
        Format.Write(vectors, Directory.File("v"));
        byte[] whole = File.ReadAllBytes(FileIn(Directory.File("v")));
        Random random = new(1);
        for (int round = 0; round < 1000; round++)
        {
            byte[] bad = [.. whole];
            for (int flips = random.Next(1, 4); flips > 0; flips--) bad[random.Next(bad.Length)] = (byte)random.Next(256);
            try
            {
                Format.Read(With(bad)).Dispose();
            }
            catch (Item2VecException error)
            {
                Assert.Equal(ErrorCode.BadData, error.Code);
            }
        }
    }

    private protected sealed class Close : IEqualityComparer<float>
    {
        public bool Equals(float x, float y) => Math.Abs(x - y) <= 1e-6f;

        public int GetHashCode(float obj) => 0;
    }
}
