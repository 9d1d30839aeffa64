using System.Data;
using Item2Vec.Data.DuckDb;
using Item2Vec.Data.Inputs;
using Item2Vec.Data.Options;
using Item2Vec.Data.Reports;
using Item2Vec.Data.Tables;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Data;

/// <summary>
/// Reads sessions from .parquet, .csv, .tsv, .jsonl (each also gzipped) and .txt files, and from data readers of databases, into a
/// <see cref="SessionCorpus"/>.
/// </summary>
/// <remarks>
/// Thread-safe. Counting, filtering, sorting and encoding run in an embedded DuckDB, which spills to disk when its memory limit is reached.
/// Every problem with the input is an <see cref="Item2VecException"/>.
/// </remarks>
public static class SessionReader
{
    /// <summary>Reads a file, or all files that a glob such as <c>logs/*.parquet</c> matches.</summary>
    /// <param name="input">A path or a glob.</param>
    /// <param name="options">Reading options; null for the defaults.</param>
    /// <param name="progress">Receives progress a few times a second, or null.</param>
    /// <param name="cancellationToken">Cancels the reading within a tenth of a second.</param>
    /// <exception cref="Item2VecException">The input is missing or invalid, or an option is wrong.</exception>
    /// <exception cref="OperationCanceledException">Reading was canceled.</exception>
    public static SessionCorpus Read(
        string input,
        SessionReaderOptions? options = null,
        IProgress<ReadingProgress>? progress = null,
        CancellationToken cancellationToken = default)
        => ReadWithReport([input], options, progress, cancellationToken).Corpus;

    /// <summary>Reads several files or globs as one data set; all must have the same columns.</summary>
    /// <param name="inputs">Paths or globs.</param>
    /// <param name="options">Reading options; null for the defaults.</param>
    /// <param name="progress">Receives progress a few times a second, or null.</param>
    /// <param name="cancellationToken">Cancels the reading within a tenth of a second.</param>
    /// <exception cref="Item2VecException">An input is missing or invalid, or an option is wrong.</exception>
    /// <exception cref="OperationCanceledException">Reading was canceled.</exception>
    public static SessionCorpus Read(
        IReadOnlyList<string> inputs,
        SessionReaderOptions? options = null,
        IProgress<ReadingProgress>? progress = null,
        CancellationToken cancellationToken = default)
        => ReadWithReport(inputs, options, progress, cancellationToken).Corpus;

    /// <summary>Reads several files or globs as one data set and reports what was read, chosen and skipped.</summary>
    /// <inheritdoc cref="Read(IReadOnlyList{string}, SessionReaderOptions?, IProgress{ReadingProgress}?, CancellationToken)"/>
    public static ReadResult ReadWithReport(
        IReadOnlyList<string> inputs,
        SessionReaderOptions? options = null,
        IProgress<ReadingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        options ??= new SessionReaderOptions();
        options.Validate();
        ProgressFeed feed = new(progress);
        IReadOnlyList<InputFile> files = InputFiles.Resolve(inputs);
        Reading reading = new(files, options, feed);
        if (files[0].Format == FileFormat.Text) return reading.ReadText(cancellationToken);

        // Parquet rows have their own numbers; rows of other files are numbered in loading order.
        return Read(options, feed, files[0].Format != FileFormat.Parquet, files.Count == 1 ? $"'{files[0].Path}'" : "the input",
            database => reading.ReadTable(database, _ => InputTables.Open(database, files, options), cancellationToken), cancellationToken);
    }

    /// <summary>
    /// Reads the rows of a database's query, a <see cref="DataTable"/> or another source: a row is an event or a session.
    /// </summary>
    /// <param name="rows">
    /// The reader, before its first row: it is read to the end of its result and stays the caller's. Columns are detected by the same names
    /// as in files; without a time, the order of the rows is that of the events.
    /// </param>
    /// <param name="options">Reading options; null for the defaults. Those for texts in files are ignored.</param>
    /// <param name="progress">Receives progress a few times a second, or null.</param>
    /// <param name="cancellationToken">Cancels the reading between two rows, or within a tenth of a second when all have been read.</param>
    /// <exception cref="Item2VecException">The rows are not sessions, or an option is wrong.</exception>
    /// <exception cref="OperationCanceledException">Reading was canceled.</exception>
    /// <remarks>
    /// Rows are streamed: memory holds the distinct ids, 5,000 rows, and what the options allow the query engine, which spills. Exceptions
    /// of the reader itself, such as those of a lost connection, reach the caller as they are.
    /// </remarks>
    public static SessionCorpus Read(
        IDataReader rows,
        SessionReaderOptions? options = null,
        IProgress<ReadingProgress>? progress = null,
        CancellationToken cancellationToken = default)
        => ReadWithReport(rows, options, progress, cancellationToken).Corpus;

    /// <summary>Reads the rows of a data reader and reports what was read, chosen and skipped.</summary>
    /// <inheritdoc cref="Read(IDataReader, SessionReaderOptions?, IProgress{ReadingProgress}?, CancellationToken)"/>
    public static ReadResult ReadWithReport(
        IDataReader rows,
        SessionReaderOptions? options = null,
        IProgress<ReadingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        options ??= new SessionReaderOptions();
        options.Validate();
        ProgressFeed feed = new(progress);
        Reading reading = new([], options, feed);
        return Read(
            options, feed, true, ReaderTable.Name, database => reading.ReadTable(database, Open, cancellationToken), cancellationToken);

        InputTable Open(DuckDatabase database)
        {
            ReaderTable table = new(database, rows) { Read = () => feed.Listener?.Invoke(0) };
            feed.Events = () => table.Rows;
            return new ShapedTable(database, table, options.NullWords);
        }
    }

    private static ReadResult Read(
        SessionReaderOptions options, ProgressFeed feed, bool preserveOrder, string title, Func<DuckDatabase, ReadResult> read,
        CancellationToken cancellationToken)
    {
        using ScratchDirectory spill = new(options.TempDirectory);
        try
        {
            DuckSettings settings = new()
            {
                Threads = options.Threads,
                MemoryLimit = MemorySize.Parse(options.MemoryLimit),
                TempDirectory = spill.Path,
                PreserveOrder = preserveOrder,
            };
            using DuckDatabase database = new(settings, feed.Listener, cancellationToken);
            return read(database);
        }
        catch (DuckException error)
        {
            throw ReadingErrors.Translate(error, title);
        }
    }
}
