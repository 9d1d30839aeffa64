using System.Globalization;
using Item2Vec.Cli.Terminal;

namespace Item2Vec.Cli.Reports;

/// <summary>Writes HTML and SVG, and escapes whatever is not markup of ours: an item may be called anything.</summary>
internal sealed class HtmlWriter(TextWriter output)
{
    private int ids;

    /// <summary>A number as attributes take it, to a hundredth.</summary>
    public static string Number(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>An id that no other element of the page has.</summary>
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

    /// <summary>An element that holds text.</summary>
    public void Element(string element, string text, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Open(element, attributes);
        Text(text);
        Close(element);
    }

    /// <summary>An element of SVG that holds nothing.</summary>
    public void Shape(string element, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Begin(element, attributes);
        output.Write("/>\n");
    }

    public void Text(string text) => output.Write(Escape(text));

    /// <summary>Text that is safe between tags and in attributes in double quotes; control characters become a visible mark.</summary>
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
