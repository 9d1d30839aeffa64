using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Item2Vec.Cli.Options;
using Item2Vec.Embeddings.Common;
using Item2Vec.Evaluation.Metrics;
using Item2Vec.Evaluation.Tuning;

namespace Item2Vec.Cli.Tune;

/// <summary>Writes the best training plan of a search as a <see cref="ConfigFile"/>: what was given, what was chosen, and how.</summary>
internal static class BestFile
{
    private static readonly JsonWriterOptions Format =
        new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="Item2VecException">The file cannot be written.</exception>
    public static void Write(
        string path, IReadOnlyList<(Option Option, string Key, string? Word)> given, SearchSpace space, TuneGoal goal, Trial best,
        TuningResult found, string split, TuneCheck? check)
        => AtomicFile.Write(path, stream =>
        {
            using Utf8JsonWriter json = new(stream, Format);
            json.WriteStartObject();
            foreach ((Option option, string key, string? word) in given) WriteGiven(json, option, key, word);
            foreach (SearchParameter parameter in space.Parameters) TuneTable.WriteJson(json, parameter.Name, parameter.Text(best.Options));
            if (space.SearchesEpochs) json.WriteNumber(SearchSpace.Epochs, best.Options.Epochs);
            if (double.IsFinite(best.Outcome.Beta)) json.WriteNumber(ConfigFile.Beta, best.Outcome.Beta);
            json.WriteStartObject(ConfigFile.Provenance);
            json.WriteString("score", goal.ScoreName);
            json.WriteString("split", split);
            json.WriteNumber("trials", found.Trials.Count);
            json.WriteStartObject("validation");
            WriteEstimate(json, goal.Metric, best.Outcome.Metric);
            json.WriteEndObject();
            if (check is not null) WriteCheck(json, goal, check);
            json.WriteEndObject();
            json.WriteEndObject();
            json.Flush();
            stream.WriteByte((byte)'\n');
        });

    private static void WriteCheck(Utf8JsonWriter json, TuneGoal goal, TuneCheck check)
    {
        json.WriteStartObject("test");
        foreach (TuneCheck.Line line in check.Models.Where(line => line.Score == goal.ScoreName))
        {
            json.WriteStartObject(line.Configuration == TuneCheck.First ? "first recipe" : "best recipe");
            WriteEstimate(json, goal.Metric, line.Metrics[goal.Metric]);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteEstimate(Utf8JsonWriter json, string metric, Estimate estimate)
    {
        json.WriteNumber(metric, estimate.Value);
        json.WriteStartArray("interval");
        json.WriteNumberValue(estimate.Low);
        json.WriteNumberValue(estimate.High);
        json.WriteEndArray();
    }

    private static void WriteGiven(Utf8JsonWriter json, Option option, string key, string? word)
    {
        if (word is null || CliOption.IsSwitch(option)) json.WriteBoolean(key, word is null or "true");
        else if (option.ValueType == typeof(string)) json.WriteString(key, word);
        else TuneTable.WriteJson(json, key, word);
    }
}
