using System.Globalization;
using System.Text.Json;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Plans;
using Item2Vec.Cli.Terminal;
using Item2Vec.Evaluation.Cases;
using Item2Vec.Evaluation.Metrics;

namespace Item2Vec.Cli.Evaluate;

/// <summary>The result of evaluate: the best model first, by NDCG at the largest cutoff.</summary>
internal sealed class EvaluateReport : IReport
{
    private const int Width = 80;
    private const string Mark = "±95%";

    private readonly EvaluationResult result;
    private readonly EvaluationOptions options;
    private readonly IReadOnlyList<SkippedBaseline> skipped;
    private readonly ModelResult[] models;
    private readonly Comparisons comparisons;
    private readonly int maxLength;

    /// <param name="result">The result.</param>
    /// <param name="options">The options.</param>
    /// <param name="skipped">What was left out.</param>
    /// <param name="compare">The differences of two models, the first minus the second.</param>
    /// <param name="areSaved">Whether the models are given ones, which are compared in words.</param>
    public EvaluateReport(
        EvaluationResult result, EvaluationOptions options, IReadOnlyList<SkippedBaseline> skipped,
        Func<ModelResult, ModelResult, IReadOnlyDictionary<string, Estimate>> compare, bool areSaved = false)
    {
        this.result = result;
        this.options = options;
        this.skipped = skipped;
        maxLength = options.Cutoffs[^1];
        models = [.. result.Models.OrderByDescending(model => model.Metrics[$"ndcg@{maxLength}"].Value)];
        comparisons = new Comparisons(models, compare);
        AreSaved = areSaved;
    }

    public EvaluationOptions Options => options;

    public EvaluationResult Result => result;

    /// <summary>The models, the best first.</summary>
    public IReadOnlyList<ModelResult> Models => models;

    public IReadOnlyList<SkippedBaseline> Skipped => skipped;

    /// <summary>Whether the models are given ones, not one of the log and its baselines.</summary>
    public bool AreSaved { get; }

    /// <summary>How the best of several given models compares with the others, a sentence for each; empty otherwise.</summary>
    public IReadOnlyList<string> Sentences => AreSaved ? comparisons.Sentences(maxLength) : [];

    private bool SeveralTargets => options.PredictRest || options.Protocol == Protocol.ItemToItem;

    /// <summary>Warns of what makes the metrics misleading.</summary>
    public void Warn(CliContext context)
    {
        if (result.CasesWithUnknownTarget * 2 > result.Cases)
        {
            context.Warn(
                $"{Readable.Percent(Share(result.CasesWithUnknownTarget))} of the cases look for an item that the training part does not "
                    + "know, which is always a miss: "
                    + "a lower --min-count knows more");
        }
    }

    public IReadOnlyList<TextTable> ForPeople()
    {
        string heading = $"split {result.Split}: {Readable.Count(result.Cases, "case")} of {Readable.Count(result.Sessions, "session")}, "
            + $"{Readable.Count(result.Items, "item")} ranked for each; "
            + $"{Readable.Percent(Share(result.CasesWithUnknownTarget))} look for an unknown item; "
            + $"{Readable.Count(result.SelfRepeats, "self-repeat")} {RepeatsInWords()}"
            + (result.UnknownEvents > 0 ? $"; {Readable.Count(result.UnknownEvents, "event")} of unknown items left out" : string.Empty);
        return
        [
            Accuracy(heading, models.Select(model => (model.Name, model.Metrics))),
            Lists(),
            .. Slices(),
            .. Sentences.Count > 0
                ? [new TextTable([new(string.Empty)], [.. Sentences.Select(sentence => new[] { sentence })]) { ShowColumnNames = false }]
                : (TextTable[])[],
        ];
    }

    /// <summary>The accuracy in each slice of the cases.</summary>
    public IReadOnlyList<TextTable> Slices() =>
    [
        .. models[0].Slices.Select(slice => Accuracy(
            $"{slice.Key}: {Readable.Count(slice.Value.Cases, "case")}",
            models.Select(model => (model.Name, model.Slices[slice.Key].Metrics)))),
    ];

    public TextTable ForTools() => new(
        [new("model"), new("slice"), new("metric"), new("value"), new("low"), new("high")],
        [.. models.SelectMany(
            model => Lines(model.Name, string.Empty, model.Metrics)
                .Concat(model.Slices.SelectMany(slice => Lines(model.Name, slice.Key, slice.Value.Metrics))))]);

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("split", result.Split);
        json.WriteString("protocol", HoldOutOptions.NameOf(options.Protocol));
        json.WriteString("predict", options.PredictRest ? "rest" : "next");
        json.WriteNumber("cases", result.Cases);
        json.WriteNumber("sessions", result.Sessions);
        json.WriteNumber("items", result.Items);
        json.WriteNumber("unknownTargets", result.CasesWithUnknownTarget);
        json.WriteNumber("withoutHistory", result.CasesWithoutHistory);
        json.WriteNumber("selfRepeats", result.SelfRepeats);
        json.WriteNumber("unknownEvents", result.UnknownEvents);
        json.WriteStartArray("models");
        foreach (ModelResult model in models) WriteModel(json, model, comparisons);
        json.WriteEndArray();
        json.WriteStartArray("skipped");
        foreach (SkippedBaseline one in skipped)
        {
            json.WriteStartObject();
            json.WriteString("name", one.Name);
            json.WriteString("reason", one.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteModel(Utf8JsonWriter json, ModelResult model, Comparisons comparisons)
    {
        json.WriteStartObject();
        json.WriteString("name", model.Name);
        WriteMetrics(json, model.Metrics);
        comparisons.WriteJson(json, model);
        json.WriteNumber("seconds", Math.Round(model.Seconds, 3));
        if (model.Slices.Count > 0)
        {
            json.WriteStartArray("slices");
            foreach ((string name, SliceResult slice) in model.Slices)
            {
                json.WriteStartObject();
                json.WriteString("slice", name);
                json.WriteNumber("cases", slice.Cases);
                WriteMetrics(json, slice.Metrics);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteMetrics(Utf8JsonWriter json, IReadOnlyDictionary<string, Estimate> metrics)
    {
        json.WriteStartObject("metrics");
        foreach ((string name, Estimate estimate) in metrics) JsonNumbers.WriteOrNull(json, name, estimate.Value);
        json.WriteEndObject();
        json.WriteStartObject("intervals");
        foreach ((string name, Estimate estimate) in metrics.Where(pair => double.IsFinite(pair.Value.Low)))
        {
            json.WriteStartArray(name);
            json.WriteNumberValue(estimate.Low);
            json.WriteNumberValue(estimate.High);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static IEnumerable<string[]> Lines(string model, string slice, IReadOnlyDictionary<string, Estimate> metrics)
        => metrics.Select(pair => new[] { model, slice, pair.Key, Bound(pair.Value.Value), Bound(pair.Value.Low), Bound(pair.Value.High) });

    private static string Bound(double bound) => double.IsFinite(bound) ? Readable.Exact(bound) : string.Empty;

    private TextTable Accuracy(string heading, IEnumerable<(string Name, IReadOnlyDictionary<string, Estimate> Metrics)> rows)
    {
        string[] plain = [.. options.Cutoffs.Select(cutoff => $"hit@{cutoff}")];
        string[] rest = SeveralTargets ? [$"recall@{maxLength}", $"precision@{maxLength}", $"mrr@{maxLength}"] : [$"mrr@{maxLength}"];
        string ndcg = $"ndcg@{maxLength}";
        return new TextTable(
            [
                new("model"), .. plain[..^1].Select(name => new TextColumn(name, true)), new($"{plain[^1]} {Mark}", true),
                .. rest.Select(name => new TextColumn(name, true)), new($"{ndcg} {Mark}", true), new("auc", true)
            ],
            [.. rows.Select(row => (string[])
            [
                row.Name, .. plain[..^1].Select(name => Readable.Score(row.Metrics[name].Value)), WithInterval(row.Metrics[plain[^1]]),
                .. rest.Select(name => Readable.Score(row.Metrics[name].Value)), WithInterval(row.Metrics[ndcg]),
                Readable.Score(row.Metrics["auc"].Value),
            ])])
        { Heading = heading, MaxWidth = Width };
    }

    private TextTable Lists()
    {
        string[] names = [.. new[] { $"coverage@{maxLength}", $"gini@{maxLength}", $"diversity@{maxLength}" }
            .Where(models[0].Metrics.ContainsKey)];
        string popularity = $"popularity@{maxLength}";
        return new TextTable(
            [new("model"), .. names.Select(name => new TextColumn(name, true)), new(popularity, true)],
            [.. models.Select(model => (string[])
            [
                model.Name, .. names.Select(name => Readable.Score(model.Metrics[name].Value)),
                model.Metrics[popularity].Value.ToString("N1", CultureInfo.InvariantCulture),
            ])])
        { Heading = $"the lists of {maxLength}", MaxWidth = Width };
    }

    /// <summary>A metric and how far its 95 % interval goes to its longer side: "0.714±.008"; the JSON has both ends.</summary>
    private static string WithInterval(Estimate estimate)
    {
        double reach = Math.Max(estimate.High - estimate.Value, estimate.Value - estimate.Low);
        string shown = double.IsFinite(reach) ? $"±{reach.ToString(".000", CultureInfo.InvariantCulture)}" : string.Empty;
        return Readable.Score(estimate.Value) + shown;
    }

    private double Share(int cases) => (double)cases / result.Cases;

    private string RepeatsInWords() => options.Repeats switch
    {
        RepeatRule.Drop => "left out",
        RepeatRule.Hit when !options.PredictRest => "counted as found",
        RepeatRule.Hit => "left out",
        _ => "ranked",
    };
}

/// <summary>A baseline that was not run, and why.</summary>
internal sealed record SkippedBaseline(string Name, string Reason);
