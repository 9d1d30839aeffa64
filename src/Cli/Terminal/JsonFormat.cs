using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Item2Vec.Embeddings.Common;

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
            WriteFinite(report, json);
        streams.Results.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }

    /// <summary>JSON has no NaN and no infinity: a result that is one comes from numbers of a model that are damaged or overflow.</summary>
    private static void WriteFinite(IReport report, Utf8JsonWriter json)
    {
        try
        {
            report.WriteJson(json);
        }
        catch (ArgumentException problem) when (problem.Source == "System.Text.Json")
        {
            json.Reset();
            throw new Item2VecException(
                "a number of the result is not finite: the model is damaged, or its numbers are too large",
                "'item2vec info --verify' looks for damage", innerException: problem);
        }
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
