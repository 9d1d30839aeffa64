using System.Text;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Cli.Reports;

/// <summary>A report as one HTML file: no scripts, no external resources, the same bytes for the same content.</summary>
internal sealed class HtmlReport
{
    public required string Title { get; init; }

    /// <summary>One or two sentences under the title.</summary>
    public required string Lead { get; init; }

    public required IReadOnlyList<ReportSection> Sections { get; init; }

    /// <summary>Writes the file next to its target and renames it.</summary>
    /// <exception cref="Item2VecException">The file cannot be written.</exception>
    public void Write(string path) => AtomicFile.Write(path, file =>
    {
        using StreamWriter text = new(
            file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 14, leaveOpen: true) { NewLine = "\n" };
        Write(text);
    });

    private void Write(TextWriter text)
    {
        HtmlWriter html = new(text);
        text.Write("<!doctype html>\n");
        html.Open("html", ("lang", "en"));
        html.Open("head");
        html.Shape("meta", ("charset", "utf-8"));

        // Nothing is loaded and nothing runs, even if some data escaped the escaping.
        html.Shape("meta", ("http-equiv", "Content-Security-Policy"), ("content", "default-src 'none'; style-src 'unsafe-inline'"));
        html.Shape("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
        html.Element("title", Title);
        html.Open("style");
        text.Write(ReportStyle.Css);
        html.Close("style");
        html.Close("head");
        html.Open("body");
        html.Open("main");
        html.Element("h1", Title);
        html.Element("p", Lead, ("class", "lead"));
        foreach (ReportSection section in Sections)
        {
            html.Open("section");
            html.Element("h2", section.Title);
            foreach (IReportBlock block in section.Blocks) block.Write(html);
            html.Close("section");
        }

        html.Close("main");
        html.Close("body");
        html.Close("html");
    }
}

/// <summary>A part of a report under a heading.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Blocks">Its contents.</param>
internal sealed record ReportSection(string Title, params IReadOnlyList<IReportBlock> Blocks);

/// <summary>A block of a report.</summary>
internal interface IReportBlock
{
    void Write(HtmlWriter html);
}

/// <summary>A paragraph.</summary>
internal sealed class ReportText(string text) : IReportBlock
{
    public void Write(HtmlWriter html) => html.Element("p", text);
}

/// <summary>Preformatted text, such as a command.</summary>
internal sealed class ReportCode(string text) : IReportBlock
{
    public void Write(HtmlWriter html)
    {
        html.Open("pre");
        html.Element("code", text);
        html.Close("pre");
    }
}

/// <summary>Names and their descriptions.</summary>
internal sealed class ReportFacts(IReadOnlyList<(string Name, string Value)> facts) : IReportBlock
{
    public void Write(HtmlWriter html)
    {
        html.Open("dl");
        foreach ((string name, string value) in facts)
        {
            html.Element("dt", name);
            html.Element("dd", value);
        }

        html.Close("dl");
    }
}
