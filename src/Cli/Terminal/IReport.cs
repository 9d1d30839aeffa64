using System.Globalization;
using System.Text.Json;

namespace Item2Vec.Cli.Terminal;

/// <summary>The result of a command, as tables for people, as lines for tools, and as JSON.</summary>
internal interface IReport
{
    /// <summary>For people: one table or several.</summary>
    IReadOnlyList<TextTable> ForPeople();

    /// <summary>For tools: one table with fixed columns.</summary>
    TextTable ForTools();

    /// <summary>One JSON value.</summary>
    void WriteJson(Utf8JsonWriter json);
}

/// <summary>An output format. A new one is one file and one line in <see cref="ResultFormats"/>.</summary>
internal interface IResultFormat
{
    /// <summary>Its name in --format.</summary>
    string Name { get; }

    void Write(IReport report, Streams streams);
}

/// <summary>A table of texts.</summary>
/// <param name="Columns">The columns' names.</param>
/// <param name="Rows">The cells, one array per row, with as many as there are columns.</param>
internal sealed record TextTable(IReadOnlyList<TextColumn> Columns, IReadOnlyList<string[]> Rows)
{
    /// <summary>A line above the table, or null.</summary>
    public string? Heading { get; init; }

    /// <summary>
    /// The width beyond which people see the rest of the columns below, the first column again before them, and the heading on several
    /// lines.
    /// </summary>
    public int MaxWidth { get; init; } = int.MaxValue;

    /// <summary>Whether people see the columns' names.</summary>
    public bool ShowColumnNames { get; init; } = true;
}

/// <summary>A column's name and whether it holds numbers, which are aligned to the right.</summary>
internal readonly record struct TextColumn(string Name, bool IsNumber = false);

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
