using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Vectors;
using Parquet;
using Parquet.Schema;
using static Item2Vec.Data.Tests.VectorTables.Tables;

namespace Item2Vec.Data.Tests.VectorTables;

/// <summary>Tables of vectors as others write them.</summary>
public sealed class VectorTableReadingTests : IDisposable
{
    private const string Two = "(values ('b', [3, 4.5]), ('a', [1, -2])) t(item, vector)";
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("item, vector::FLOAT[] as vector")]
    [InlineData("item, vector::DOUBLE[] as vector")]
    [InlineData("item, vector::FLOAT[2] as vector")]
    [InlineData("item as Item_ID, vector::FLOAT[] as Vector")]
    [InlineData("item, null::VARCHAR as title, vector::FLOAT[] as vector")]
    public void DuckDBs_tables_are_read_in_their_order(string columns)
    {
        foreach (string options
            in new[] { "format parquet", "format parquet, compression zstd, parquet_version v2", "format parquet, compression gzip" })
        {
            using ItemVectors read = Read($"select {columns} from {Two}", options);
            Assert.Equal(["b", "a"], [read.Vocabulary[0], read.Vocabulary[1]]);
            Assert.Equal([3, 4.5f], read.Vector(0));
            Assert.Equal([1, -2f], read.Vector(1));
            Assert.Equal(0, read.Vocabulary.TotalCount);
            Assert.False(read.HasOutput);
        }
    }

    [Theory]
    [InlineData("item::INTEGER")]
    [InlineData("item::UBIGINT")]
    [InlineData("item::VARCHAR")]
    [InlineData("item::BLOB")]
    public void Ids_may_be_numbers(string item)
    {
        using ItemVectors read = Read($"select {item} as item, [1.0::FLOAT] as vector from (values ('12'), ('7')) t(item)");
        Assert.Equal(["12", "7"], [read.Vocabulary[0], read.Vocabulary[1]]);
    }

    [Theory]
    [InlineData("BIGINT")]
    [InlineData("USMALLINT")]
    [InlineData("DOUBLE")]
    public void Rows_come_in_falling_order_of_their_counts(string type)
    {
        using ItemVectors read = Read(
            $"select item, n::{type} as count, [n::FLOAT] as vector, [-n::FLOAT] as output_vector, 't' || n as title from (values ('a', "
                + "1), ('b', 5), ('c', 5), ('d', 7)) t(item, n)");
        Assert.Equal(["d", "b", "c", "a"], Enumerable.Range(0, 4).Select(row => read.Vocabulary[row]));
        Assert.Equal([7L, 5, 5, 1], Enumerable.Range(0, 4).Select(row => read.Vocabulary.CountOf(row)));
        Assert.Equal([7f, 5, 5, 1], Enumerable.Range(0, 4).Select(row => read.Vector(row)[0]));
        Assert.Equal([-7f, -5, -5, -1], Enumerable.Range(0, 4).Select(row => read.OutputVector(row)[0]));
        Assert.Equal(["t7", "t5", "t5", "t1"], Enumerable.Range(0, 4).Select(row => read.Attributes.Value(row, "title")));
    }

    [Fact]
    public void Other_columns_are_attributes()
    {
        using ItemVectors read = Read(
            "select 'a' as item, [1.0::FLOAT] as vector, 2024 as year, ['x', 'y'] as tags, DATE '2024-05-01' as since, '' as empty");
        Assert.Equal(["year", "tags", "since", "empty"], read.Attributes.Names);
        Assert.Equal(["2024", "x|y", "2024-05-01", null], read.Attributes.Names.Select(name => read.Attributes.Value(0, name)));
    }

    [Theory]
    [InlineData("list", "element", true)]
    [InlineData("list", "item", true)]
    [InlineData("bag", "array_element", false)]
    public async Task Lists_are_read_whatever_their_levels_are_called(string container, string element, bool nullable)
    {
        DataField<string> item = new("item");
        DataField number = new(element, typeof(float), isNullable: nullable);
        ListField list = new("vector", number, container);
        await using (FileStream file = File.Create(folder["v.parquet"]))
        await using (ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(item, list), file))
        {
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            await group.WriteAsync(item, new[] { "a", "b" });
            int level = number.MaxDefinitionLevel;
            await group.WriteAllPartsAsync<float>(
                number, new float[] { 1, 2, 3, 4 }, new[] { level, level, level, level }, new[] { 0, 1, 0, 1 }, default);
        }

        using ItemVectors read = new ParquetVectors().Read(folder["v.parquet"]);
        Assert.Equal([1f, 2], read.Vector(0));
        Assert.Equal([3f, 4], read.Vector(1));
    }

    [Theory]
    [InlineData("select item, case when item = 'a' then null else vector::FLOAT[] end as vector", "row 2", "null")]
    [InlineData("select item, case when item = 'a' then [1::FLOAT] else vector::FLOAT[] end as vector", "row 2", "length 1, 2 was")]
    [InlineData("select item, case when item = 'a' then []::FLOAT[] else vector::FLOAT[] end as vector", "row 2", "length 0")]
    [InlineData("select item, case when item = 'a' then [1, null]::FLOAT[] else vector::FLOAT[] end as vector", "row 2", "number 2")]
    [InlineData("select item, case when item = 'a' then ['nan'::FLOAT, 1] else vector::FLOAT[] end as vector", "row 2", "number 1")]
    [InlineData("select item, case when item = 'a' then [1, '-inf'::DOUBLE] else vector::DOUBLE[] end as vector", "row 2", "number 2")]
    [InlineData("select item, case when item = 'a' then [1e300, 1] else vector::DOUBLE[] end as vector", "row 2", "float32")]
    [InlineData("select case when item = 'b' then item end as item, vector::FLOAT[] as vector", "row 2", "id is missing")]
    [InlineData("select '' as item, vector::FLOAT[] as vector", "row 1", "id is missing")]
    [InlineData("select 'x' as item, vector::FLOAT[] as vector", "row 2", "same as that of row 1")]
    [InlineData("select repeat('x', 70000) as item, vector::FLOAT[] as vector", "row 1", "70000 bytes")]
    [InlineData("select item, -1 as count, vector::FLOAT[] as vector", "row 1", "count")]
    [InlineData("select item, 1.5::DOUBLE as count, vector::FLOAT[] as vector", "row 1", "count")]
    [InlineData("select item, null::BIGINT as count, vector::FLOAT[] as vector", "row 1", "count")]
    [InlineData("select item, 'x' as count, vector::FLOAT[] as vector", "column 'count' holds VARCHAR", "whole numbers")]
    [InlineData("select item::VARCHAR as item", "no column 'vector'", "item")]
    [InlineData("select vector::FLOAT[] as vector, 1 as other", "no column 'item'", "vector, other")]
    [InlineData("select 1.5::DOUBLE as item, vector::FLOAT[] as vector", "column 'item' holds DOUBLE", "whole numbers")]
    [InlineData("select item, 1.5 as vector", "column 'vector' holds DECIMAL", "lists of numbers")]
    [InlineData("select item, ['x'] as vector", "column 'vector' holds VARCHAR[]", "lists of numbers")]
    [InlineData("select item, [[1.0::FLOAT]] as vector", "column 'vector' holds FLOAT[][]", "lists of numbers")]
    [InlineData("select item, vector::FLOAT[] as vector, [1::FLOAT] as output_vector", "2 numbers", "output vectors 1")]
    [InlineData("select item, vector::FLOAT[] as vector, null::FLOAT[] as output_vector", "row 1", "'output_vector' is null")]
    public void What_is_no_table_of_vectors_is_refused_with_its_place(string select, string place, string what)
    {
        Item2VecException error = Assert.Throws<Item2VecException>(() => Read($"{select} from {Two}"));
        Assert.Equal(ErrorCode.BadData, error.Code);
        Assert.StartsWith(folder["v.parquet"] + ": ", error.Message, StringComparison.Ordinal);
        Assert.Contains(place, error.Message, StringComparison.Ordinal);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Vectors_whose_squared_length_overflows_are_rejected_when_asked_for()
    {
        folder.Copy("v.parquet", "select 'x' || i as item, [i * 1.5e38, 3e38]::FLOAT[] as vector from range(2) t(i)");
        Item2VecException error = Assert.Throws<Item2VecException>(
            () => new ParquetVectors().Read(folder["v.parquet"], new() { RejectOverflow = true }));
        Assert.Contains("row 1: 'vector': the numbers are so large", error.Message, StringComparison.Ordinal);
        new ParquetVectors().Read(folder["v.parquet"]).Dispose();
    }

    [Fact]
    public void The_row_of_an_error_is_right_beyond_the_first_chunk_and_row_group()
    {
        Item2VecException error = Assert.Throws<Item2VecException>(() => Read(
            "select i as item, i as count, case when i in (7001, 9000) then [0::FLOAT] else [0::FLOAT, 1] end as vector from range(10000) "
                + "t(i)",
            "format parquet, row_group_size 2048"));
        Assert.Contains("row 7002:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_without_rows_is_refused()
        => Assert.Contains(
            "no rows",
            Assert.Throws<Item2VecException>(() => Read($"select item, vector::FLOAT[] as vector from {Two} where false")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_not_there_or_is_no_table_is_refused()
    {
        Assert.Equal(
            ErrorCode.InputMissing, Assert.Throws<Item2VecException>(() => new ParquetVectors().Read(folder["none.parquet"])).Code);
        Assert.Equal(
            ErrorCode.InputMissing,
            Assert.Throws<Item2VecException>(() => new ParquetVectors().Read(Path.GetDirectoryName(folder["none"])!)).Code);
        Assert.Equal(
            ErrorCode.BadData,
            Assert.Throws<Item2VecException>(
                () => new ParquetVectors().Read(folder.Write("text.parquet", "2 3\na 1 2 3\nb 1 2 3\n"))).Code);
        Assert.Equal(
            ErrorCode.BadData, Assert.Throws<Item2VecException>(() => new ParquetVectors().Read(folder.Write("empty.parquet", ""))).Code);
    }

    [Fact]
    public void A_truncated_file_is_refused_wherever_it_ends()
    {
        byte[] whole = File.ReadAllBytes(Written());
        for (int length = 0; length < whole.Length; length += Math.Max(1, whole.Length / 40))
            Assert.Equal(
                ErrorCode.BadData,
                Assert.Throws<Item2VecException>(() => new ParquetVectors().Read(folder.Write("short.parquet", whole[..length]))).Code);
    }

    [Fact]
    public void Any_damage_is_read_or_refused_but_never_crashes()
    {
        byte[] whole = File.ReadAllBytes(Written());
        Random random = new(1);
        for (int round = 0; round < 60; round++)
        {
            byte[] bad = [.. whole];
            for (int flips = random.Next(1, 4); flips > 0; flips--) bad[random.Next(bad.Length)] = (byte)random.Next(256);
            try
            {
                new ParquetVectors().Read(folder.Write("bad.parquet", bad)).Dispose();
            }
            catch (Item2VecException error)
            {
                Assert.Equal(ErrorCode.BadData, error.Code);
            }
        }
    }

    private string Written()
    {
        using ItemVectors vectors = Random(20, 3);
        new ParquetVectors().Write(vectors, folder["whole.parquet"]);
        return folder["whole.parquet"];
    }

    private ItemVectors Read(string query, string options = "format parquet")
        => new ParquetVectors().Read(folder.Copy("v.parquet", query, options));
}
