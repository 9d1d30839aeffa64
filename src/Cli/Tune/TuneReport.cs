using System.Text.Json;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Terminal;
using Item2Vec.Evaluation.Metrics;
using Item2Vec.Evaluation.Tuning;

namespace Item2Vec.Cli.Tune;

/// <summary>The result of tune: every trial, the best first, and the test slice.</summary>
internal sealed class TuneReport(TuneTable table, TuningResult found, TuneCheck? check, string split, int cases, double share) : IReport
{
    public TuneTable Table => table;

    public TuningResult Found => found;

    public TuneCheck? Check => check;

    public string Split => split;

    public int Cases => cases;

    /// <summary>The share of the log's sessions that was used.</summary>
    public double Share => share;

    private TuneGoal Goal => table.Goal;

    /// <summary>The trials, the best first.</summary>
    public IEnumerable<Trial> Ranked => found.Trials.OrderByDescending(trial => trial.Score);

    public IReadOnlyList<TextTable> ForPeople() =>
    [
        table.Of(Ranked) with
        {
            Heading = $"{Readable.Count(found.Trials.Count, "trial")}, {Goal.ScoreName} on the validation slice: split {split}, "
                + $"{Readable.Count(cases, "case")}"
                + (share < 1 ? $", {Readable.Percent(share)} of the sessions" : string.Empty),
        },
        .. check is null ? (TextTable[])[] : [OfCheck(check)],
    ];

    public TextTable ForTools() => new(
        [
            new("trial"), new("plan"), .. table.Space.Parameters.Select(parameter => new TextColumn(parameter.Name)),
            new(SearchSpace.Epochs), new(ConfigFile.Beta), new("metric"), new("value"), new("low"), new("high"), new("seconds"),
            new("problem")
        ],
        [
            .. found.Trials.Select(trial => (string[])
            [
                Readable.Exact(trial.Number), Readable.Exact(trial.Configuration),
                .. table.Values(trial.Options).Select(value => value.Text), Finite(trial.Outcome.Beta), Goal.Metric,
                Finite(trial.Outcome.Metric.Value), Finite(trial.Outcome.Metric.Low), Finite(trial.Outcome.Metric.High),
                Seconds(trial).ToString("0.000", System.Globalization.CultureInfo.InvariantCulture),
                trial.Outcome.Problem ?? string.Empty,
            ]),
        ]);

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("metric", Goal.Metric);
        json.WriteString("score", Goal.ScoreName);
        json.WriteString("split", split);
        json.WriteNumber("cases", cases);
        json.WriteNumber("sessionShare", share);
        json.WriteNumber("best", found.Best!.Number);
        json.WriteStartArray("trials");
        foreach (Trial trial in found.Trials) WriteTrial(json, trial);
        json.WriteEndArray();
        if (check is not null) WriteCheck(json, check);
        json.WriteEndObject();
    }

    /// <summary>The results on the test slice, for both scores of both plans.</summary>
    public TextTable OfCheck(TuneCheck check)
    {
        string[] names = [.. new[] { Goal.Metric, $"hit@{Goal.Cutoff}", $"mrr@{Goal.Cutoff}", $"ndcg@{Goal.Cutoff}" }.Distinct()];
        return new TextTable(
            [new("plan"), new("score"), new("beta", true), .. names.SelectMany(
                (name, at) => at == 0 ? [new TextColumn(name, true), new TextColumn("95 %")] : (TextColumn[])[new(name, true)])],
            [
                .. check.Models.Select(line => (string[])
                [
                    line.Configuration, line.Score, line.Beta is double beta ? Readable.Exact(beta) : string.Empty,
                    .. names.SelectMany(
                        (name, at) => at == 0
                            ? [TuneTable.Metric(line.Metrics[name]), TuneTable.Interval(line.Metrics[name])]
                            : (string[])[TuneTable.Metric(line.Metrics[name])]),
                ]),
            ])
        { Heading = $"the test slice, which no choice has seen: {Readable.Count(check.Cases, "case")}, trained with the validation slice" };
    }

    private void WriteTrial(Utf8JsonWriter json, Trial trial)
    {
        json.WriteStartObject();
        json.WriteNumber("trial", trial.Number);
        json.WriteNumber("plan", trial.Configuration);
        json.WriteStartObject("options");
        foreach ((string name, string text) in table.Values(trial.Options)) TuneTable.WriteJson(json, name, text);
        if (double.IsFinite(trial.Outcome.Beta)) json.WriteNumber(ConfigFile.Beta, trial.Outcome.Beta);
        json.WriteEndObject();
        if (trial.Outcome.Problem is string problem) json.WriteString("problem", problem);
        else WriteEstimate(json, trial.Outcome.Metric);
        json.WriteNumber("seconds", Math.Round(Seconds(trial), 3));
        json.WriteEndObject();
    }

    private static void WriteCheck(Utf8JsonWriter json, TuneCheck check)
    {
        json.WriteStartObject("test");
        json.WriteNumber("cases", check.Cases);
        json.WriteStartArray("models");
        foreach (TuneCheck.Line line in check.Models)
        {
            json.WriteStartObject();
            json.WriteString("plan", line.Configuration);
            json.WriteString("score", line.Score);
            if (line.Beta is double beta) json.WriteNumber(ConfigFile.Beta, beta);
            json.WriteStartObject("metrics");
            foreach ((string name, Estimate estimate) in line.Metrics) JsonNumbers.WriteOrNull(json, name, estimate.Value);
            json.WriteEndObject();
            json.WriteStartObject("intervals");
            foreach ((string name, Estimate estimate) in line.Metrics.Where(metric => double.IsFinite(metric.Value.Low)))
            {
                json.WriteStartArray(name);
                json.WriteNumberValue(estimate.Low);
                json.WriteNumberValue(estimate.High);
                json.WriteEndArray();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteEstimate(Utf8JsonWriter json, Estimate estimate)
    {
        json.WriteNumber("value", estimate.Value);
        json.WriteNumber("low", estimate.Low);
        json.WriteNumber("high", estimate.High);
    }

    private static double Seconds(Trial trial) => trial.Outcome.TrainSeconds + trial.Outcome.QuerySeconds;

    private static string Finite(double value) => double.IsFinite(value) ? Readable.Exact(value) : string.Empty;
}
