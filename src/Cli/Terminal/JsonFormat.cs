using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Item2Vec.Cli.Terminal;

/// <summary>JSON on one line, in UTF-8.</summary>
internal sealed class JsonFormat : IResultFormat
{
    public string Name => "json";

    public void Write(IReport report, Streams streams)
    {
        using MemoryStream buffer = new();
        // Not escaped for HTML: titles in any script stay readable.
        using (Utf8JsonWriter json = new(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            report.WriteJson(json);
        streams.Results.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }
}

/// <summary>JSON numbers, which must be finite.</summary>
internal static class JsonNumbers
{
    /// <summary>A number, or null if it is undefined, such as the diversity of a list of one.</summary>
    public static void WriteOrNull(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value)) json.WriteNumber(name, value);
        else json.WriteNull(name);
    }
}
