using System.Text;
using System.Text.Json;

namespace Item2Vec.Cli.Tests.Reports;

/// <summary>audit --report: one page, whatever items, columns and values are called.</summary>
public sealed class AuditPageTests
{
    private const string Hostile = "</text><script>alert(\"&'1'\")</script><img src=x onerror=y>";

    [Fact]
    public void Hostile_names_are_text_and_every_section_is_there()
    {
        using Workspace workspace = new();
        StringBuilder log = new();
        StringBuilder items = new();
        uint state = 1;
        for (int session = 0; session < 200; session++)
        {
            for (int at = 0; at < 5; at++)
            {
                state = (state * 1664525) + 1013904223;
                AddLine(
                    log,
                    new()
                    {
                        ["session_id"] = $"s{session}", ["user_id"] = $"u{session % 40}", ["item_id"] = Item((int)(state >> 16) % 12)
                    });
            }
        }

        for (int item = 0; item < 12; item++)
            AddLine(items, new() { ["item_id"] = Item(item), ["name"] = $"{Hostile}{item}", [Hostile] = item < 6 ? Hostile : "other" });
        workspace.Write("log.jsonl", log.ToString());
        workspace.Write("items.jsonl", items.ToString());
        workspace.Run(
            "train", "log.jsonl", "--items", "items.jsonl", "--dimensions", "4", "--epochs", "1", "--min-count", "1", "--threads", "1",
            "-q")
            .Expect(0);
        string[] command =
        [
            "audit", "log.jsonl", "-k", "3", "--by", Hostile, "--separator", "none", "--min-group-size", "3", "--user-by", "activity",
            "--walks", "20", "--steps", "4", "--permutations", "100",
            "--direction", $"{Item(0)},{Item(1)},{Item(2)}", $"{Item(3)},{Item(4)},{Item(5)}", "--association",
            $"{Item(6)},{Item(7)},{Item(8)}", $"{Item(9)},{Item(10)},{Item(11)}",
        ];
        workspace.Run([.. command, "--report", "one.html"]).Expect(0);
        workspace.Run([.. command, "--threads", "2", "--report", "two.html"]).Expect(0);
        ReportPage page = new(workspace["one.html"]);
        Assert.Equal(6, page.Sections.Count);
        Assert.Equal($"Items by {Hostile}", page.Sections[3]);
        Assert.Equal("Users by activity", page.Sections[4]);
        Assert.Contains("Who gets the places", page.Plots);
        Assert.Equal(5, page.Count("How far a walk gets", "polyline"));
        Assert.Equal(3 * 10, page.Count("Who gets the places", "rect") - 3);
        Assert.Equal([Hostile, "other"], page.Table(Hostile, "items", "of catalog").Select(row => row[0]));
        foreach (string plot in page.Plots.Where(plot => plot.Contains(": ", StringComparison.Ordinal)))
        {
            double[] lengths = [.. page.Bars(plot).Values];
            Assert.InRange(lengths.Length, 2, 4);
            Assert.Equal(lengths.OrderDescending(), lengths);
        }

        Assert.Contains($"{Hostile}7", page.Text, StringComparison.Ordinal);
        Assert.Contains(Item(7), page.Text, StringComparison.Ordinal);

        // The commands differ in their threads, the rest does not.
        Assert.Equal(
            File.ReadAllText(workspace["one.html"]),
            File.ReadAllText(workspace["two.html"]).Replace(" --threads 2", string.Empty, StringComparison.Ordinal));
    }

    private static void AddLine(StringBuilder lines, Dictionary<string, string> row)
        => lines.Append(JsonSerializer.Serialize(row)).Append('\n');

    private static string Item(int number) => $"<b onclick='{number}'>&amp;\"</b>";
}
