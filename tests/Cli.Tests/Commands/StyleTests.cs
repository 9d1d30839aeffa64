namespace Item2Vec.Cli.Tests.Commands;

/// <summary>Colors are for terminals alone.</summary>
public sealed class StyleTests(TrainedModel model)
{
    private const string Escape = "\u001b[";

    [Fact]
    public void Redirected_output_has_no_escape_codes()
    {
        string all = string.Concat(
            new[]
            {
                model.Training, model.Run("similar", "--item", "t1-i01"), model.Run("info"), model.Run("similar", "--item", "?"),
                model.Run("train", "--help")
            }
                .Select(result => result.Output + result.Error));

        Assert.DoesNotContain("\u001b", all, StringComparison.Ordinal);
    }

    [Fact]
    public void A_terminal_gets_colors_unless_they_are_turned_off()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script") && OperatingSystem.IsLinux(), "needs the program script for a terminal");

        Assert.Contains(Escape, OnTerminal([], "similar", "--item", "t1-i01").Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Escape + "1m", OnTerminal([], "similar", "--item", "t1-i01", "--no-color").Output, StringComparison.Ordinal);
        Assert.DoesNotContain(
            Escape + "1m", OnTerminal(new() { ["NO_COLOR"] = "1" }, "similar", "--item", "t1-i01").Output, StringComparison.Ordinal);
        Assert.Contains("t1-", OnTerminal(new() { ["NO_COLOR"] = "1" }, "similar", "--item", "t1-i01").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_terminal_sees_a_live_bar()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script") && OperatingSystem.IsLinux(), "needs the program script for a terminal");

        ToolResult result = OnTerminal([], "train", "sessions.csv", "-o", "live-model", "--epochs", "400", "--threads", "1").Expect(0);

        Assert.Contains("tokens/s", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"\d+%", result.Output);
        Assert.Matches(@"\d+/400", result.Output);
        Assert.Contains("left", result.Output, StringComparison.Ordinal);
    }

    private ToolResult OnTerminal(Dictionary<string, string> environment, params string[] args)
    {
        string command = $"stty cols 120; dotnet '{Tool.Path}' {string.Join(' ', args)}";
        return Tool.RunProcess(new ToolStart(model.Directory, "-qec", command, "/dev/null")
        {
            Executable = "/usr/bin/script",
            Environment = new(environment) { ["TERM"] = "xterm-256color" },
        });
    }
}
