using System.Globalization;
using System.Text.Json;

namespace Item2Vec.Cli;

/// <summary>What import wrote, for tools.</summary>
internal sealed record ImportReport(string Model, int Items, int Dimensions) : IReport
{
    public IReadOnlyList<TextTable> ForPeople() => [ForTools()];

    public TextTable ForTools() => new(
        [new("model"), new("items"), new("dimensions")],
        [[Model, Items.ToString(CultureInfo.InvariantCulture), Dimensions.ToString(CultureInfo.InvariantCulture)]]);

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("model", Model);
        json.WriteNumber("items", Items);
        json.WriteNumber("dimensions", Dimensions);
        json.WriteEndObject();
    }
}
