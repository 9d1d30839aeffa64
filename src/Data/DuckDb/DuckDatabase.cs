using System.Runtime.InteropServices;
using System.Text;
using DuckDB.NET.Native;
using static DuckDB.NET.Native.NativeMethods;

namespace Item2Vec.Data.DuckDb;

/// <summary>An in-memory DuckDB with one connection. Not thread-safe: one statement at a time, its result read before the next.</summary>
/// <remarks>
/// While a statement runs, a timer reports progress and forwards a cancellation. It repeats this at each tick, because DuckDB loses an
/// interruption that arrives just before a statement starts.
/// </remarks>
internal sealed partial class DuckDatabase : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(25);
    private readonly Lock gate = new();
    private readonly CancellationToken cancellation;
    private readonly Timer? timer;
    private readonly string? temporary;
    private DuckDBDatabase? database;
    private DuckDBNativeConnection? connection;

    public DuckDatabase(DuckSettings? settings = null, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        settings ??= new DuckSettings();
        this.cancellation = cancellation;
        temporary = settings.TempDirectory;
        Open(settings);

        // Times with a zone, and texts without one, mean the same on every machine.
        Execute("set TimeZone = 'UTC'");
        if (progress is not null)
        {
            Execute("set enable_progress_bar = true");
            Execute("set enable_progress_bar_print = false");
        }

        if (progress is not null || cancellation.CanBeCanceled) timer = new Timer(_ => Poll(progress), null, Tick, Tick);
    }

    /// <summary>Cancels the statements.</summary>
    public CancellationToken Cancellation => cancellation;

    /// <summary>Runs a statement without a result.</summary>
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
    /// <exception cref="DuckException">DuckDB rejected it.</exception>
    public DuckResult Query(string sql, params ReadOnlySpan<object> parameters)
    {
        ObjectDisposedException.ThrowIf(connection is null, this);
        cancellation.ThrowIfCancellationRequested();
        DuckDBState state = PreparedStatements.DuckDBPrepare(connection, sql, out DuckDBPreparedStatement statement);
        using (statement)
        {
            if (!state.IsSuccess()) throw Failure(PreparedStatements.DuckDBPrepareError(statement));
            for (int i = 0; i < parameters.Length; i++) Bind(statement, i + 1, parameters[i]);
            return Start(statement);
        }
    }

    /// <summary>Starts appending to a temporary table.</summary>
    public DuckAppender Append(string table, string[] types)
    {
        ObjectDisposedException.ThrowIf(connection is null, this);
        return new DuckAppender(connection, table, types, Failure);
    }

    /// <summary>The single number that a statement returns; 0 for null.</summary>
    public long Number(string sql)
    {
        using DuckResult result = Query($"select ({sql})::BIGINT");
        return result.MoveNext() && !result.Current[0].IsNull(0) ? result.Current[0].Values<long>()[0] : 0;
    }

    /// <summary>The single text that a statement returns.</summary>
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
            connection?.Dispose();
            database?.Dispose();
            connection = null;
            database = null;
        }
    }

    /// <summary>The exception for a message of DuckDB's: a cancellation if one was requested.</summary>
    private Exception Failure(string? message)
    {
        if (cancellation.IsCancellationRequested) return new OperationCanceledException(cancellation);
        return new DuckException(message ?? "DuckDB gave no reason.");
    }

    /// <remarks>Streaming blocks until the first rows arrive; meanwhile the timer's thread polls progress and interrupts.</remarks>
    private DuckResult Start(DuckDBPreparedStatement statement)
    {
        DuckDBState state = PreparedStatements.DuckDBExecutePreparedStreaming(statement, out DuckDBResult result);
        if (state.IsSuccess()) return new DuckResult(result, Failure);
        string? message = DuckResult.Error(ref result);
        result.Close();
        throw Failure(message);
    }

    private void Bind(DuckDBPreparedStatement statement, int index, object value)
    {
        DuckDBState state;
        if (value is string text)
        {
            byte[] utf8 = Encoding.UTF8.GetBytes(text);
            state = BindText(statement, (ulong)index, utf8, (ulong)utf8.Length);
        }
        else
        {
            state = PreparedStatements.DuckDBBindInt64(statement, index, (long)value);
        }

        if (!state.IsSuccess()) throw Failure(PreparedStatements.DuckDBPrepareError(statement));
    }

    private void Open(DuckSettings settings)
    {
        if (!Configuration.DuckDBCreateConfig(out DuckDBConfig config).IsSuccess()) throw new DuckException("DuckDB has no memory left.");
        using (config)
        {
            foreach ((string name, string value) in settings.Pairs())
                if (!Configuration.DuckDBSetConfig(config, name, value).IsSuccess())
                    throw new DuckException($"the setting {name} cannot be '{value}'");
            if (!Startup.DuckDBOpen(":memory:", out database, config, out string? error).IsSuccess())
                throw new DuckException(error ?? "DuckDB does not start.");
        }

        if (!Startup.DuckDBConnect(database, out connection).IsSuccess()) throw new DuckException("DuckDB takes no connection.");
    }

    private void Poll(Action<double>? progress)
    {
        double percentage;
        lock (gate)
        {
            if (connection is null) return;
            if (cancellation.IsCancellationRequested) Startup.DuckDBInterrupt(connection);
            if (progress is null) return;
            percentage = Startup.DuckDBQueryProgress(connection).Percentage;
        }

        if (percentage >= 0) progress(percentage / 100);
    }

    /// <summary>The package's own function truncates texts at a NUL.</summary>
    [LibraryImport("duckdb", EntryPoint = "duckdb_bind_varchar_length")]
    private static partial DuckDBState BindText(DuckDBPreparedStatement statement, ulong index, ReadOnlySpan<byte> utf8, ulong length);
}

/// <summary>DuckDB rejected or failed a statement; the message is DuckDB's own. Translated before it reaches a user.</summary>
internal sealed class DuckException(string message) : Exception(message);

/// <summary>Settings of a database.</summary>
internal sealed record DuckSettings
{
    /// <summary>0 for every processor.</summary>
    public int Threads { get; init; }

    /// <summary>Bytes; 0 for DuckDB's own limit.</summary>
    public long MemoryLimit { get; init; }

    /// <summary>Where data is spilled; null for nowhere.</summary>
    public string? TempDirectory { get; init; }

    /// <summary>Whether a scan returns rows in file order if nothing else orders them.</summary>
    public bool PreserveOrder { get; init; } = true;

    public IEnumerable<(string Name, string Value)> Pairs()
    {
        // No extensions are downloaded; the needed ones are linked in.
        yield return ("autoinstall_known_extensions", "false");
        yield return ("autoload_known_extensions", "false");
        yield return ("preserve_insertion_order", PreserveOrder ? "true" : "false");
        if (Threads > 0) yield return ("threads", Threads.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (MemoryLimit > 0) yield return ("memory_limit", $"{MemoryLimit / 1024}KiB");
        yield return ("temp_directory", TempDirectory ?? string.Empty);
    }
}

/// <summary>Quotes names and texts for DuckDB, which escapes quotes by doubling.</summary>
internal static class Sql
{
    public static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static string Text(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    public static string List(IEnumerable<string> texts) => $"[{string.Join(", ", texts.Select(Text))}]";
}
