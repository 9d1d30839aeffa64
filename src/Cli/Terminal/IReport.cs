using System.Text.Json;

namespace Item2Vec.Cli.Terminal;

/// <summary>What a command found, able to show itself as text for people, as lines for tools, and as JSON.</summary>
internal interface IReport
{
    /// <summary>For people: one table or several.</summary>
    IReadOnlyList<TextTable> ForPeople();

    /// <summary>For tools: one table whose columns are always the same.</summary>
    TextTable ForTools();

    /// <summary>One JSON value.</summary>
    void WriteJson(Utf8JsonWriter json);
}

/// <summary>A way to print results. A new one is one file and one line in <see cref="ResultFormats"/>.</summary>
internal interface IResultFormat
{
    /// <summary>Its name behind --format.</summary>
    string Name { get; }

    void Write(IReport report, Streams streams);
}
