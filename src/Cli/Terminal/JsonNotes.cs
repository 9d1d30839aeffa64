using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Item2Vec.Cli.Terminal;

/// <summary>
/// Notes, warnings and errors as JSON lines with the members that the console logger of .NET writes: Timestamp, LogLevel, Category,
/// Message.
/// </summary>
internal sealed class JsonNotes(TextWriter lines) : TextWriter
{
    /// <summary>How times are written, here and in the log of a service.</summary>
    public const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";

    private static readonly (string Mark, string Level)[] Levels = [("error: ", "Error"), ("warning: ", "Warning")];

    private readonly StringBuilder pending = new();

    public override Encoding Encoding => lines.Encoding;

    public override void Write(char value)
    {
        if (value == '\n') WriteRecord();
        else if (value != '\r') pending.Append(value);
    }

    /// <summary>One record, whatever line breaks it has.</summary>
    public override void WriteLine(string? value)
    {
        pending.Append(value);
        WriteRecord();
    }

    public override void Flush() => lines.Flush();

    protected override void Dispose(bool disposing)
    {
        if (pending.Length > 0) WriteRecord();
        base.Dispose(disposing);
    }

    private void WriteRecord()
    {
        string text = pending.ToString().Trim();
        pending.Clear();
        if (text.Length == 0) return;
        (string mark, string level) = Array.Find(Levels, one => text.StartsWith(one.Mark, StringComparison.Ordinal));
        ArrayBufferWriter<byte> record = new();
        using (Utf8JsonWriter json = new(record, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("Timestamp", TimeProvider.System.GetUtcNow().ToString(TimeFormat, CultureInfo.InvariantCulture));
            json.WriteString("LogLevel", level ?? "Information");
            json.WriteString("Category", "item2vec");
            json.WriteString("Message", mark is null ? text : text[mark.Length..]);
            json.WriteEndObject();
        }

        lines.WriteLine(Encoding.UTF8.GetString(record.WrittenSpan));
    }
}
