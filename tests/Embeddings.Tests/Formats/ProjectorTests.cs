using System.Globalization;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Formats;
using Item2Vec.Embeddings.Tests.Support;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Embeddings.Tests.Formats;

public sealed class ProjectorTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    private static IVectorFormat Format => VectorFormats.BuiltIn.Find("projector");

    public void Dispose() => directory.Dispose();

    private string[] Lines(string file) => File.ReadAllLines(Path.Combine(directory.File("p"), file));

    [Fact]
    public void Both_tables_have_a_row_an_item_and_the_second_a_header()
    {
        using ItemVectors vectors = TestVectors.Odd();
        Format.Write(vectors, directory.File("p"));
        string[][] metadata = [.. Lines("metadata.tsv").Select(line => line.Split('\t'))];
        float[][] numbers =
            [.. Lines("vectors.tsv").Select(line => line.Split('\t')
                .Select(text => float.Parse(text, CultureInfo.InvariantCulture)).ToArray())];
        Assert.Equal(["item", "count", "Category", "title"], metadata[0]);
        Assert.Equal((vectors.Count, vectors.Count + 1), (numbers.Length, metadata.Length));
        for (int row = 0; row < vectors.Count; row++)
        {
            Assert.Equal(vectors.Vector(row), numbers[row]);
            Assert.Equal(
                [
                    vectors.Vocabulary[row], vectors.Vocabulary.CountOf(row).ToString(CultureInfo.InvariantCulture),
                    vectors.Attributes.Value(row, "Category") ?? string.Empty, vectors.Attributes.Value(row, "title")!,
                ],
                metadata[row + 1]);
        }
    }

    [Fact]
    public void Tabs_and_line_ends_of_attributes_become_blanks()
    {
        using ItemVectors plain = TestVectors.Random(["a"]);
        using ItemVectors vectors = plain.With(
            new ItemAttributes(["item", "t\tt"], [StringColumn.Of(["x"]), StringColumn.Of(["1\t2\n3\r4"])]));
        Format.Write(vectors, directory.File("p"));
        Assert.Equal(["item\tcount\tattribute_item\tt t", "a\t3\tx\t1 2 3 4"], Lines("metadata.tsv"));
    }

    [Theory]
    [InlineData("a\tb", "a%09b")]
    [InlineData("a\n", "a%0A")]
    public void An_id_with_a_tab_or_a_line_end_is_refused_or_escaped(string item, string escaped)
    {
        using ItemVectors vectors = TestVectors.Random([item]);
        Assert.Equal(
            nameof(VectorFormatOptions.EscapeItems),
            Assert.Throws<Item2VecException>(() => Format.Write(vectors, directory.File("p"))).Option);
        Assert.Empty(directory.Names());
        Format.Write(vectors, directory.File("p"), new VectorFormatOptions { EscapeItems = true });
        Assert.Equal(escaped + "\t3", Lines("metadata.tsv")[1]);
    }

    [Fact]
    public void It_holds_one_matrix_in_float32_and_is_not_read()
    {
        using ItemVectors vectors = TestVectors.Random(["a"]);
        Format.Write(vectors, directory.File("p"), new VectorFormatOptions { Side = VectorSide.Output, Normalize = true });
        float[] output = vectors.OutputVector(0);
        double length = Math.Sqrt(output.Sum(number => (double)number * number));
        Assert.Equal(output[0] / length, double.Parse(Lines("vectors.tsv")[0].Split('\t')[0], CultureInfo.InvariantCulture), 6);
        foreach (VectorFormatOptions options in new VectorFormatOptions[]
        {
            new() { Side = VectorSide.Both }, new() { NumberType = NumberType.Float16 },
        })
            Assert.Equal(ErrorCode.Usage, Assert.Throws<Item2VecException>(() => Format.Write(vectors, directory.File("q"), options)).Code);
        Assert.False(Format.CanRead);
        Assert.Equal(ErrorCode.Usage, Assert.Throws<Item2VecException>(() => Format.Read(directory.File("p"))).Code);
    }
}
