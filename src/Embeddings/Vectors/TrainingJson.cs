using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Item2Vec.Embeddings.Options;

namespace Item2Vec.Embeddings.Vectors;

/// <summary>A <see cref="TrainingSummary"/> as JSON, without what the clock says, so that the same training gives the same bytes.</summary>
internal static class TrainingJson
{
    public static byte[] Write(TrainingSummary summary)
        => JsonSerializer.SerializeToUtf8Bytes(ToDocument(summary), ModelJsonContext.Default.TrainingDocument);

    /// <exception cref="JsonException">The bytes are something else.</exception>
    public static TrainingSummary Read(ReadOnlySpan<byte> json)
        => FromDocument(JsonSerializer.Deserialize(json, ModelJsonContext.Default.TrainingDocument) ?? throw new JsonException("null"), 0);

    public static TrainingDocument ToDocument(TrainingSummary summary) => new()
    {
        Options = JsonSerializer.SerializeToNode(summary.Options, ModelJsonContext.Default.TrainingOptions)!.AsObject(),
        Sessions = summary.Sessions,
        Tokens = summary.Tokens,
        EpochLosses = [.. summary.EpochLosses],
        WarmStart = summary.WarmStart,
        Cold = summary.Cold,
    };

    public static TrainingSummary FromDocument(TrainingDocument document, double seconds)
        => new(ReadOptions(document.Options), document.Sessions, document.Tokens, document.EpochLosses, seconds)
        {
            WarmStart = document.WarmStart, Cold = document.Cold,
        };

    /// <summary>
    /// Options that an older version did not know keep their defaults (but it had no token at the end of sessions, and SGD), those of a
    /// newer version are passed over.
    /// </summary>
    public static TrainingOptions ReadOptions(JsonObject saved)
    {
        JsonObject options =
            JsonSerializer.SerializeToNode(
                new TrainingOptions { EndToken = false, Optimizer = Optimizer.Sgd }, ModelJsonContext.Default.TrainingOptions)!.AsObject();
        foreach ((string name, JsonNode? value) in saved)
            if (options.ContainsKey(name)) options[name] = value?.DeepClone();
        return options.Deserialize(ModelJsonContext.Default.TrainingOptions) ?? throw new JsonException("null");
    }
}

/// <summary>The shape of a training summary in JSON.</summary>
internal sealed class TrainingDocument
{
    public JsonObject Options { get; set; } = [];

    public long Sessions { get; set; }

    public long Tokens { get; set; }

    public double[] EpochLosses { get; set; } = [];

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public WarmStartSummary? WarmStart { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ColdShifts? Cold { get; set; }
}

/// <summary>The generated (reflection-free) readers and writers of the model's JSON.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    UseStringEnumConverter = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(TrainingDocument))]
[JsonSerializable(typeof(TrainingOptions))]
[JsonSerializable(typeof(ModelDocument))]
[JsonSerializable(typeof(ModelFilesDocument))]
[JsonSerializable(typeof(RunDocument))]
internal sealed partial class ModelJsonContext : JsonSerializerContext;
