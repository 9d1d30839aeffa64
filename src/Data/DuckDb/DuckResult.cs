using DuckDB.NET.Native;
using static DuckDB.NET.Native.NativeMethods;

namespace Item2Vec.Data.DuckDb;

/// <summary>The rows of a statement, chunk by chunk (at most 2,048 rows each) as DuckDB produces them.</summary>
internal sealed class DuckResult : IDisposable
{
    private readonly Lock taking = new();
    private readonly Func<string?, Exception> failure;
    private DuckDBResult result;
    private DuckDBDataChunk? chunk;
    private bool disposed;
    private bool ended;

    /// <param name="result">DuckDB's result; closed with this.</param>
    /// <param name="failure">Creates the exception for a message of DuckDB's.</param>
    internal DuckResult(DuckDBResult result, Func<string?, Exception> failure)
    {
        this.result = result;
        this.failure = failure;
    }

    public int ColumnCount => (int)Query.DuckDBColumnCount(ref result);

    /// <summary>The current chunk; its memory is invalid after the next <see cref="MoveNext"/>.</summary>
    public DuckChunk Current
        => new(chunk ?? throw new InvalidOperationException("There is no chunk before the first MoveNext or after the last."));

    public string ColumnName(int column) => Query.DuckDBColumnName(ref result, column);

    public DuckDBType ColumnType(int column) => Query.DuckDBColumnType(ref result, column);

    /// <summary>Takes the next chunk; false at the end.</summary>
    /// <exception cref="DuckException">The statement failed.</exception>
    public bool MoveNext()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        Release();
        DuckDBDataChunk next = Query.DuckDBFetchChunk(result);
        if (!next.IsInvalid)
        {
            chunk = next;
            return true;
        }

        // No chunk means the end or an error.
        string? error = Error(ref result);
        return error is null ? false : throw failure(error);
    }

    /// <summary>
    /// Takes the next chunk out of the result, to be disposed by the caller; null at the end. Safe to call from several threads, which may
    /// read their chunks side by side.
    /// </summary>
    /// <exception cref="DuckException">The statement failed.</exception>
    public TakenChunk? Take()
    {
        lock (taking)
        {
            // Asking again after the end is an error in DuckDB.
            ended = ended || !MoveNext();
            if (ended) return null;
            TakenChunk next = new(chunk!);
            chunk = null;
            return next;
        }
    }

    public void Dispose()
    {
        if (disposed) return;
        disposed = true;
        Release();
        result.Close();
    }

    /// <summary>DuckDB's error message, or null.</summary>
    internal static string? Error(ref DuckDBResult result)
    {
        string? error = Query.DuckDBResultError(ref result);
        return string.IsNullOrEmpty(error) ? null : error;
    }

    private void Release()
    {
        chunk?.Dispose();
        chunk = null;
    }
}

/// <summary>A chunk that has left its result.</summary>
internal sealed class TakenChunk(DuckDBDataChunk chunk) : IDisposable
{
    public DuckChunk Rows => new(chunk);

    public void Dispose() => chunk.Dispose();
}

/// <summary>Up to 2,048 rows of a result, column by column.</summary>
internal readonly ref struct DuckChunk(DuckDBDataChunk chunk)
{
    public const int MaxRows = 2048;

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
