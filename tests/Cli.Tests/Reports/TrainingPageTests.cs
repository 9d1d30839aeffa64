namespace Item2Vec.Cli.Tests.Reports;

/// <summary>train --report: the loss of each epoch.</summary>
public sealed class TrainingPageTests
{
    [Fact]
    public void The_page_shows_the_loss_that_info_tells()
    {
        using Workspace workspace = new();
        workspace.Write("log.txt", string.Concat(Enumerable.Repeat("a b c d\nb c d e\nc d e a\n", 30)));
        string[] learning = ["train", "log.txt", "--dimensions", "4", "--epochs", "3", "--threads", "1", "--sample", "0"];
        workspace.Run([.. learning, "--report", "one.html"]).Expect(0);
        workspace.Run([.. learning, "--report", "two.html"]).Expect(0);
        Assert.Equal(File.ReadAllBytes(workspace["one.html"]), File.ReadAllBytes(workspace["two.html"]));
        ReportPage page = new(workspace["one.html"]);
        Assert.Equal(1, page.Count("Loss of each epoch", "polyline"));
        string[][] rows = page.Table("epoch", "loss");
        Assert.Equal(["1", "2", "3"], rows.Select(row => row[0]));
        string info = workspace.Run("info").Expect(0).Output;
        Assert.All(rows, row => Assert.Contains($"    {row[0]}  {row[1]}\n", info, StringComparison.Ordinal));
        workspace.Run("train", "nowhere.csv", "--report", "log.txt/page.html").Expect(73);
    }
}
