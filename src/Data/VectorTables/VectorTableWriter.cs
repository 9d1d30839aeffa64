using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Formats;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;
using Parquet;
using Parquet.Schema;
using static Item2Vec.Data.VectorTables.VectorTableColumns;

namespace Item2Vec.Data.VectorTables;

/// <summary>Writes vectors as a Parquet table, row group by row group.</summary>
internal sealed class VectorTableWriter
{
    /// <summary>The numbers of a list column in a row group: 16 MB of floats, and 32 MB of levels, which all groups share.</summary>
    private const int NumbersPerGroup = 1 << 22;

    private readonly ItemVectors vectors;
    private readonly List<(DataField Field, EmbeddingMatrix Matrix)> lists = [];
    private readonly List<(DataField Field, StringColumn Column)> attributes = [];
    private readonly DataField item = new(Item, typeof(string), isNullable: false);
    private readonly DataField count = new(Count, typeof(long), isNullable: false);
    private readonly ParquetSchema schema;
    private readonly int rowsPerGroup;
    private readonly int[] definitionLevels;
    private readonly int[] repetitionLevels;
    private readonly float[] numbers;

    /// <exception cref="Item2VecException">A requested vector is missing, or holds a number that is not finite.</exception>
    public VectorTableWriter(ItemVectors vectors, VectorSide side)
    {
        this.vectors = vectors;
        List<Field> fields = [item, count];
        for (int i = 0; i < vectors.Attributes.Names.Count; i++)
        {
            DataField field = new(FreeName(vectors.Attributes.Names[i]), typeof(string), isNullable: true);
            attributes.Add((field, vectors.Attributes.Columns[i]));
            fields.Add(field);
        }

        foreach (VectorSide one in side == VectorSide.Both ? [VectorSide.Input, VectorSide.Output] : new[] { side })
        {
            // A single matrix is the table's vector, whichever it is.
            DataField element = new(ListField.ElementName, typeof(float), isNullable: false);
            fields.Add(new ListField(side == VectorSide.Both && one == VectorSide.Output ? OutputVector : Vector, element));
            lists.Add((element, VectorChecks.Matrix(vectors, one)));
        }

        schema = new ParquetSchema(fields);
        int dimensions = vectors.Dimensions;
        rowsPerGroup = Math.Clamp(NumbersPerGroup / dimensions, 1, Math.Max(1, vectors.Count));
        numbers = new float[rowsPerGroup * dimensions];
        definitionLevels = new int[numbers.Length];
        repetitionLevels = new int[numbers.Length];
        Array.Fill(definitionLevels, lists[0].Field.MaxDefinitionLevel);
        Array.Fill(repetitionLevels, lists[0].Field.MaxRepetitionLevel);
        for (int first = 0; first < numbers.Length; first += dimensions) repetitionLevels[first] = 0;
    }

    public async Task WriteAsync(Stream stream)
    {
        // Trained floats hardly compress; Snappy is cheapest for ids and attributes, which do.
        ParquetOptions options = new() { CompressionMethod = CompressionMethod.Snappy };
        await using ParquetWriter writer = await ParquetWriter.CreateAsync(schema, stream, options).ConfigureAwait(false);
        for (int first = 0; first < vectors.Count; first += rowsPerGroup)
            await WriteGroupAsync(writer, first, Math.Min(rowsPerGroup, vectors.Count - first)).ConfigureAwait(false);
    }

    private async Task WriteGroupAsync(ParquetWriter writer, int first, int rows)
    {
        using ParquetRowGroupWriter group = writer.CreateRowGroup();
        await group.WriteAsync(item, Rows(row => vectors.Vocabulary[row])).ConfigureAwait(false);
        await group.WriteAsync<long>(count, Rows(row => vectors.Vocabulary.CountOf(row))).ConfigureAwait(false);
        foreach ((DataField field, StringColumn column) in attributes)
            await group.WriteAsync(field, Rows(row => column[row]!)).ConfigureAwait(false);
        foreach ((DataField field, EmbeddingMatrix matrix) in lists)
        {
            int dimensions = matrix.Dimensions;
            for (int i = 0; i < rows; i++) matrix.Row(first + i).CopyTo(numbers.AsSpan(i * dimensions));
            int used = rows * dimensions;
            ReadOnlyMemory<int> defined = definitionLevels.AsMemory(0, used);
            ReadOnlyMemory<int> repeated = repetitionLevels.AsMemory(0, used);
            await group.WriteAllPartsAsync<float>(field, numbers.AsMemory(0, used), defined, repeated, default).ConfigureAwait(false);
        }

        T[] Rows<T>(Func<int, T> value)
        {
            T[] values = new T[rows];
            for (int i = 0; i < rows; i++) values[i] = value(first + i);
            return values;
        }
    }

    /// <summary>An attribute's name, extended if the table or an earlier attribute has a column of that name.</summary>
    private string FreeName(string name)
    {
        while (IsTaken(name) || attributes.Exists(HasName)) name = "attribute_" + name;
        return name;

        bool HasName((DataField Field, StringColumn Column) other)
            => string.Equals(other.Field.Name, name, StringComparison.OrdinalIgnoreCase);
    }
}

/// <summary>The names of a table's columns; all others are attributes.</summary>
internal static class VectorTableColumns
{
    public const string Item = "item", Count = "count", Vector = "vector", OutputVector = "output_vector";

    public static bool IsTaken(string name)
        => new[] { Item, Count, Vector, OutputVector }.Contains(name, StringComparer.OrdinalIgnoreCase);
}
