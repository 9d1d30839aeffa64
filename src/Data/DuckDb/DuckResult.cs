namespace Item2Vec.Data.DuckDb;

/// <summary>The rows of a statement, chunk by chunk (at most 2,048 rows each) as DuckDB produces them.</summary>
internal sealed class DuckResult : IDisposable
{
    private readonly DuckDatabase owner;
    private NativeMethods.QueryResult result;
    private nint chunk;
    private bool disposed;

    internal DuckResult(DuckDatabase owner, NativeMethods.QueryResult result)
    {
        this.owner = owner;
        this.result = result;
    }

    public int ColumnCount => (int)NativeMethods.ColumnCount(ref result);

    /// <summary>The current chunk; its memory is gone at the next <see cref="MoveNext"/>.</summary>
    public DuckChunk Current => new(chunk);

    public unsafe string ColumnName(int column) => NativeMethods.Text(NativeMethods.ColumnName(ref result, (ulong)column)) ?? string.Empty;

    public DuckType ColumnType(int column) => NativeMethods.ColumnType(ref result, (ulong)column);

    /// <summary>Takes the next chunk; false at the end.</summary>
    /// <exception cref="DuckException">The statement failed on the way.</exception>
    public bool MoveNext()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        Release();
        chunk = NativeMethods.FetchChunk(result);
        if (chunk != 0) return true;
        string? error = Error();
        return error is null ? false : throw owner.Failure(error);
    }

    public void Dispose()
    {
        if (disposed) return;
        disposed = true;
        Release();
        NativeMethods.DestroyResult(ref result);
    }

    private unsafe string? Error() => NativeMethods.Text(NativeMethods.ResultError(ref result));

    private void Release()
    {
        if (chunk != 0) NativeMethods.DestroyChunk(ref chunk);
    }
}
