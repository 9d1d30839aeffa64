namespace Item2Vec.Cli;

/// <summary>A paragraph.</summary>
internal sealed class ReportText(string text) : IReportBlock
{
    public void Write(HtmlWriter html) => html.Element("p", text);
}

/// <summary>Text as it is typed, such as a command.</summary>
internal sealed class ReportCode(string text) : IReportBlock
{
    public void Write(HtmlWriter html)
    {
        html.Open("pre");
        html.Element("code", text);
        html.Close("pre");
    }
}

/// <summary>Names and what they are.</summary>
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
