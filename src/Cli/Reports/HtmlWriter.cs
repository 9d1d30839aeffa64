using System.Globalization;
using Item2Vec.Cli.Terminal;

namespace Item2Vec.Cli.Reports;

/// <summary>Writes HTML and SVG, and escapes all text: an item may have any name.</summary>
internal sealed class HtmlWriter(TextWriter output)
{
    private int ids;

    /// <summary>A number for an attribute, to a hundredth.</summary>
    public static string Number(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>An id unique on the page.</summary>
    public string NewId(string prefix) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{++ids}");

    public void Open(string element, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Begin(element, attributes);
        output.Write('>');
    }

    public void Close(string element)
    {
        output.Write("</");
        output.Write(element);
        output.Write(">\n");
    }

    /// <summary>An element with text.</summary>
    public void Element(string element, string text, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Open(element, attributes);
        Text(text);
        Close(element);
    }

    /// <summary>An empty SVG element.</summary>
    public void Shape(string element, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Begin(element, attributes);
        output.Write("/>\n");
    }

    public void Text(string text) => output.Write(Escape(text));

    /// <summary>Text that is safe between tags and in double-quoted attributes; control characters become a visible mark.</summary>
    public static string Escape(string text)
        => DisplayText.Clean(text)
            .Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal)
            .Replace("\"", "&quot;", StringComparison.Ordinal)
            .Replace("'", "&#39;", StringComparison.Ordinal);

    private void Begin(string element, ReadOnlySpan<(string Name, string Value)> attributes)
    {
        output.Write('<');
        output.Write(element);
        foreach ((string name, string value) in attributes)
        {
            output.Write(' ');
            output.Write(name);
            output.Write("=\"");
            output.Write(Escape(value));
            output.Write('"');
        }
    }
}
