using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Progress;
using Item2Vec.Cli.Terminal;
using Item2Vec.Data;
using Item2Vec.Data.RankedTables;
using Item2Vec.Embeddings.Common;
using Item2Vec.Indexing;

namespace Item2Vec.Cli.Queries;

/// <summary>The answers of many queries, asked on all cores and written to a file batch by batch.</summary>
internal static class AnswerFile
{
    /// <summary>Results of a batch: some megabytes, and a row group of Parquet.</summary>
    private const int BatchResults = 200_000;

    /// <summary>Queries that are asked at once; between them a cancellation is seen.</summary>
    private const int QueriesAtOnce = 512;

    public static Option<string?> Option() => CliOption.Text(
        "--output", "FILE", "With --all: the file to write, .parquet, .csv, .tsv or .jsonl", "-o");

    /// <summary>The file to write, checked; null without --all.</summary>
    /// <param name="context">The command's.</param>
    /// <param name="output">The option.</param>
    /// <param name="isAll">Whether --all was given.</param>
    /// <param name="others">Options that --all has no use for.</param>
    public static string? Target(CliContext context, Option<string?> output, bool isAll, params Option[] others)
    {
        string? path = context.Value(output);
        if (!isAll && path is null) return null;
        if (!isAll)
            throw new Item2VecException("--output is for --all", "leave it out; '> FILE' takes the results", ErrorCode.Usage);
        if (path is null)
            throw new Item2VecException("--all needs a file to write", "name it: -o answers.parquet", ErrorCode.Usage);
        if (others.FirstOrDefault(other => context.Parsed.GetResult(other) is { Implicit: false }) is Option other)
            throw new Item2VecException($"{other.Name} is not for --all", "leave one of them out", ErrorCode.Usage);
        RankedTable.Check(path);
        return path;
    }

    /// <summary>Asks and writes.</summary>
    /// <param name="context">The command's.</param>
    /// <param name="path">The file.</param>
    /// <param name="total">The number of queries.</param>
    /// <param name="count">Results of each.</param>
    /// <param name="hasPopular">Whether rows say if their answer is what is popular.</param>
    /// <param name="ask">Answers the queries from a first one on, as many as told.</param>
    /// <param name="cancel">Stops it.</param>
    public static void Write(
        CliContext context, string path, long total, int count, bool hasPopular, Func<long, int, IEnumerable<RankedAnswer>> ask,
        CancellationToken cancel)
    {
        long begin = Stopwatch.GetTimestamp(), results = 0;
        int size = Math.Clamp(BatchResults / count, 1, BatchResults);
        RankedTableOptions table = new() { HasPopular = hasPopular, GuardCells = context.Value(GlobalOptions.CsvSafe) };
        WorkBar.Run(context, "answering", "queries", total, report => RankedTable.Write(path, Batches(report), table));
        context.WriteNote(
            $"wrote {Readable.Count(results, "result")} of {Readable.Count(total)} {(total == 1 ? "query" : "queries")} to {path} "
                + $"({Readable.Bytes(new FileInfo(path).Length)}) in {Readable.Time(Stopwatch.GetElapsedTime(begin))}");
        context.PrintForTools(new AnswerFileReport(path, total, results));

        IEnumerable<IReadOnlyList<RankedAnswer>> Batches(Action<long> report)
        {
            List<RankedAnswer> batch = [];
            for (long first = 0; first < total; first += QueriesAtOnce)
            {
                cancel.ThrowIfCancellationRequested();
                foreach (RankedAnswer answer in ask(first, (int)Math.Min(QueriesAtOnce, total - first)))
                {
                    results += answer.Results.Count;
                    batch.Add(answer);
                    if (batch.Count < size) continue;
                    yield return batch;
                    batch = [];
                }

                report(Math.Min(first + QueriesAtOnce, total));
            }

            if (batch.Count > 0) yield return batch;
            cancel.ThrowIfCancellationRequested();
        }
    }

    /// <summary>An answer as it is written.</summary>
    public static RankedAnswer Of(string query, Neighbor[] found)
        => new(query, Array.ConvertAll(found, one => KeyValuePair.Create(one.Item, one.Score)));
}

/// <summary>What was written, for tools.</summary>
internal sealed record AnswerFileReport(string File, long Queries, long Results) : IReport
{
    public IReadOnlyList<TextTable> ForPeople() => [ForTools()];

    public TextTable ForTools() => new(
        [new("file"), new("queries"), new("results")], [[File, Readable.Exact(Queries), Readable.Exact(Results)]]);

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("file", File);
        json.WriteNumber("queries", Queries);
        json.WriteNumber("results", Results);
        json.WriteEndObject();
    }
}
