using DuckDB.NET.Native;
using static DuckDB.NET.Native.NativeMethods;

namespace Item2Vec.Data.DuckDb;

/// <summary>Up to 2,048 rows of a result, column by column.</summary>
internal readonly ref struct DuckChunk(DuckDBDataChunk chunk)
{
    public int Count { get; } = (int)DataChunks.DuckDBDataChunkGetSize(chunk);

    public DuckColumn this[int column] => new(DataChunks.DuckDBDataChunkGetVector(chunk, column), Count);
}

/// <summary>A column of a chunk. Values of null rows are undefined.</summary>
internal readonly unsafe ref struct DuckColumn
{
    private readonly nint vector;
    private readonly void* data;
    private readonly ulong* validity;
    private readonly int count;

    internal DuckColumn(nint vector, int count)
    {
        this.vector = vector;
        this.count = count;
        data = Vectors.DuckDBVectorGetData(vector);
        validity = Vectors.DuckDBVectorGetValidity(vector);
    }

    /// <summary>Whether some row may be null.</summary>
    public bool MayHaveNulls => validity != null;

    /// <summary>The elements that the lists of a list column point into.</summary>
    public DuckColumn Elements => new(Vectors.DuckDBListVectorGetChild(vector), (int)Vectors.DuckDBListVectorGetSize(vector));

    public bool IsNull(int row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)count);
        return validity != null && (validity[row >> 6] & (1UL << (row & 63))) == 0;
    }

    /// <summary>The values in memory; <typeparamref name="T"/> must have the column's width.</summary>
    public ReadOnlySpan<T> Values<T>()
        where T : unmanaged
        => new(data, count);

    /// <summary>The bytes of a text.</summary>
    public ReadOnlySpan<byte> Utf8(int row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)count);
        DuckDBString* text = (DuckDBString*)data + row;
        return new ReadOnlySpan<byte>(text->Data, text->Length);
    }

    public string? Text(int row) => IsNull(row) ? null : System.Text.Encoding.UTF8.GetString(Utf8(row));
}
