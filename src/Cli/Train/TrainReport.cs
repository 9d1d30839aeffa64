using System.Globalization;
using System.Text.Json;
using Item2Vec.Cli.Terminal;
using Item2Vec.Embeddings.Options;

namespace Item2Vec.Cli.Train;

/// <summary>How a training went, for tools.</summary>
internal sealed class TrainReport(string directory, int items, TrainingSummary training) : IReport
{
    public string Directory => directory;

    public int Items => items;

    public TrainingSummary Training => training;

    /// <summary>Events read in all epochs.</summary>
    private long Tokens => training.Tokens * training.Epochs;

    private (string Name, int Items)[]? WarmStart
        => training.WarmStart is WarmStartSummary start ? [("known", start.Known), ("new", start.New), ("dropped", start.Dropped)] : null;

    public IReadOnlyList<TextTable> ForPeople() => [ForTools()];

    /// <summary>The columns are always the same; those of the warm start are empty without one.</summary>
    public TextTable ForTools() => new(
        [
            new("model"), new("items"), new("tokens"), new("sessions"), new("epochs"), new("trainSeconds"), new("tokensPerSecond"),
            new("loss"), new("knownItems"), new("newItems"), new("droppedItems")
        ],
        [[
            directory, Whole(items), Whole(Tokens), Whole(training.Sessions), Whole(training.Epochs), Readable.Exact(training.TrainSeconds),
            Readable.Exact(training.TokensPerSecond), Readable.Exact(training.Loss),
            .. WarmStart?.Select(field => Whole(field.Items)) ?? ["", "", ""]]]);

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("model", directory);
        json.WriteNumber("items", items);
        json.WriteNumber("tokens", Tokens);
        json.WriteNumber("sessions", training.Sessions);
        json.WriteNumber("epochs", training.Epochs);
        json.WriteNumber("trainSeconds", Math.Round(training.TrainSeconds, 4));
        json.WriteNumber("tokensPerSecond", Math.Round(training.TokensPerSecond));
        json.WriteNumber("loss", training.Loss);
        if (WarmStart is not null)
        {
            json.WriteStartObject("warmStart");
            foreach ((string name, int count) in WarmStart) json.WriteNumber(name, count);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static string Whole(long number) => number.ToString(CultureInfo.InvariantCulture);
}
