using System.Globalization;
using System.Text.Json;
using Item2Vec.Cli.Plans;
using Item2Vec.Cli.Terminal;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Cli.Info;

/// <summary>What a model is, as one JSON object.</summary>
internal static class InfoJson
{
    public static void Write(Utf8JsonWriter json, string path, ModelInfo info, IReadOnlyList<string> attributes, MetadataSummary metadata, CooccurrenceSummary? evidence)
    {
        json.WriteStartObject();
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
        metadata.WriteJson(json);
        evidence?.WriteJson(json);
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
        json.WriteEndObject();
    }

    /// <summary>The options and outcome of a training, each as JSON text; names are those of the command line.</summary>
    public static IEnumerable<(string Name, string Value, bool IsText)> TrainingFields(TrainingSummary training)
    {
        TrainingOptions options = training.Options;
        yield return ("variant", options.Variant, true);
        foreach ((string name, string value) in MetadataSummary.TrainingFields(options)) yield return (name, value, true);
        yield return ("architecture", options.Architecture == Architecture.Cbow ? "cbow" : "skipgram", true);
        if (options.Variant == "user") yield return ("userMode", UserOptions.NameOf(options.UserMode), true);
        yield return ("dimensions", Whole(options.Dimensions), false);
        yield return options.Window == TrainingOptions.WholeSession ? ("window", "session", true) : ("window", Whole(options.Window), false);
        yield return ("dynamicWindow", options.DynamicWindow ? "true" : "false", false);
        yield return ("negative", Whole(options.NegativeSamples), false);
        yield return ("shareNegatives", Whole(options.NegativeSharing), false);
        yield return ("endToken", options.HasEndToken ? "true" : "false", false);
        foreach ((string name, string value) in ContextOptions.Shown(options)) yield return (CamelCase(name), value, true);
        yield return ("nsExponent", Readable.Exact(options.NegativeExponent), false);
        yield return ("sample", Readable.Exact(options.Subsampling), false);
        yield return ("optimizer", LearningOptions.NameOf(options.Optimizer), true);
        yield return ("learningRate", Readable.Exact(options.EffectiveLearningRate), false);
        yield return ("learningRateFloor", Readable.Exact(options.LearningRateFloor), false);
        yield return ("epochs", Whole(training.Epochs), false);
        yield return ("threads", Whole(options.Threads), false);
        yield return ("seed", Whole(options.Seed), false);
        if (training.WarmStart is WarmStartSummary start)
            yield return ("warmStart", $"{{\"known\":{Whole(start.Known)},\"new\":{Whole(start.New)},\"dropped\":{Whole(start.Dropped)}}}", false);
        yield return ("sessions", Whole(training.Sessions), false);
        yield return ("tokens", Whole(training.Tokens), false);
        yield return ("trainSeconds", Readable.Exact(training.TrainSeconds), false);
        yield return ("losses", $"[{string.Join(',', training.EpochLosses.Select(loss => double.IsFinite(loss) ? Readable.Exact(loss) : "null"))}]", false);
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

    /// <summary>An option's name as JSON has it: <c>--max-gap</c> is <c>maxGap</c>.</summary>
    private static string CamelCase(string option)
        => string.Concat(option[2..].Split('-').Select((word, at) => at == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));

    private static string Whole(long number) => number.ToString(CultureInfo.InvariantCulture);
}
