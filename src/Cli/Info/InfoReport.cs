using System.Globalization;
using System.Text.Json;
using Item2Vec.Cli.Terminal;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training.Variants;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;

namespace Item2Vec.Cli.Info;

/// <summary>What a model is.</summary>
internal sealed class InfoReport(string path, ModelInfo info, ItemIndex index) : IReport
{
    private readonly IReadOnlyList<string> attributes = index.Vectors.Attributes.Names;
    private readonly MetadataSummary metadata = MetadataSummary.Of(index.Vectors);
    private readonly CooccurrenceSummary? cooccurrences = CooccurrenceSummary.Of(index.Vectors);
    private readonly IndexSummary graph = new(index);

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
            .. metadata.ForPeople(),
            .. cooccurrences?.ForPeople() ?? [],
            ["size", Readable.Bytes(info.Files.Values.Sum(file => file.Bytes))],
            ["written by", $"item2vec {info.ToolVersion}, format {info.FormatVersion}"],
        ];
        List<TextTable> tables = [Pairs("Model", rows), Pairs("Index", graph.ForPeople())];
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
            .. metadata.ForTools(),
            .. cooccurrences?.ForTools() ?? [],
        ];
        rows.AddRange(graph.ForTools().Select(pair => (string[])[$"index.{pair[0]}", pair[1]]));
        if (info.Training is TrainingSummary training)
            rows.AddRange(InfoJson.TrainingFields(training).Select(field => (string[])[$"training.{field.Name}", field.Value]));
        rows.AddRange(Sorted(info.Data).Select(pair => (string[])[$"data.{pair[0]}", pair[1]]));
        rows.AddRange(Sorted(info.Run).Select(pair => (string[])[$"run.{pair[0]}", pair[1]]));
        foreach ((string name, ModelFile file) in info.Files.OrderBy(file => file.Key, StringComparer.Ordinal))
            rows.AddRange([[$"files.{name}.bytes", Exact(file.Bytes)], [$"files.{name}.checksum", file.Checksum]]);
        return new TextTable([new("key"), new("value")], rows);
    }

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        InfoJson.WriteModel(json, path, info, attributes);
        metadata.WriteJson(json);
        cooccurrences?.WriteJson(json);
        json.WriteStartObject("index");
        graph.WriteJson(json);
        json.WriteEndObject();
        InfoJson.WriteOrigin(json, info);
        json.WriteEndObject();
    }

    private static List<string[]> TrainingRows(TrainingSummary training)
    {
        string[][] start = training.WarmStart is WarmStartSummary warm
            ? [[
                "warm start",
                $"{Readable.Count(warm.Known, "item")} of an older model, {Readable.Count(warm.New)} new, "
                    + $"{Readable.Count(warm.Dropped)} dropped"
            ]]
            : [];
        return
        [
            .. VariantRegistry.BuiltIn.Settings(training.Options).Select(setting => (string[])[setting.Label, setting.Text]),
            .. start,
            ["sessions", Readable.Count(training.Sessions)],
            ["events", Readable.Count(training.Tokens)],
            [
                "time",
                $"{Readable.Time(TimeSpan.FromSeconds(training.TrainSeconds))}, {Readable.Count((long)training.TokensPerSecond)} tokens/s"
            ],
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
