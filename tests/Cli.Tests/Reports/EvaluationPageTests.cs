using System.Text.Json;

namespace Item2Vec.Cli.Tests.Reports;

/// <summary>evaluate --report: one page that says what the tables say, whatever the data is called.</summary>
public sealed class EvaluationPageTests
{
    private const string Log = "a b c d\nb c d e\nc d e a\nd e a b\ne a b c\n";
    private static readonly string[] Learning =
        ["--dimensions", "4", "--epochs", "2", "--sample", "0", "--threads", "1", "--min-count", "1", "--cutoffs", "1,3"];

    private static ToolResult Evaluate(Workspace workspace, string log, params string[] args)
        => workspace.Run(["evaluate", log, .. Learning, .. args]);

    private static Workspace WithLog(string name = "log.txt")
    {
        Workspace workspace = new();
        workspace.Write(name, string.Concat(Enumerable.Repeat(Log, 20)));
        return workspace;
    }

    [Fact]
    public void The_page_shows_every_model_with_its_figures()
    {
        using Workspace workspace = WithLog();
        string output = Evaluate(
            workspace, "log.txt", "--cold", "50", "--baselines", "popularity,markov,ease", "--format", "json", "--report", "page.html")
            .Expect(0).Output;
        ReportPage page = new(workspace["page.html"]);
        Assert.Equal(["What was asked", "Who finds it", "What the lists are like", "By how well the target is known"], page.Sections);
        Assert.Equal(["ndcg@3", "hit@3", "Accuracy against coverage@3", "Accuracy against popularity@3"], page.Plots);

        using JsonDocument json = JsonDocument.Parse(output);
        Dictionary<string, double> hits = json.RootElement.GetProperty("models").EnumerateArray()
            .ToDictionary(
                model => model.GetProperty("name").GetString()!, model => model.GetProperty("metrics").GetProperty("hit@3").GetDouble());
        Assert.Equal(6, hits.Count);
        Dictionary<string, double> bars = page.Bars("hit@3");
        Assert.Equal(hits.Keys.Order(StringComparer.Ordinal), bars.Keys.Order(StringComparer.Ordinal));
        double scale = bars["markov"] / hits["markov"];
        foreach ((string model, double hit) in hits) Assert.Equal(hit * scale, bars[model], 0.02);
        foreach (string[] row in page.Table("model", "hit@1", "hit@3 ±95%")) Assert.Matches($"^{hits[row[0]]:0.000}±\\.\\d{{3}}$", row[2]);
        Assert.Equal(6, page.Count("Accuracy against coverage@3", "circle"));
        Assert.Contains("item2vec evaluate log.txt --dimensions 4", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("page.html", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_command_writes_the_same_bytes()
    {
        using Workspace workspace = WithLog();
        Evaluate(workspace, "log.txt", "--baselines", "markov", "--report", "one.html").Expect(0);
        Evaluate(workspace, "log.txt", "--baselines", "markov", "--report", "two.html").Expect(0);
        Assert.Equal(File.ReadAllBytes(workspace["one.html"]), File.ReadAllBytes(workspace["two.html"]));
        Assert.Equal(
            ["log.txt", "one.html", "two.html"],
            Directory.EnumerateFileSystemEntries(workspace.Directory).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Names_of_files_are_text_and_no_markup()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such file names");
        const string name = "<script>alert('&\"')<.txt";
        using Workspace workspace = WithLog(name);
        Evaluate(workspace, name, "--baselines", "none", "--report", "page.html").Expect(0);
        Assert.Contains(name, new ReportPage(workspace["page.html"]).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_that_cannot_be_written_is_an_error_before_the_log_is_read()
    {
        using Workspace workspace = new();
        workspace.Write("file", string.Empty);
        foreach (string target in (string[])["file/page.html", "."])
        {
            ToolResult result = Evaluate(workspace, "nowhere.csv", "--report", target).Expect(73);
            Assert.Contains(target, result.Error, StringComparison.Ordinal);
        }
    }
}
