using System.Text.Json;
using Item2Vec.Cli.Terminal;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training.Variants;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Cli.Info;

/// <summary>What a model is, as members of a JSON object.</summary>
internal static class InfoJson
{
    public static void WriteModel(Utf8JsonWriter json, string path, ModelInfo info, IReadOnlyList<string> attributes)
    {
        json.WriteString("model", path);
        json.WriteNumber("formatVersion", info.FormatVersion);
        json.WriteString("toolVersion", info.ToolVersion);
        json.WriteNumber("items", info.Items);
        json.WriteNumber("users", info.Users);
        json.WriteNumber("dimensions", info.Dimensions);
        json.WriteBoolean("hasOutput", info.HasOutput);
        json.WriteStartArray("attributes");
        foreach (string name in attributes) json.WriteStringValue(name);
        json.WriteEndArray();
    }

    /// <summary>Where the model comes from: its training, data and run, and the files it is made of.</summary>
    public static void WriteOrigin(Utf8JsonWriter json, ModelInfo info)
    {
        if (info.Training is TrainingSummary training) WriteTraining(json, training);
        WriteTexts(json, "data", info.Data);
        WriteTexts(json, "run", info.Run);
        json.WriteStartObject("files");
        foreach ((string name, ModelFile file) in info.Files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            json.WriteStartObject(name);
            json.WriteNumber("bytes", file.Bytes);
            json.WriteString("checksum", file.Checksum);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>The options and outcome of a training, each as JSON; those of the options are their keys in camel case.</summary>
    public static IEnumerable<(string Name, string Value, bool IsText)> TrainingFields(TrainingSummary training)
    {
        foreach (OptionSetting setting in VariantRegistry.BuiltIn.Settings(training.Options))
            yield return (setting.Option.JsonName, setting.Text, setting.IsQuoted);
        if (training.WarmStart is WarmStartSummary start)
            yield return (
                "warmStart",
                $"{{\"known\":{Readable.Exact(start.Known)},\"new\":{Readable.Exact(start.New)},"
                    + $"\"dropped\":{Readable.Exact(start.Dropped)}}}",
                false);
        yield return ("sessions", Readable.Exact(training.Sessions), false);
        yield return ("tokens", Readable.Exact(training.Tokens), false);
        yield return ("trainSeconds", Readable.Exact(training.TrainSeconds), false);
        yield return (
            "losses",
            $"[{string.Join(',', training.EpochLosses.Select(loss => double.IsFinite(loss) ? Readable.Exact(loss) : "null"))}]",
            false);
    }

    private static void WriteTraining(Utf8JsonWriter json, TrainingSummary training)
    {
        json.WriteStartObject("training");
        foreach ((string name, string value, bool isText) in TrainingFields(training))
        {
            json.WritePropertyName(name);
            if (isText) json.WriteStringValue(value);
            else json.WriteRawValue(value);
        }

        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string> texts)
    {
        json.WriteStartObject(name);
        foreach ((string key, string text) in texts.OrderBy(text => text.Key, StringComparer.Ordinal)) json.WriteString(key, text);
        json.WriteEndObject();
    }
}
