using System.Globalization;
using System.Text.Json;
using Item2Vec.Embeddings;

namespace Item2Vec.Cli;

/// <summary>How a training went, for tools.</summary>
internal sealed class TrainingReport(string directory, int items, TrainingSummary training) : IReport
{
    public string Directory => directory;

    public int Items => items;

    public TrainingSummary Training => training;

    /// <summary>Events read in all epochs.</summary>
    private long Tokens => training.Tokens * training.Epochs;

    public IReadOnlyList<TextTable> ForPeople() => [ForTools()];

    public TextTable ForTools() => new(
        [new("model"), new("items"), new("tokens"), new("sessions"), new("epochs"), new("trainSeconds"), new("tokensPerSecond"), new("loss")],
        [[directory, Whole(items), Whole(Tokens), Whole(training.Sessions), Whole(training.Epochs), Show.Exact(training.TrainSeconds), Show.Exact(training.TokensPerSecond), Show.Exact(training.Loss)]]);

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
        json.WriteEndObject();
    }

    private static string Whole(long number) => number.ToString(CultureInfo.InvariantCulture);
}
