using System.Globalization;
using System.Text.Json;

namespace Item2Vec.Cli.Terminal;

/// <summary>What export wrote, for tools.</summary>
internal sealed record FileReport(string File, string Format, int Items, int Dimensions) : IReport
{
    public IReadOnlyList<TextTable> ForPeople() => [ForTools()];

    public TextTable ForTools() => new(
        [new("file"), new("format"), new("items"), new("dimensions")],
        [[File, Format, Items.ToString(CultureInfo.InvariantCulture), Dimensions.ToString(CultureInfo.InvariantCulture)]]);

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("file", File);
        json.WriteString("format", Format);
        json.WriteNumber("items", Items);
        json.WriteNumber("dimensions", Dimensions);
        json.WriteEndObject();
    }
}
