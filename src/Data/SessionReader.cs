using Item2Vec.Data.DuckDb;
using Item2Vec.Data.Inputs;
using Item2Vec.Data.Options;
using Item2Vec.Data.Reports;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Data;

/// <summary>
/// Reads sessions from .parquet, .csv, .tsv, .jsonl (each also gzipped) and .txt files into a <see cref="SessionCorpus"/>.
/// </summary>
/// <remarks>
/// Thread-safe. Counting, filtering, sorting and encoding run in an embedded DuckDB, which spills to disk when its memory limit is reached.
/// Every problem with the files is an <see cref="Item2VecException"/>.
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
        using ScratchDirectory spill = new(options.TempDirectory);
        try
        {
            DuckSettings settings = new()
            {
                Threads = options.Threads,
                MemoryLimit = MemorySize.Parse(options.MemoryLimit),
                TempDirectory = spill.Path,

                // Parquet rows have their own numbers; rows of other files are numbered in loading order.
                PreserveOrder = files[0].Format != FileFormat.Parquet,
            };
            using DuckDatabase database = new(settings, feed.Listener, cancellationToken);
            return reading.ReadTable(database, cancellationToken);
        }
        catch (DuckException error)
        {
            throw ReadingErrors.Translate(error, files.Count == 1 ? $"'{files[0].Path}'" : "the input");
        }
    }
}
