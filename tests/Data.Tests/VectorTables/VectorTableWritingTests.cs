using Item2Vec.Data.DuckDb;
using Item2Vec.Data.VectorTables;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Formats;
using Item2Vec.Embeddings.Vectors;
using Parquet;
using Parquet.Meta;
using Parquet.Schema;
using static Item2Vec.Data.Tests.VectorTables.Tables;

namespace Item2Vec.Data.Tests.VectorTables;

/// <summary>Tables of vectors as others find them.</summary>
public sealed class VectorTableWritingTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(VectorSide.Input)]
    [InlineData(VectorSide.Output)]
    [InlineData(VectorSide.Both)]
    public void What_is_written_comes_back_exactly(VectorSide side)
    {
        using ItemVectors written = Sample();
        new ParquetVectors().Write(written, folder["v.parquet"], new VectorFormatOptions { Side = side });
        using ItemVectors read = new ParquetVectors().Read(folder["v.parquet"]);
        Assert.Equal(side == VectorSide.Both, read.HasOutput);
        Assert.Equal(["title", "attribute_count"], read.Attributes.Names);
        for (int row = 0; row < written.Count; row++)
        {
            Assert.Equal(written.Vocabulary[row], read.Vocabulary[row]);
            Assert.Equal(written.Vocabulary.CountOf(row), read.Vocabulary.CountOf(row));
            Assert.Equal(written.Attributes.Value(row, "title"), read.Attributes.Value(row, "title"));
            Assert.Equal(written.Attributes.Value(row, "count"), read.Attributes.Value(row, "attribute_count"));
            Assert.Equal(Bits(side == VectorSide.Output ? written.OutputVector(row) : written.Vector(row)), Bits(read.Vector(row)));
            if (side == VectorSide.Both) Assert.Equal(Bits(written.OutputVector(row)), Bits(read.OutputVector(row)));
        }
    }

    [Fact]
    public void Vectors_of_several_row_groups_come_back_exactly()
    {
        const int dimensions = 4096;
        using ItemVectors written = Random(2500, dimensions);
        new ParquetVectors().Write(written, folder["v.parquet"]);
        using ItemVectors read = new ParquetVectors().Read(folder["v.parquet"]);
        Assert.Equal(written.Count, read.Count);
        for (int row = 0; row < written.Count; row++) Assert.Equal(Bits(written.Vector(row)), Bits(read.Vector(row)));
        using DuckDatabase database = new();
        Assert.Equal(3, database.Number($"select count(distinct row_group_id) from parquet_metadata('{folder["v.parquet"]}')"));
    }

    [Fact]
    public void DuckDB_reads_the_table()
    {
        using ItemVectors written = Sample();
        new ParquetVectors().Write(written, folder["v.parquet"], new VectorFormatOptions { Side = VectorSide.Both });
        using DuckDatabase database = new();
        using DuckResult result = database.Query(
            $"select item, count, title, vector, output_vector, typeof(vector) from '{folder["v.parquet"]}' order by file_row_number");
        Assert.True(result.MoveNext());
        DuckChunk chunk = result.Current;
        Assert.Equal(written.Count, chunk.Count);
        for (int row = 0; row < chunk.Count; row++)
        {
            Assert.Equal(written.Vocabulary[row], chunk[0].Text(row));
            Assert.Equal(written.Vocabulary.CountOf(row), chunk[1].Values<long>()[row]);
            Assert.Equal(written.Attributes.Value(row, "title"), chunk[2].Text(row));
            Assert.Equal(Bits(written.Vector(row)), Bits(new ListColumn(chunk[3]).Values<float>(row)));
            Assert.Equal(Bits(written.OutputVector(row)), Bits(new ListColumn(chunk[4]).Values<float>(row)));
            Assert.Equal("FLOAT[]", chunk[5].Text(row));
        }
    }

    [Fact]
    public async Task ParquetNet_reads_the_table()
    {
        using ItemVectors written = Sample();
        new ParquetVectors().Write(written, folder["v.parquet"]);
        await using ParquetReader reader = await ParquetReader.CreateAsync(folder["v.parquet"]);
        DataField[] fields = reader.Schema.GetDataFields();
        using ParquetRowGroupReader group = reader.OpenRowGroupReader(0);
        string?[] items = new string?[group.RowCount];
        await group.ReadAsync(fields[0], items.AsMemory());
        float[] numbers = new float[group.RowCount * written.Dimensions];
        int[] levels = new int[numbers.Length];
        await group.ReadRawAsync<float>(fields[^1], numbers, new int[numbers.Length], levels);
        Assert.Equal(Enumerable.Range(0, written.Count).Select(row => written.Vocabulary[row]), items);
        for (int row = 0; row < written.Count; row++)
            Assert.Equal(Bits(written.Vector(row)), Bits(numbers.AsSpan(row * written.Dimensions, written.Dimensions)));
        Assert.Equal(Enumerable.Range(0, levels.Length).Select(i => i % written.Dimensions == 0 ? 0 : 1), levels);
    }

    /// <summary>The schema that pandas and pyarrow write and expect for a data frame with a column of lists.</summary>
    [Fact]
    public async Task The_schema_is_that_of_a_data_frame()
    {
        using ItemVectors written = Sample();
        new ParquetVectors().Write(written, folder["v.parquet"], new VectorFormatOptions { Side = VectorSide.Both });
        await using ParquetReader reader = await ParquetReader.CreateAsync(folder["v.parquet"]);
        string[] schema =
        [
            .. reader.Metadata!.Schema.Skip(1).Select(element => $"{element.RepetitionType} {element.Type} {Kind(element)} {element.Name}")
        ];
        Assert.Equal(
        [
            "REQUIRED BYTE_ARRAY UTF8 item", "REQUIRED INT64  count", "OPTIONAL BYTE_ARRAY UTF8 title",
            "OPTIONAL BYTE_ARRAY UTF8 attribute_count",
            "OPTIONAL  LIST vector", "REPEATED   list", "REQUIRED FLOAT  element",
            "OPTIONAL  LIST output_vector", "REPEATED   list", "REQUIRED FLOAT  element",
        ], schema);
        Assert.All(
            reader.Metadata.RowGroups.SelectMany(group => group.Columns),
            column => Assert.Equal(CompressionCodec.SNAPPY, column.MetaData!.Codec));

        static string Kind(SchemaElement element)
            => element.ConvertedType is ConvertedType.UTF8 or ConvertedType.LIST ? element.ConvertedType.ToString()! : string.Empty;
    }

    [Theory]
    [InlineData("a b\n\t\0%41")]
    [InlineData("é")]
    public void Every_id_is_written_as_it_is(string id)
    {
        foreach (bool escape in new[] { false, true })
        {
            using ItemVectors written = Of(2, [1, 2], (id, 3));
            VectorFormatOptions options = new() { EscapeItems = escape };
            new ParquetVectors().Write(written, folder["v.parquet"], options);
            using ItemVectors read = new ParquetVectors().Read(folder["v.parquet"], options);
            Assert.Equal(id, read.Vocabulary[0]);
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void Numbers_that_are_none_are_not_written(float number)
    {
        using ItemVectors written = Of(2, [1, 2, 3, number], ("a", 2), ("b", 1));
        Item2VecException error = Assert.Throws<Item2VecException>(() => new ParquetVectors().Write(written, folder["v.parquet"]));
        Assert.Contains("'b'", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["v.parquet"]));
    }

    [Fact]
    public void What_cannot_be_written_is_an_error()
    {
        using ItemVectors written = Of(2, [1, 2], ("a", 2));
        Assert.Equal(
            ErrorCode.CannotWrite,
            Assert.Throws<Item2VecException>(() => new ParquetVectors().Write(written, folder["no/v.parquet"])).Code);
        foreach (VectorSide side in new[] { VectorSide.Output, VectorSide.Both })
            Assert.Equal(
                ErrorCode.Usage,
                Assert.Throws<Item2VecException>(
                    () => new ParquetVectors().Write(written, folder["v.parquet"], new VectorFormatOptions { Side = side })).Code);
    }

    [Fact]
    public void Vectors_are_normalized_when_asked_for_and_float16_is_refused()
    {
        using ItemVectors written = Of(2, [3, 4, 0, 0], ("a", 2), ("b", 1));
        new ParquetVectors().Write(written, folder["v.parquet"], new VectorFormatOptions { Normalize = true });
        using ItemVectors read = new ParquetVectors().Read(folder["v.parquet"]);
        Assert.Equal([0.6f, 0.8f], read.Vector(0));
        Assert.Equal([0, 0], read.Vector(1));
        Item2VecException error = Assert.Throws<Item2VecException>(
            () => new ParquetVectors().Write(written, folder["w.parquet"], new VectorFormatOptions { NumberType = NumberType.Float16 }));
        Assert.Equal((ErrorCode.Usage, nameof(VectorFormatOptions.NumberType)), (error.Code, error.Option));
        Assert.False(File.Exists(folder["w.parquet"]));
    }

    [Fact]
    public void The_same_vectors_make_the_same_bytes()
    {
        using ItemVectors written = Sample();
        new ParquetVectors().Write(written, folder["a.parquet"]);
        new ParquetVectors().Write(written, folder["b.parquet"]);
        Assert.Equal(File.ReadAllBytes(folder["a.parquet"]), File.ReadAllBytes(folder["b.parquet"]));
    }
}
