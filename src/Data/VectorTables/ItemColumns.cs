using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Vectors;
using Parquet;
using Parquet.Schema;
using static Item2Vec.Data.VectorTables.VectorTableColumns;

namespace Item2Vec.Data.VectorTables;

/// <summary>The first columns of a table of items: id, count and attributes.</summary>
internal sealed class ItemColumns
{
    private readonly ItemVectors vectors;
    private readonly DataField item = new(Item, typeof(string), isNullable: false);
    private readonly DataField count = new(Count, typeof(long), isNullable: false);
    private readonly List<(DataField Field, StringColumn Column)> attributes = [];

    /// <param name="vectors">The items.</param>
    /// <param name="isTaken">Whether the table has another column of a name.</param>
    public ItemColumns(ItemVectors vectors, Func<string, bool> isTaken)
    {
        this.vectors = vectors;
        for (int i = 0; i < vectors.Attributes.Names.Count; i++)
        {
            string name = vectors.Attributes.Names[i];
            while (isTaken(name) || attributes.Exists(other => IsSame(other.Field.Name, name))) name = "attribute_" + name;
            attributes.Add((new DataField(name, typeof(string), isNullable: true), vectors.Attributes.Columns[i]));
        }
    }

    /// <summary>The columns.</summary>
    public IEnumerable<Field> Fields => [item, count, .. attributes.Select(attribute => attribute.Field)];

    /// <summary>Writes the columns of a row group.</summary>
    public async Task WriteAsync(ParquetRowGroupWriter group, int first, int rows)
    {
        await group.WriteAsync(item, Rows(row => vectors.Vocabulary[row])).ConfigureAwait(false);
        await group.WriteAsync<long>(count, Rows(row => vectors.Vocabulary.CountOf(row))).ConfigureAwait(false);
        foreach ((DataField field, StringColumn column) in attributes)
            await group.WriteAsync(field, Rows(row => column[row]!)).ConfigureAwait(false);

        T[] Rows<T>(Func<int, T> value)
        {
            T[] values = new T[rows];
            for (int i = 0; i < rows; i++) values[i] = value(first + i);
            return values;
        }
    }

    private static bool IsSame(string name, string other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);
}
