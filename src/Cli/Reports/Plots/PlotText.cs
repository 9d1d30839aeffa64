namespace Item2Vec.Cli;

/// <summary>Text in plots, whose width can only be estimated: who reads has fonts of their own.</summary>
internal static class PlotText
{
    /// <summary>That of DejaVu Sans, one of the widest, at 12 px.</summary>
    private const double CellWidth = 7.8;

    public static double Width(string text) => DisplayText.Width(text) * CellWidth;

    /// <summary>Writes text that takes at most <paramref name="most"/>; what is cut off is told where the pointer rests.</summary>
    /// <param name="svg">The plot.</param>
    /// <param name="text">The text.</param>
    /// <param name="x">Where it starts, or with another <paramref name="anchor"/> where its middle or end is.</param>
    /// <param name="y">Its baseline.</param>
    /// <param name="anchor"><c>start</c>, <c>middle</c> or <c>end</c>.</param>
    /// <param name="most">The most room.</param>
    /// <param name="style">A class, or empty.</param>
    public static void Write(HtmlWriter svg, string text, double x, double y, string anchor = "start", double most = double.PositiveInfinity, string style = "")
    {
        string shown = double.IsInfinity(most) ? text : DisplayText.Cut(text, Math.Max(2, (int)(most / CellWidth)));
        svg.Open("text", ("x", HtmlWriter.Number(x)), ("y", HtmlWriter.Number(y)), ("text-anchor", anchor), ("class", style));
        if (shown != text) svg.Element("title", text);
        svg.Text(shown);
        svg.Close("text");
    }
}
