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
