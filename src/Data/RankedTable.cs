using Item2Vec.Data.RankedTables;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Data;

/// <summary>
/// Answers of many queries as a file, by its suffix: <c>.parquet</c>, <c>.csv</c> and <c>.tsv</c> with one row per result, <c>.jsonl</c>
/// with one line per query. docs/file-formats.md has the schema.
/// </summary>
public static class RankedTable
{
    private static readonly (string Suffix, Func<RankedTableOptions, IRankedWriter> Create)[] Formats =
    [
        (".parquet", options => new RankedParquet(options)),
        (".csv", options => new RankedText(',', options)),
        (".tsv", options => new RankedText('\t', options)),
        (".jsonl", options => new RankedJson(options)),
    ];

    /// <summary>Checks that a file can be written: its suffix, its directory and the rights.</summary>
    /// <exception cref="Item2VecException">
    /// The suffix is unknown (<see cref="ErrorCode.Usage"/>), or the file cannot be written (<see cref="ErrorCode.CannotWrite"/>).
    /// </exception>
    public static void Check(string path)
    {
        _ = Find(path);
        AtomicFile.EnsureWritable(path);
    }

    /// <summary>Writes the answers, next to the target, which gets its name when all are written.</summary>
    /// <param name="path">The file.</param>
    /// <param name="answers">The answers, a batch at a time: of one batch and its rows memory is taken.</param>
    /// <param name="options">What the rows have; null takes the defaults.</param>
    /// <exception cref="Item2VecException">As for <see cref="Check"/>.</exception>
    /// <remarks>An exception of <paramref name="answers"/>, as of a cancellation, leaves what was at the path.</remarks>
    public static void Write(string path, IEnumerable<IReadOnlyList<RankedAnswer>> answers, RankedTableOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(answers);
        IRankedWriter writer = Find(path)(options ?? new RankedTableOptions());
        AtomicFile.Write(path, stream => writer.WriteAsync(stream, answers).GetAwaiter().GetResult());
    }

    private static Func<RankedTableOptions, IRankedWriter> Find(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string suffix = Path.GetExtension(path);
        foreach ((string known, Func<RankedTableOptions, IRankedWriter> create) in Formats)
            if (suffix.Equals(known, StringComparison.OrdinalIgnoreCase)) return create;
        throw new Item2VecException(
            $"{path}: the suffix says the format, and '{suffix}' is none of {string.Join(", ", Formats.Select(format => format.Suffix))}",
            "name the file by one of them", ErrorCode.Usage);
    }
}
