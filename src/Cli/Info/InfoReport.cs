using System.Globalization;
using System.Text.Json;
using Item2Vec.Cli.Plans;
using Item2Vec.Cli.Terminal;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Cli.Info;

/// <summary>What a model is.</summary>
internal sealed class InfoReport(string path, ModelInfo info, IReadOnlyList<string> attributes) : IReport
{
    /// <summary>What it has beside items.</summary>
    public required MetadataSummary Metadata { get; init; }

    /// <summary>The pairs that it keeps, or null.</summary>
    public CooccurrenceSummary? Cooccurrences { get; init; }

    public IReadOnlyList<TextTable> ForPeople()
    {
        List<string[]> rows =
        [
            ["model", path],
            ["items", Readable.Count(info.Items)],
            .. info.Users > 0 ? (string[][])[["users", Readable.Count(info.Users)]] : [],
            ["dimensions", Readable.Count(info.Dimensions)],
            ["vectors", info.HasOutput ? "input and output" : "input only (recommend --score next needs output vectors)"],
            ["attributes", attributes.Count == 0 ? "none" : string.Join(", ", attributes)],
            .. Metadata.ForPeople(),
            .. Cooccurrences?.ForPeople() ?? [],
            ["size", Readable.Bytes(info.Files.Values.Sum(file => file.Bytes))],
            ["written by", $"item2vec {info.ToolVersion}, format {info.FormatVersion}"],
        ];
        List<TextTable> tables = [Pairs("Model", rows)];
        if (info.Training is TrainingSummary training) tables.AddRange([Pairs("Training", TrainingRows(training)), Losses(training)]);
        if (info.Data.Count > 0) tables.Add(Pairs("Data", Sorted(info.Data)));
        if (info.Run.Count > 0) tables.Add(Pairs("Run", Sorted(info.Run)));
        return tables;
    }

    public TextTable ForTools()
    {
        List<string[]> rows =
        [
            ["model", path],
            ["formatVersion", Exact(info.FormatVersion)],
            ["toolVersion", info.ToolVersion],
            ["items", Exact(info.Items)],
            ["users", Exact(info.Users)],
            ["dimensions", Exact(info.Dimensions)],
            ["hasOutput", info.HasOutput ? "true" : "false"],
            ["attributes", string.Join(',', attributes)],
            .. Metadata.ForTools(),
            .. Cooccurrences?.ForTools() ?? [],
        ];
        if (info.Training is TrainingSummary training) rows.AddRange(InfoJson.TrainingFields(training).Select(field => (string[])[$"training.{field.Name}", field.Value]));
        rows.AddRange(Sorted(info.Data).Select(pair => (string[])[$"data.{pair[0]}", pair[1]]));
        rows.AddRange(Sorted(info.Run).Select(pair => (string[])[$"run.{pair[0]}", pair[1]]));
        foreach ((string name, ModelFile file) in info.Files.OrderBy(file => file.Key, StringComparer.Ordinal))
            rows.AddRange([[$"files.{name}.bytes", Exact(file.Bytes)], [$"files.{name}.checksum", file.Checksum]]);
        return new TextTable([new("key"), new("value")], rows);
    }

    public void WriteJson(Utf8JsonWriter json) => InfoJson.Write(json, path, info, attributes, Metadata, Cooccurrences);

    private static List<string[]> TrainingRows(TrainingSummary training)
    {
        TrainingOptions options = training.Options;
        string[][] start = training.WarmStart is WarmStartSummary warm
            ? [["warm start", $"{Readable.Count(warm.Known, "item")} of an older model, {Readable.Count(warm.New)} new, {Readable.Count(warm.Dropped)} dropped"]] : [];
        return
        [
            ["variant", options.Variant],
            .. options.Variant == "user" ? (string[][])[["user mode", UserOptions.NameOf(options.UserMode)]] : [],
            .. MetadataSummary.TrainingRows(options),
            .. options.Variant == TrainingOptions.Bagged ? (string[][])[] : [["architecture", options.Architecture == Architecture.Cbow ? "cbow" : "skipgram"]],
            ["window", options.Window == TrainingOptions.WholeSession ? "session" : Exact(options.Window) + (options.DynamicWindow ? string.Empty : ", fixed")],
            .. ContextOptions.Shown(options).Where(shown => shown.Value != "none").Select(shown => (string[])[shown.Name[2..].Replace('-', ' '), shown.Value]),
            ["negative samples", $"{Exact(options.NegativeSamples)}, by count to the power of {Readable.Exact(options.NegativeExponent)}, shared by {Exact(options.NegativeSharing)}"],
            ["end token", options.HasEndToken ? "yes" : "no"],
            ["sample", options.Subsampling == 0 ? "off" : Readable.Exact(options.Subsampling)],
            ["optimizer", LearningOptions.NameOf(options.Optimizer)],
            ["learning rate", Readable.Exact(options.EffectiveLearningRate) + (options.LearningRateFloor == 1 ? ", constant" : $", falling to {Readable.Exact(options.EffectiveLearningRate * options.LearningRateFloor)}")],
            ["epochs", Readable.Count(training.Epochs)],
            ["threads, seed", $"{(options.Threads == 0 ? "all" : Exact(options.Threads))}, {Exact(options.Seed)}"],
            .. start,
            ["sessions", Readable.Count(training.Sessions)],
            ["events", Readable.Count(training.Tokens)],
            ["time", $"{Readable.Time(TimeSpan.FromSeconds(training.TrainSeconds))}, {Readable.Count((long)training.TokensPerSecond)} tokens/s"],
        ];
    }

    private static TextTable Losses(TrainingSummary training) => new(
        [new("epoch", IsNumber: true), new("loss", IsNumber: true)],
        [.. training.EpochLosses.Select((loss, epoch) => new[] { Exact(epoch + 1), Readable.Loss(loss) })])
    {
        Heading = "Loss",
    };

    private static TextTable Pairs(string heading, IEnumerable<string[]> rows)
        => new([new("key"), new("value")], [.. rows]) { Heading = heading, ShowColumnNames = false };

    private static IEnumerable<string[]> Sorted(IReadOnlyDictionary<string, string> pairs)
        => pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new[] { pair.Key, pair.Value });

    private static string Exact(long number) => number.ToString(CultureInfo.InvariantCulture);
}
