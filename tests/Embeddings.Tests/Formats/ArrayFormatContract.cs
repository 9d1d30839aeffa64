using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Formats;
using Item2Vec.Embeddings.Tests.Support;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Embeddings.Tests.Formats;

/// <summary>What formats of arrays promise beyond <see cref="VectorFormatContract"/>: both matrices, and two types of numbers.</summary>
public abstract class ArrayFormatContract : VectorFormatContract
{
    /// <summary>Checks that something is refused as bad data with these words.</summary>
    private protected void AssertRefused(string path, params string[] messages)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Item2VecException error = Assert.Throws<Item2VecException>(() => Format.Read(path));
        Assert.Equal(ErrorCode.BadData, error.Code);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 21, "memory follows what the header says");
        foreach (string message in messages) Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Both_matrices_survive_exactly()
    {
        using ItemVectors vectors = TestVectors.Odd();
        Format.Write(vectors, Directory.File("v"), new VectorFormatOptions { Side = VectorSide.Both });
        using ItemVectors read = Format.Read(Directory.File("v"));
        for (int row = 0; row < vectors.Count; row++)
        {
            Assert.Equal(vectors.Vector(row), read.Vector(row));
            Assert.Equal(vectors.OutputVector(row), read.OutputVector(row));
        }
    }

    [Fact]
    public void A_float16_is_the_nearest_to_the_number()
    {
        VectorFormatOptions half = new() { NumberType = NumberType.Float16, Side = VectorSide.Both };
        using ItemVectors vectors = TestVectors.Random(TestVectors.Named(300), dimensions: 7);
        vectors.Input.Row(0)[0] = 65504;
        vectors.Input.Row(0)[1] = 6e-8f;
        vectors.Input.Row(0)[2] = 1e-9f;
        vectors.Input.Row(0)[3] = -0f;
        Format.Write(vectors, Directory.File("v"), half);
        using ItemVectors read = Format.Read(Directory.File("v"));
        for (int row = 0; row < vectors.Count; row++)
        {
            Assert.Equal(vectors.Vector(row).Select(number => (float)(Half)number), read.Vector(row));
            Assert.Equal(vectors.OutputVector(row).Select(number => (float)(Half)number), read.OutputVector(row));
        }

        Format.Write(read, Directory.File("again"), half);
        using ItemVectors again = Format.Read(Directory.File("again"));
        for (int row = 0; row < vectors.Count; row++) Assert.Equal(read.Vector(row), again.Vector(row));
    }

    [Fact]
    public void A_number_too_large_for_a_float16_is_refused_unless_vectors_are_normalized()
    {
        VectorFormatOptions half = new() { NumberType = NumberType.Float16 };
        using ItemVectors vectors = TestVectors.Random(["a", "b"]);
        vectors.Input.Row(1)[2] = -70000;
        Item2VecException error = Assert.Throws<Item2VecException>(() => Format.Write(vectors, Directory.File("v"), half));
        Assert.Contains("'b' (row 1) holds -70000", error.Message, StringComparison.Ordinal);
        Assert.Contains("Normalize", error.Hint, StringComparison.Ordinal);
        Assert.Empty(Directory.Names());
        Format.Write(vectors, Directory.File("v"), half with { Normalize = true });
        using ItemVectors read = Format.Read(Directory.File("v"));
        Assert.Equal(-1, read.Vector(1)[2], 3);
    }

    [Fact]
    public void An_export_replaces_an_export()
    {
        using ItemVectors first = TestVectors.Random(["a", "b"]);
        using ItemVectors second = TestVectors.Random(["c"], dimensions: 3);
        Format.Write(first, Directory.File("v"), new VectorFormatOptions { Side = VectorSide.Both });
        Format.Write(second, Directory.File("v"));
        using ItemVectors read = Format.Read(Directory.File("v"));
        Assert.Equal("c", read.Vocabulary[0]);
        Assert.False(read.HasOutput);
        Assert.Equal(["v"], Directory.Names());
    }

    [Fact]
    public void Vectors_that_overflow_are_refused_when_asked_for()
    {
        using ItemVectors vectors = TestVectors.Random(["a", "b"]);
        vectors.Input.Row(1).Fill(float.MaxValue);
        Format.Write(vectors, Directory.File("v"));
        Format.Read(Directory.File("v")).Dispose();
        Item2VecException error = Assert.Throws<Item2VecException>(
            () => Format.Read(Directory.File("v"), new VectorFormatOptions { RejectOverflow = true }));
        Assert.Contains("row 2: the numbers are so large", error.Message, StringComparison.Ordinal);
    }
}
