using System.Text.Json;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Terminal;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Options;
using Item2Vec.Indexing;

namespace Item2Vec.Cli.Train;

/// <summary>How a training went, for tools.</summary>
internal sealed class TrainReport(string directory, int items, TrainingSummary training, IReadOnlyList<TrainWarning> warnings) : IReport
{
    public string Directory => directory;

    public int Items => items;

    public TrainingSummary Training => training;

    /// <summary>The signs that the training went wrong.</summary>
    public IReadOnlyList<TrainWarning> Warnings => warnings;

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
            directory, Readable.Exact(items), Readable.Exact(Tokens), Readable.Exact(training.Sessions), Readable.Exact(training.Epochs),
            Readable.Exact(training.TrainSeconds), Readable.Exact(training.TokensPerSecond), Readable.Exact(training.Loss),
            .. WarmStart?.Select(field => Readable.Exact(field.Items)) ?? ["", "", ""]]]);

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

        if (warnings.Count > 0)
        {
            json.WriteStartArray("warnings");
            foreach (TrainWarning warning in warnings)
            {
                json.WriteStartObject();
                json.WriteString("kind", warning.Kind);
                json.WriteString("text", warning.Text);
                json.WriteString("remedy", warning.Remedy);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}

/// <summary>A sign that a training went wrong, in the words of the command line.</summary>
/// <param name="Kind">What it is: <c>collapsed</c>.</param>
/// <param name="Text">What was found.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record TrainWarning(string Kind, string Text, string Remedy)
{
    /// <summary>Its key in run.json: <c>warning.collapsed</c>.</summary>
    public string Key => $"warning.{Kind}";

    public static IReadOnlyList<TrainWarning> Of(IReadOnlyList<ModelWarning> found) => [.. found.Select(Of)];

    private static TrainWarning Of(ModelWarning found)
    {
        (string text, string? remedy) = new Item2VecException(found.Text, found.Remedy) { Option = string.Empty }.With(OptionNames.Of);
        return new TrainWarning(JsonNamingPolicy.KebabCaseLower.ConvertName(found.Kind.ToString()), text, remedy!);
    }
}
