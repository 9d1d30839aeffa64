namespace Item2Vec.Faults.Commands;

/// <summary>Data cannot control a terminal, look like other data, or become a formula.</summary>
public sealed class PrintingTests
{
    private const string Header = "item_id,title,category\n";

    [Fact]
    public void Invisible_marks_are_shown_controls_are_escaped_and_formulas_guarded()
    {
        using Workspace workspace = new();
        workspace.Write("sessions.csv", PlantedTopics.SessionsCsv(200));
        string[] titles =
            ["evil\u202etxt.exe", "zero\u200bwidth", "\u001b[31mred", "=cmd|' /C calc'!A0", "👩\u200d🚀 astronaut", "-5", "@sum"];
        workspace.Write("items.csv", Header + string.Concat(titles.Select((title, i) => $"{PlantedTopics.Item(1, i)},\"{title}\",x\n")));
        workspace.Run("train", "sessions.csv", "--items", "items.csv", "--dimensions", "8", "--epochs", "1").Expect(0);
        string[] ask = ["similar", "--item", PlantedTopics.Item(1, 9), "-k", "95"];

        string table = workspace.Run(ask).Expect(0).Output;
        Assert.Contains(@"evil\u202Etxt.exe", table, StringComparison.Ordinal);
        Assert.Contains(@"zero\u200Bwidth", table, StringComparison.Ordinal);
        Assert.Contains("👩\u200d🚀 astronaut", table, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b[31m", table, StringComparison.Ordinal);

        string tsv = workspace.Run([.. ask, "--format", "tsv"]).Expect(0).Output;
        Assert.Contains("\\u001B[31mred", tsv, StringComparison.Ordinal);
        Assert.Contains("\t=cmd", tsv, StringComparison.Ordinal);
        Assert.DoesNotContain(tsv, c => char.IsControl(c) && c is not ('\t' or '\n'));

        string guarded = workspace.Run([.. ask, "--format", "tsv", "--csv-safe"]).Expect(0).Output;
        Assert.Contains("\t'=cmd", guarded, StringComparison.Ordinal);
        Assert.Contains("\t'@sum", guarded, StringComparison.Ordinal);
        Assert.Contains("\t-5", guarded, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_about_ten_thousand_columns_is_short()
    {
        using Workspace workspace = new();
        string columns = string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"column{i}"));
        workspace.Write("wide.csv", $"{columns}\n{columns}\n");
        ToolResult result = workspace.Run("train", "wide.csv", "--item-column", "nothing");
        Assert.Contains(result.ExitCode, (int[])[2, 65]);
        Assert.InRange(result.Error.Length, 1, 4000);
        Assert.DoesNotContain("parallel", result.Error, StringComparison.Ordinal);
    }
}
