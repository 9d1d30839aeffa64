using DuckDB.NET.Native;
using static DuckDB.NET.Native.NativeMethods;

namespace Item2Vec.Data.DuckDb;

/// <summary>Appends rows to a temporary table, 2,048 at a time. What it holds is in the table after <see cref="Flush"/>.</summary>
/// <remarks>Not thread-safe, and no statement may run meanwhile. A value of a row that is not set is the one before it: set all.</remarks>
internal sealed unsafe class DuckAppender : IDisposable
{
    private readonly DuckDBAppender appender;
    private readonly DuckDBDataChunk chunk;
    private readonly Func<string?, Exception> failure;
    private readonly nint[] vectors;
    private readonly nint[] data;
    private ulong filled;

    /// <param name="connection">The database.</param>
    /// <param name="table">The temporary table.</param>
    /// <param name="types">The types of all its columns as DuckDB spells them.</param>
    /// <param name="failure">Creates the exception for a message of DuckDB's.</param>
    public DuckAppender(DuckDBNativeConnection connection, string table, string[] types, Func<string?, Exception> failure)
    {
        this.failure = failure;
        vectors = new nint[types.Length];
        data = new nint[types.Length];
        DuckDBState state = Appender.DuckDBAppenderCreateExt(connection, "temp", "main", table, out appender);
        if (!state.IsSuccess()) throw Failed();
        DuckDBLogicalType[] logical = Array.ConvertAll(types, type => LogicalType.DuckDBCreateLogicalType(TypeOf(type)));
        chunk = DataChunks.DuckDBCreateDataChunk(
            Array.ConvertAll(logical, type => type.DangerousGetHandle()), (ulong)types.Length);
        foreach (DuckDBLogicalType type in logical) type.Dispose();
        Begin();
    }

    public void Null(int column)
    {
        Vectors.DuckDBVectorEnsureValidityWritable(vectors[column]);
        ValidityMask.DuckDBValiditySetRowValidity(Vectors.DuckDBVectorGetValidity(vectors[column]), filled, false);
    }

    /// <summary>Sets a value of the column's width.</summary>
    public void Set<T>(int column, T value)
        where T : unmanaged
        => ((T*)data[column])[filled] = value;

    /// <summary>Sets a text; the bytes are copied, and an error of their encoding comes when the chunk is appended.</summary>
    public void Set(int column, ReadOnlySpan<byte> utf8)
    {
        fixed (byte* bytes = utf8)
        {
            // A pointer is needed even to no bytes.
            byte none = 0;
            Vectors.DuckDBVectorAssignStringElementLength(vectors[column], filled, bytes == null ? &none : bytes, utf8.Length);
        }
    }

    /// <summary>Ends the row; returns whether a chunk was appended.</summary>
    public bool EndRow()
    {
        if (++filled < DuckChunk.MaxRows) return false;
        Append();
        return true;
    }

    /// <summary>Puts everything into the table.</summary>
    public void Flush()
    {
        if (filled > 0) Append();
        if (!Appender.DuckDBAppenderFlush(appender).IsSuccess()) throw Failed();
    }

    public void Dispose()
    {
        chunk?.Dispose();
        appender.Dispose();
    }

    private static DuckDBType TypeOf(string type) => type switch
    {
        "BIGINT" => DuckDBType.BigInt,
        "UBIGINT" => DuckDBType.UnsignedBigInt,
        "DOUBLE" => DuckDBType.Double,
        "BOOLEAN" => DuckDBType.Boolean,
        "TIMESTAMP" => DuckDBType.Timestamp,
        "VARCHAR" => DuckDBType.Varchar,
        _ => throw new ArgumentException($"Columns of type {type} cannot be appended to.", nameof(type)),
    };

    private void Append()
    {
        DataChunks.DuckDBDataChunkSetSize(chunk, filled);
        if (!Appender.DuckDBAppendDataChunk(appender, chunk).IsSuccess()) throw Failed();
        DataChunks.DuckDBDataChunkReset(chunk);
        Begin();
    }

    private void Begin()
    {
        filled = 0;
        for (int column = 0; column < vectors.Length; column++)
        {
            vectors[column] = DataChunks.DuckDBDataChunkGetVector(chunk, column);
            data[column] = (nint)Vectors.DuckDBVectorGetData(vectors[column]);
        }
    }

    private Exception Failed()
    {
        using DuckDBErrorData error = Appender.DuckDBAppenderErrorData(appender);
        return failure(error.Message);
    }
}
