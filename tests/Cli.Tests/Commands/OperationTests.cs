using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Item2Vec.Cli.Help;

namespace Item2Vec.Cli.Tests.Commands;

/// <summary>What whoever runs the tool by night needs: a trial run, a log for machines, manual pages, completion.</summary>
public sealed class OperationTests(TrainedModel model)
{
    private static readonly string[] Learning = ["--dimensions", "8", "--epochs", "2", "--threads", "1"];

    [Theory]
    [InlineData("")]
    [InlineData("--blend-sessions=0")]
    [InlineData("--variant=meta --items=items.csv --metadata=category --cold-items --min-count=130")]
    public void A_dry_run_tells_the_items_and_tokens_of_the_real_one_and_writes_nothing(string more)
    {
        using Workspace workspace = new();
        workspace.Write("sessions.csv", PlantedTopics.SessionsCsv(300));
        workspace.Write("items.csv", PlantedTopics.ItemsCsv());
        if (more.Contains("min-count", StringComparison.Ordinal)) workspace.Write("sessions.csv", PlantedTopics.SessionsCsv());
        string[] options = more.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string[] command = ["train", "sessions.csv", .. Learning, .. options, "--format", "json"];

        ToolResult dry = workspace.Run([.. command, "--dry-run"]).Expect(0);

        Assert.Equal(
            ["items.csv", "sessions.csv"], Directory.EnumerateFileSystemEntries(workspace.Directory).Select(Path.GetFileName).Order());
        Assert.Contains("nothing was written", dry.Error, StringComparison.Ordinal);
        using JsonDocument told = JsonDocument.Parse(dry.Output);
        using JsonDocument real = JsonDocument.Parse(workspace.Run(command).Expect(0).Output);
        foreach (string number in (string[])["items", "tokens", "sessions", "epochs"])
            Assert.Equal(real.RootElement.GetProperty(number).GetInt64(), told.RootElement.GetProperty(number).GetInt64());
        Assert.InRange(told.RootElement.GetProperty("memoryBytes").GetInt64(), 1 << 20, 1L << 34);
        Assert.True(told.RootElement.GetProperty("trainSeconds").GetDouble() >= 0);
    }

    [Fact]
    public void A_JSON_log_has_nothing_else_on_its_stream()
    {
        using Workspace workspace = new();
        workspace.Write("sessions.csv", PlantedTopics.SessionsCsv(300));

        JsonElement[] notes = Records(workspace.Run(["train", "sessions.csv", .. Learning, "--log", "json"]).Expect(0).Error);
        JsonElement[] failed = Records(workspace.Run("similar", "--item", "nobody", "--log=json").Expect(3).Error);
        JsonElement[] wrong = Records(workspace.Run("train", "--log", "json", "--nothing").Expect(2).Error);

        Assert.StartsWith("read sessions.csv: ", notes[0].GetProperty("Message").GetString(), StringComparison.Ordinal);
        Assert.All(notes, note => Assert.Equal("Information", note.GetProperty("LogLevel").GetString()));
        foreach (JsonElement[] one in (JsonElement[][])[failed, wrong])
            Assert.Equal("Error", Assert.Single(one).GetProperty("LogLevel").GetString());
        Assert.StartsWith("item 'nobody' is not in the model", failed[0].GetProperty("Message").GetString(), StringComparison.Ordinal);
        Assert.Contains("\n  ", wrong[0].GetProperty("Message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_of_a_service_is_JSON_from_its_first_line_to_its_last()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill");
        using ServingTool serving = new(model.Directory, "--log", "json");
        await serving.Client.GetStringAsync("items/t3-i07/similar");

        JsonElement[] records = Records(serving.Stop("-TERM").Expect(0).Error);

        Assert.Equal(
            ["Item2Vec.Service.Models.ModelHost", "item2vec", "item2vec"],
            records.Select(record => record.GetProperty("Category").GetString()));
        Assert.Equal("stopped", records[^1].GetProperty("Message").GetString());
    }

    [Theory]
    [InlineData("tr", "train")]
    [InlineData("", "similar", "recommend", "completion")]
    [InlineData("train --ep", "--epochs")]
    [InlineData("serve --log ", "text", "json")]
    [InlineData("train a.csv --window ", "session")]
    [InlineData("content ", "encode", "fit")]
    [InlineData("completion ", "bash", "zsh", "fish", "pwsh")]
    public void A_shell_is_told_how_a_line_goes_on(string line, params string[] expected)
    {
        string[] words = model.Run($"[suggest:{line.Length}]", line).Expect(0).OutputLines;

        Assert.Subset(words.ToHashSet(), expected.ToHashSet());
        string begun = line.Split(' ')[^1];
        Assert.All(words, word => Assert.Contains(begun, word, StringComparison.Ordinal));
    }

    [Fact]
    public void Bash_completes_with_its_script_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no bash");
        string script = model.Run("completion", "bash").Expect(0).Output;
        string dotnet = $"item2vec() {{ dotnet '{Tool.Path}' \"$@\"; }}\n";
        const string ask =
            """
            COMP_LINE="item2vec train --epo"; COMP_POINT=${#COMP_LINE}; COMP_WORDS=(item2vec train --epo); COMP_CWORD=2
            _item2vec item2vec
            printf '%s\n' "${COMPREPLY[@]}"
            complete -p item2vec
            """;

        ToolResult result = Tool.RunProcess(new ToolStart(model.Directory, "-c", script + dotnet + ask) { Executable = "bash" }).Expect(0);

        Assert.Equal(["--epochs", "complete -o default -F _item2vec item2vec"], result.OutputLines);
    }

    [Fact]
    public void Every_shell_has_a_script_that_asks_the_tool_alone()
    {
        foreach (string shell in CompletionScripts.Shells)
        {
            string script = model.Run("completion", shell).Expect(0).Output;
            Assert.Contains("[suggest:", script, StringComparison.Ordinal);
            Assert.DoesNotContain("dotnet", script, StringComparison.Ordinal);
        }

        Assert.Contains("bash", model.Run("completion", "tcsh").Expect(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_command_has_a_manual_page_without_a_warning_of_groff()
    {
        using Workspace workspace = new();
        ToolResult result = workspace.Run("man", "-o", "man1").Expect(0);

        string[] pages = Directory.GetFiles(workspace["man1"]);
        foreach (string command in (string[])["", "-train", "-similar", "-content-fit", "-attributes-set", "-man"])
            Assert.Contains(workspace[$"man1/item2vec{command}.1"], pages);
        Assert.Contains($"wrote {pages.Length} pages to man1", result.Error, StringComparison.Ordinal);
        string train = File.ReadAllText(workspace["man1/item2vec-train.1"]);
        string[] parts = [".TH ITEM2VEC\\-TRAIN 1 ", "\n.SH SYNOPSIS\n", "\n.B \\-\\-epochs N\n", "\n.SH READING OPTIONS\n"];
        foreach (string text in parts)
            Assert.Contains(text, train, StringComparison.Ordinal);
        Assert.SkipUnless(HasGroff(), "groff is not installed");
        ToolResult groff = Tool.RunProcess(new ToolStart(
            workspace.Directory, ["-man", "-ww", "-z", "-Tutf8", .. pages]) { Executable = "groff" }).Expect(0);
        Assert.Empty(groff.Error);
        ToolResult shown = Tool.RunProcess(new ToolStart(
            workspace.Directory, "-man", "-Tascii", "-P-cbou", workspace["man1/item2vec-find.1"]) { Executable = "groff" }).Expect(0);
        Assert.Contains("item2vec find \"neural networks\"", shown.Output, StringComparison.Ordinal);
        Assert.Contains("item2vec-find - Find items by words of their titles", shown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_tables_of_evaluate_fit_into_80_columns()
    {
        ToolResult result = model.Run(
            "evaluate", "sessions.csv", "--dimensions", "8", "--epochs", "1", "--cases", "50", "--blend-sessions", "20",
            "--baselines", "popularity,cooccurrence-distance", "--predict", "rest", "-q").Expect(0);

        Assert.All(result.OutputLines, line => Assert.InRange(line.Length, 0, 80));
        Assert.Matches(@"(?m)^cooccurrence-distance( +[01]\.\d{3}){3}±\.\d{3}( +[01]\.\d{3})+", result.Output);
        Assert.Equal(3, result.OutputLines.Count(line => line.StartsWith("model ", StringComparison.Ordinal)));
    }

    private static JsonElement[] Records(string log)
    {
        JsonElement[] records =
            [.. log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.All(records, record => Assert.True(DateTimeOffset.TryParse(
            record.GetProperty("Timestamp").GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _)));
        return records;
    }

    private static bool HasGroff()
    {
        try
        {
            using Process? process = Process.Start(new ProcessStartInfo("groff", "--version") { RedirectStandardOutput = true });
            process!.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
