using System.Text;

namespace Item2Vec.Data.DuckDb;

/// <summary>An in-memory DuckDB with one connection. Not thread-safe: one statement at a time, its result read before the next.</summary>
/// <remarks>
/// While a statement runs, a timer reports progress and passes a cancellation on. It asks again at each tick, because DuckDB forgets an
/// interruption that arrives just before a statement starts.
/// </remarks>
internal sealed unsafe class DuckDatabase : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(25);
    private readonly Lock gate = new();
    private readonly CancellationToken cancellation;
    private readonly Timer? timer;
    private readonly string? temporary;
    private nint database;
    private nint connection;

    public DuckDatabase(DuckSettings? settings = null, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        settings ??= new DuckSettings();
        this.cancellation = cancellation;
        temporary = settings.TempDirectory;
        Open(settings);
        if (progress is not null)
        {
            Execute("set enable_progress_bar = true");
            Execute("set enable_progress_bar_print = false");
        }

        if (progress is not null || cancellation.CanBeCanceled) timer = new Timer(_ => Poll(progress), null, Tick, Tick);
    }

    /// <summary>Runs a statement whose rows nobody wants.</summary>
    public void Execute(string sql, params ReadOnlySpan<object> parameters)
    {
        using DuckResult result = Query(sql, parameters);
        while (result.MoveNext())
        {
        }
    }

    /// <summary>Starts a statement; its rows stream out of the result chunk by chunk.</summary>
    /// <param name="sql">One statement, with <c>$1</c>, <c>$2</c>, ... for the parameters.</param>
    /// <param name="parameters">Each a string or a long.</param>
    /// <exception cref="DuckException">DuckDB refused it.</exception>
    public DuckResult Query(string sql, params ReadOnlySpan<object> parameters)
    {
        ObjectDisposedException.ThrowIf(connection == 0, this);
        cancellation.ThrowIfCancellationRequested();
        int state = NativeMethods.Prepare(connection, sql, out nint statement);
        try
        {
            if (state != NativeMethods.Success) throw Failure(NativeMethods.Text(NativeMethods.PrepareError(statement)));
            for (int i = 0; i < parameters.Length; i++) Bind(statement, (ulong)i + 1, parameters[i]);
            return Start(statement);
        }
        finally
        {
            NativeMethods.DestroyPrepare(ref statement);
        }
    }

    /// <summary>The single number that a statement gives; 0 for null.</summary>
    public long Number(string sql)
    {
        using DuckResult result = Query($"select ({sql})::BIGINT");
        return result.MoveNext() && !result.Current[0].IsNull(0) ? result.Current[0].Values<long>()[0] : 0;
    }

    /// <summary>The single text that a statement gives.</summary>
    public string? Text(string sql)
    {
        using DuckResult result = Query($"select ({sql})::VARCHAR");
        return result.MoveNext() ? result.Current[0].Text(0) : null;
    }

    public void Dispose()
    {
        lock (gate)
        {
            timer?.Dispose();
            if (connection != 0) NativeMethods.Disconnect(ref connection);
            if (database != 0) NativeMethods.Close(ref database);
        }
    }

    /// <summary>The exception for a message of DuckDB's: a cancellation when one was asked for.</summary>
    internal Exception Failure(string? message)
    {
        if (cancellation.IsCancellationRequested) return new OperationCanceledException(cancellation);
        return new DuckException(message ?? "DuckDB gave no reason.");
    }

    private DuckResult Start(nint statement)
    {
        int state = NativeMethods.PendingStreaming(statement, out nint pending);
        try
        {
            if (state != NativeMethods.Success) throw Failure(NativeMethods.Text(NativeMethods.PendingError(pending)));
            if (NativeMethods.ExecutePending(pending, out NativeMethods.QueryResult result) == NativeMethods.Success)
                return new DuckResult(this, result);
            string? message = NativeMethods.Text(NativeMethods.ResultError(ref result)) ?? NativeMethods.Text(NativeMethods.PendingError(pending));
            NativeMethods.DestroyResult(ref result);
            throw Failure(message);
        }
        finally
        {
            NativeMethods.DestroyPending(ref pending);
        }
    }

    private void Bind(nint statement, ulong index, object value)
    {
        int state;
        if (value is string text)
        {
            byte[] utf8 = Encoding.UTF8.GetBytes(text);
            fixed (byte* bytes = utf8) state = NativeMethods.BindText(statement, index, bytes, (ulong)utf8.Length);
        }
        else
        {
            state = NativeMethods.BindInt64(statement, index, (long)value);
        }

        if (state != NativeMethods.Success) throw Failure(NativeMethods.Text(NativeMethods.PrepareError(statement)));
    }

    private void Open(DuckSettings settings)
    {
        if (NativeMethods.CreateConfig(out nint config) != NativeMethods.Success) throw new DuckException("DuckDB has no memory left.");
        try
        {
            foreach ((string name, string value) in settings.Pairs())
                if (NativeMethods.SetConfig(config, name, value) != NativeMethods.Success)
                    throw new DuckException($"the setting {name} cannot be '{value}'");
            if (NativeMethods.Open(null, out database, config, out byte* error) != NativeMethods.Success)
            {
                string? message = NativeMethods.Text(error);
                NativeMethods.Free(error);
                throw new DuckException(message ?? "DuckDB does not start.");
            }
        }
        finally
        {
            NativeMethods.DestroyConfig(ref config);
        }

        if (NativeMethods.Connect(database, out connection) != NativeMethods.Success) throw new DuckException("DuckDB takes no connection.");
    }

    private void Poll(Action<double>? progress)
    {
        double percentage;
        lock (gate)
        {
            if (connection == 0) return;
            if (cancellation.IsCancellationRequested) NativeMethods.Interrupt(connection);
            if (progress is null) return;
            percentage = NativeMethods.QueryProgressOf(connection).Percentage;
        }

        if (percentage >= 0) progress(percentage / 100);
    }
}
