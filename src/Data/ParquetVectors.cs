using Item2Vec.Data.VectorTables;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Formats;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Data;

/// <summary>
/// A Parquet table with one row per item: id, count, attributes, and vectors as lists. docs/file-formats.md has the schema.
/// </summary>
/// <remarks>Any id can be stored, so <see cref="VectorFormatOptions.EscapeItems"/> has no effect.</remarks>
public sealed class ParquetVectors : IVectorFormat
{
    /// <inheritdoc/>
    public string Name => "parquet";

    /// <inheritdoc/>
    public string Description
        => "a table with a row an item, as pandas, Polars and DuckDB read it; "
            + "loses the training, and one of the two vectors of an item unless both are asked for";

    /// <inheritdoc/>
    public void Write(ItemVectors vectors, string path, VectorFormatOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        options ??= new VectorFormatOptions();
        if (options.NumberType != NumberType.Float32) throw VectorChecks.FullPrecisionOnly(Name);
        using Lease lease = vectors.Acquire();
        VectorTableWriter writer = new(vectors, options);
        AtomicFile.Write(path, stream => writer.WriteAsync(stream).GetAwaiter().GetResult());
    }

    /// <inheritdoc/>
    public ItemVectors Read(string path, VectorFormatOptions? options = null)
        => VectorTableReader.Read(path, options ?? new VectorFormatOptions());
}
