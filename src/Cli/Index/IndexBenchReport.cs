using System.Globalization;
using System.Text.Json;
using Item2Vec.Cli.Terminal;
using Item2Vec.Indexing;

namespace Item2Vec.Cli.Index;

/// <summary>The measurements of index bench.</summary>
internal sealed record IndexBenchReport(int Vectors, int Count, int Threads, IReadOnlyList<BenchRun> Runs) : IReport
{
    public IReadOnlyList<TextTable> ForPeople() =>
    [
        new TextTable(
            [
                new("ef", IsNumber: true), new($"recall@{Count}", IsNumber: true), new("queries/s", IsNumber: true),
                new("99 of 100 within", IsNumber: true)
            ],
            [.. Runs.Select(run => new[]
            {
                Readable.Exact(run.Ef), run.Recall.ToString("0.0000", CultureInfo.InvariantCulture),
                Readable.Count((long)run.QueriesPerSecond),
                $"{Readable.Count((long)Math.Ceiling(run.P99Micros))} µs",
            })])
        {
            Heading = $"{Readable.Count(Vectors, "item")}, {Readable.Count(Threads, "thread")}",
        },
    ];

    public TextTable ForTools() => new(
        [new("ef"), new("recall"), new("qps"), new("p99Micros")],
        [.. Runs.Select(
            run =>
                new[]
                {
                    Readable.Exact(run.Ef), Readable.Exact(run.Recall), Readable.Exact((long)run.QueriesPerSecond),
                    Readable.Exact(Math.Round(run.P99Micros, 1))
                })]);

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("vectors", Vectors);
        json.WriteNumber("k", Count);
        json.WriteNumber("threads", Threads);
        json.WriteStartArray("runs");
        foreach (BenchRun run in Runs)
        {
            json.WriteStartObject();
            json.WriteNumber("ef", run.Ef);
            json.WriteNumber("recall", run.Recall);
            json.WriteNumber("qps", (long)run.QueriesPerSecond);
            json.WriteNumber("p99Micros", Math.Round(run.P99Micros, 1));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
