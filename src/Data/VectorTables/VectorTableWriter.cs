using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Formats;
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
    private readonly List<(DataField Field, VectorRows Rows)> lists = [];
    private readonly ItemColumns items;
    private readonly ParquetSchema schema;
    private readonly int rowsPerGroup;
    private readonly int[] definitionLevels;
    private readonly int[] repetitionLevels;
    private readonly float[] numbers;

    /// <exception cref="Item2VecException">A requested vector is missing, or holds a number that is not finite.</exception>
    public VectorTableWriter(ItemVectors vectors, VectorFormatOptions options)
    {
        this.vectors = vectors;
        items = new ItemColumns(vectors, IsTaken);
        List<Field> fields = [.. items.Fields];
        VectorSide side = options.Side;
        foreach (VectorSide one in VectorChecks.Sides(side))
        {
            // A single matrix is the table's vector, whichever it is.
            DataField element = new(ListField.ElementName, typeof(float), isNullable: false);
            fields.Add(new ListField(side == VectorSide.Both && one == VectorSide.Output ? OutputVector : Vector, element));
            lists.Add((element, new VectorRows(vectors, one, options)));
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
        await items.WriteAsync(group, first, rows).ConfigureAwait(false);
        foreach ((DataField field, VectorRows written) in lists)
        {
            int dimensions = written.Dimensions;
            for (int i = 0; i < rows; i++) written[first + i].CopyTo(numbers.AsSpan(i * dimensions));
            int used = rows * dimensions;
            ReadOnlyMemory<int> defined = definitionLevels.AsMemory(0, used);
            ReadOnlyMemory<int> repeated = repetitionLevels.AsMemory(0, used);
            await group.WriteAllPartsAsync<float>(field, numbers.AsMemory(0, used), defined, repeated, default).ConfigureAwait(false);
        }
    }
}

/// <summary>The names of a table's columns; all others are attributes.</summary>
internal static class VectorTableColumns
{
    public const string Item = "item", Count = "count", Vector = "vector", OutputVector = "output_vector";

    public static bool IsTaken(string name)
        => new[] { Item, Count, Vector, OutputVector }.Contains(name, StringComparer.OrdinalIgnoreCase);
}
