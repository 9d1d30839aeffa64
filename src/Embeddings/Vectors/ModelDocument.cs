using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Embeddings.Vectors;

/// <summary>The JSON of <c>model.json</c>: everything except what differs from run to run. Properties are written in this order.</summary>
internal sealed class ModelDocument
{
    public const string FormatName = "item2vec-model";

    public string Format { get; set; } = string.Empty;

    public int FormatVersion { get; set; }

    public string ToolVersion { get; set; } = string.Empty;

    public int Items { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Users { get; set; }

    public int Dimensions { get; set; }

    public bool HasOutput { get; set; }

    public SortedDictionary<string, string> Data { get; set; } = [];

    public TrainingDocument? Training { get; set; }

    public SortedDictionary<string, ModelFile> Files { get; set; } = [];
}

/// <summary>The part of <c>model.json</c> that a query needs; the rest is skipped, which keeps opening fast.</summary>
internal sealed class ModelFilesDocument
{
    public string Format { get; set; } = string.Empty;

    public int FormatVersion { get; set; }

    public Dictionary<string, ModelFile> Files { get; set; } = [];
}

/// <summary>The JSON of <c>run.json</c>.</summary>
internal sealed class RunDocument
{
    public double TrainSeconds { get; set; }

    public SortedDictionary<string, string> Run { get; set; } = [];
}

/// <summary>Converts <see cref="ModelInfo"/> to the two JSON files of a model directory and back.</summary>
internal static class ModelJson
{
    /// <summary>The file that describes the model.</summary>
    public const string InfoFile = "model.json";

    /// <summary>The file of what differs from run to run.</summary>
    public const string RunFile = "run.json";

    private const double MaxSeconds = 1e12;

    /// <summary>A description has a line per option, epoch and file.</summary>
    public const int MaxBytes = 1 << 26;

    public static void Write(string directory, ModelInfo info)
    {
        ModelDocument model = new()
        {
            Format = ModelDocument.FormatName,
            FormatVersion = info.FormatVersion,
            ToolVersion = info.ToolVersion,
            Items = info.Items,
            Users = info.Users,
            Dimensions = info.Dimensions,
            HasOutput = info.HasOutput,
            Data = Sorted(info.Data),
            Training = info.Training is null ? null : TrainingJson.ToDocument(info.Training),
            Files = Sorted(info.Files),
        };
        RunDocument run = new() { TrainSeconds = info.Training?.TrainSeconds ?? 0, Run = Sorted(info.Run) };
        Save(Path.Combine(directory, RunFile), run, ModelJsonContext.Default.RunDocument);
        Save(Path.Combine(directory, InfoFile), model, ModelJsonContext.Default.ModelDocument);
    }

    public static ModelInfo Read(string directory)
    {
        string path = Path.Combine(directory, InfoFile);
        ModelDocument model = Load(path, ModelJsonContext.Default.ModelDocument) ?? throw Missing(directory);
        CheckFormat(path, model.Format, model.FormatVersion);

        // A missing or damaged run.json does not matter.
        RunDocument run = new();
        try
        {
            run = Load(Path.Combine(directory, RunFile), ModelJsonContext.Default.RunDocument) ?? run;
        }
        catch (Item2VecException)
        {
        }

        if (Problem(model) is string problem) throw Damaged(path, problem, null);
        try
        {
            return ToInfo(model, run);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException
            or OverflowException or ArgumentException)
        {
            throw Damaged(path, error.Message, error);
        }
    }

    /// <summary>The expected data files of a model, without the rest of <c>model.json</c>.</summary>
    public static IReadOnlyDictionary<string, ModelFile> ReadFiles(string directory)
    {
        string path = Path.Combine(directory, InfoFile);
        ModelFilesDocument model = Load(path, ModelJsonContext.Default.ModelFilesDocument) ?? throw Missing(directory);
        CheckFormat(path, model.Format, model.FormatVersion);
        return model.Files;
    }

    /// <summary>The data files that a <c>model.json</c> of any version lists; null if it is not that of a model.</summary>
    public static HashSet<string>? ListedFiles(string directory)
    {
        try
        {
            ModelFilesDocument? model = Load(Path.Combine(directory, InfoFile), ModelJsonContext.Default.ModelFilesDocument);
            return model?.Format == ModelDocument.FormatName ? [.. model.Files.Keys] : null;
        }
        catch (Item2VecException)
        {
            return null;
        }
    }

    private static void CheckFormat(string path, string format, int version)
    {
        if (format != ModelDocument.FormatName) throw Damaged(path, $"\"format\" is not \"{ModelDocument.FormatName}\"", null);
        if (version <= ModelInfo.CurrentFormatVersion) return;
        throw new Item2VecException(
            $"{path}: a newer version of Item2Vec wrote this model (format {version}, "
                + $"this one reads up to {ModelInfo.CurrentFormatVersion})",
            "update Item2Vec");
    }

    /// <summary>What the types of the document let pass, or null.</summary>
    private static string? Problem(ModelDocument model)
    {
        if (model.Files.Values.Any(file => file is null)) return "a file in \"files\" is null";
        if (model.Data.Values.Any(text => text is null)) return "a text in \"data\" is null";
        if (model.Items < 0 || model.Users < 0 || model.Dimensions < 0) return "a number of rows or dimensions is negative";
        if (model.Training is not TrainingDocument training) return null;
        if (training.Sessions < 0 || training.Tokens < 0) return "a number of sessions or tokens is negative";
        return training.EpochLosses.Any(double.IsInfinity) ? "a loss in \"epochLosses\" is not finite" : null;
    }

    private static ModelInfo ToInfo(ModelDocument model, RunDocument run) => new()
    {
        FormatVersion = model.FormatVersion,
        ToolVersion = model.ToolVersion ?? string.Empty,
        Items = model.Items,
        Users = model.Users,
        Dimensions = model.Dimensions,
        HasOutput = model.HasOutput,
        Data = Sorted(model.Data),
        Training = model.Training is null
            ? null
            : TrainingJson.FromDocument(model.Training, run.TrainSeconds is >= 0 and < MaxSeconds ? run.TrainSeconds : 0),
        Files = Sorted(model.Files),
        Run = Sorted(run.Run.Where(pair => pair.Value is not null)),
    };

    private static SortedDictionary<string, T> Sorted<T>(IEnumerable<KeyValuePair<string, T>>? pairs)
    {
        SortedDictionary<string, T> sorted = new(StringComparer.Ordinal);
        foreach ((string key, T value) in pairs ?? []) sorted[key] = value;
        return sorted;
    }

    private static void Save<T>(string path, T document, JsonTypeInfo<T> type) => AtomicFile.Write(path, stream =>
    {
        JsonSerializer.Serialize(stream, document, type);
        stream.WriteByte((byte)'\n');
    });

    /// <summary>Reads a document; null if there is no such file.</summary>
    private static T? Load<T>(string path, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            // A pipe has no bytes either, and opening it would wait for a writer.
            if (File.Exists(path) && new FileInfo(path).Length == 0) throw Damaged(path, "it is empty", null);
            if (File.Exists(path) && new FileInfo(path).Length > MaxBytes)
                throw Damaged(path, "it is too long for a description", null);
            using FileStream stream = RegularFile.Open(path, FileShare.Read | FileShare.Delete);
            return JsonSerializer.Deserialize(stream, type) ?? throw new JsonException("null");
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (JsonException error)
        {
            // Its message names internal types.
            string where = error.LineNumber is long line ? $" (line {line + 1}, byte {error.BytePositionInLine + 1})" : string.Empty;
            throw Damaged(path, $"it is not the JSON of a model{where}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new Item2VecException($"{path}: cannot be read: {error.Message}", code: ErrorCode.InputMissing, innerException: error);
        }
    }

    private static Item2VecException Missing(string directory)
        => new($"{directory}: not a model: it has no {InfoFile}", "ModelDirectory.Save writes models",
            ErrorCode.InputMissing);

    private static Item2VecException Damaged(string path, string what, Exception? cause)
        => new($"{path}: the model is damaged: {what}", "copy the model again, or train it again", innerException: cause);
}
