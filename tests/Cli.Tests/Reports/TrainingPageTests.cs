using Item2Vec.Cli.Train;
using Item2Vec.Maps;

namespace Item2Vec.Cli.Tests.Reports;

/// <summary>train --report: the map, what was read, and the loss of each epoch.</summary>
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

    [Fact]
    public void The_page_shows_the_items_and_what_was_read_in_words()
    {
        const string hostile = "<script>alert('&')</script>";
        using Workspace workspace = new();
        workspace.Write("log.csv", PlantedTopics.SessionsCsv(800));
        workspace.Write("items.csv", PlantedTopics.ItemsCsv().Replace("of topic 3,", $"of {hostile},", StringComparison.Ordinal));
        workspace.Run(
            "train", "log.csv", "--items", "items.csv", "--dimensions", "16", "--epochs", "4", "--threads", "1", "-q",
            "--co-occurrences", "0", "--report", "page.html").Expect(0);
        ReportPage page = new(workspace["page.html"]);
        Assert.Equal(["The map of the items", "Sample neighbors", "Loss", "What was read", "How it was trained"], page.Sections);
        Assert.Contains(hostile, page.Text, StringComparison.Ordinal);

        // The planted topics are the clusters, and the page's colors tell them apart in both drawings.
        const string map = "96 items, by UMAP";
        string[][] clusters = page.Numbers(map);
        Assert.Equal(PlantedTopics.Topics, clusters.Length);
        Assert.All(clusters, cluster => Assert.Equal($"{PlantedTopics.ItemsOfTopic}", cluster[1]));
        foreach (string drawing in (string[])["wide", "narrow"])
        {
            IEnumerable<string> colors = page.Plot(map, drawing).Descendants("path").Select(path => path.Attribute("style")!.Value);
            Assert.Equal(PlantedTopics.Topics, colors.Distinct().Count());
            Assert.Equal(96, page.Plot(map, drawing).Descendants("path").Sum(path => path.Attribute("d")!.Value.Count(c => c == 'M')));
        }

        // A sample for each of six clusters, with the neighbors that similar gives.
        string[] samples = [.. page.Captions.Where(caption => caption.Contains(", in the cluster ", StringComparison.Ordinal))];
        string[] items =
            [.. samples.Select(sample => sample[(sample.LastIndexOf('(') + 1)..sample.IndexOf("):", StringComparison.Ordinal)])];
        Assert.Equal(6, items.Select(PlantedTopics.TopicOf).Distinct().Count());
        foreach ((string sample, string item) in samples.Zip(items))
        {
            string[][] near = [.. workspace.Run("similar", "--item", item, "-k", "5", "--format", "tsv").Expect(0).OutputLines.Skip(1)
                .Select(line => line.Split('\t'))];
            Assert.Equal(5, near.Length);
            Assert.All(page.TableUnder(sample).Zip(near), pair => Assert.Contains(pair.First[1], pair.Second));
        }

        Assert.Equal(["8", "800", "100.0 %"], Assert.Single(page.Numbers("How long sessions are")));
        Assert.Equal(96, page.Numbers("How often items are used").Sum(row => int.Parse(row[1])));
        Assert.Contains("rarer items, left out", page.Text, StringComparison.Ordinal);
        Assert.Contains("6,400", page.Text, StringComparison.Ordinal);
        foreach (string key in (string[])["minCount", "rareItems", "true", "false"])
            Assert.DoesNotContain(key, page.Text.Split('\n'));
    }

    [Theory]
    [InlineData(50_000, true, MapMethod.Umap, 1)]
    [InlineData(50_001, true, MapMethod.Pca, 1)]
    [InlineData(20_000, false, MapMethod.Umap, 1)]
    [InlineData(20_001, false, MapMethod.Pca, 0)]
    public void Large_catalogs_are_laid_out_by_what_takes_little_time(int items, bool hasGraph, MapMethod method, double resolution)
    {
        MapOptions layout = TrainItems.Layout(items, hasGraph, threads: 2);
        Assert.Equal((method, resolution, 2), (layout.Method, layout.ClusterResolution, layout.Threads));
        layout.Validate();
    }
}
