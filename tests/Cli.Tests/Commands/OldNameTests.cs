using System.Text.Json;
using Item2Vec.Cli.Options;

namespace Item2Vec.Cli.Tests.Commands;

/// <summary>The short help shows what matters and the full one all; previous names work and are shown nowhere.</summary>
public sealed class OldNameTests
{
    private static readonly string[] Common =
    [
        "--output", "--session-column", "--item-column", "--min-count", "--items", "--variant", "--dimensions", "--window", "--epochs",
        "--config",
    ];

    private static readonly string[] OfFiles =
        ["--bag", "--same-basket", "--keep-repeats", "--max-basket", "--meta-weights", "--meta-negatives"];
    private static readonly string[] Former = ["--fixed-window", "--no-end-token", "--no-index", "--no-blend", "--evidence"];

    [Fact]
    public void The_short_help_of_train_has_ten_options_and_the_full_one_all_but_those_of_files()
    {
        string help = Tool.Run(Path.GetTempPath(), "train", "--help").Expect(0).Output;
        string options = help.Split("\nOptions:\n")[1].Split("\n\n")[0];
        Assert.Equal(Common, options.Split('\n').Where(line => line.StartsWith("  -", StringComparison.Ordinal)).Select(Name));
        string full = Tool.Run(Path.GetTempPath(), "train", "--help-all").Expect(0).Output;
        string[] others =
        [
            "--user-mode", "--dynamic-window", "--sample", "--learning-rate", "--co-occurrences", "--content-blend", "--resume", "--index"
        ];
        Assert.All(others, name => Assert.Contains($"\n  {name} ", full, StringComparison.Ordinal));
        Assert.Matches("\nModel:\n(.+\n)+\nContext:\n(.+\n)+\nSampling:\n(.+\n)+\nSteps:\n", full);
        Assert.All(OfFiles.Concat(Former), name => Assert.DoesNotContain($"{name} ", full, StringComparison.Ordinal));

        static string Name(string line) => line.Split(' ').First(word => word.StartsWith("--", StringComparison.Ordinal));
    }

    [Fact]
    public void Former_flags_and_keys_mean_what_they_meant()
    {
        using Workspace workspace = new();
        workspace.Write("log.txt", string.Concat(Enumerable.Repeat("a b c d\nb c d e\nc d e a\n", 30)));
        workspace.Write("old.json", """{"fixed-window": true, "no-end-token": false}""");
        string[] train = ["train", "log.txt", "--dimensions", "4", "--epochs", "1", "--sample", "0"];
        workspace.Run([.. train, "--fixed-window", "--no-end-token", "--no-index", "--evidence", "0"]).Expect(0);
        Assert.Equal((false, false), Options());
        workspace.Run([.. train, "--config", "old.json"]).Expect(0);
        Assert.Equal((false, true), Options());
        workspace.Write("new.json", """{"dynamic-window": true, "end-token": false}""");
        workspace.Run([.. train, "--config", "new.json"]).Expect(0);
        Assert.Equal((true, false), Options());

        (bool DynamicWindow, bool EndToken) Options()
        {
            using JsonDocument model = JsonDocument.Parse(File.ReadAllText(Path.Combine(workspace["item2vec-model"], "model.json")));
            JsonElement options = model.RootElement.GetProperty("training").GetProperty("options");
            return (options.GetProperty("dynamicWindow").GetBoolean(), options.GetProperty("endToken").GetBoolean());
        }
    }

    [Theory]
    [InlineData("-q train a --fixed-window", "-q train a --dynamic-window=false")]
    [InlineData("--format json --seed 3 index --links 8", "--format json --seed 3 index --m 8")]
    [InlineData("-q encoder x --no-normalize", "-q content fit x --normalize=false")]
    [InlineData("train a --keep-repeats", "train a --keep-repeats=true")]
    [InlineData("train a --keep-repeats false", "train a --keep-repeats false")]
    [InlineData("train a --keep-repeats=false", "train a --keep-repeats=false")]
    [InlineData("train a -- --fixed-window", "train a -- --fixed-window")]
    [InlineData("similar train --fixed-window", "similar train --fixed-window")]
    [InlineData("tune a --score recommend --trials 2", "tune a --score=next --trials 2")]
    [InlineData("audit --score=both -k 5", "audit -k 5")]
    [InlineData("audit --score similar", "audit --score similar")]
    [InlineData("-q", "-q")]
    [InlineData("--format", "--format")]
    public void Former_names_are_found_wherever_the_command_stands(string line, string today)
        => Assert.Equal(today.Split(' '), OldNames.Replace(line.Split(' ')));

    [Fact]
    public void Seldom_needed_options_of_other_commands_are_read_from_a_file_too()
    {
        using Workspace workspace = new();
        workspace.Write("log.txt", string.Concat(Enumerable.Repeat("a b c d\nb c d e\nc d e a\n", 30)));
        workspace.Write("by-id.json", """{"by-id": true}""");
        workspace.Write("pruned.json", """{"keep-pruned": true}""");
        workspace.Run("train", "log.txt", "--dimensions", "4", "--epochs", "1", "--sample", "0").Expect(0);
        workspace.Run("export", "--to", "onnx", "-o", "by-id.onnx", "--config", "by-id.json").Expect(0);
        workspace.Run("export", "--to", "onnx", "-o", "by-row.onnx").Expect(0);
        Assert.NotEqual(File.ReadAllBytes(workspace["by-row.onnx"]), File.ReadAllBytes(workspace["by-id.onnx"]));
        ToolResult built = workspace.Run("index", "build", "--config", "pruned.json").Expect(0);
        Assert.Contains("pruned.json: --keep-pruned\n", built.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("--by-id", workspace.Run("export", "--help").Expect(0).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bagged", "bag", "mean")]
    [InlineData("meta", "meta-negatives", "shared")]
    public void An_option_of_another_variant_is_refused(string variant, string key, string value)
    {
        using Workspace workspace = new();
        workspace.Write("my.json", $$"""{"{{key}}": "{{value}}"}""");
        string says = $"--{key} is an option of the {variant} variant, and the variant is 'item'";
        Assert.Contains(says, workspace.Run("train", "no-such-file.csv", "--config", "my.json").Expect(2).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--same-basket must be exclude with --bag mean", "--bag", "mean", "--same-basket", "only")]
    [InlineData("the bagged variant has no --architecture; its mean form is --bag mean", "--architecture", "cbow")]
    public void Options_that_do_not_go_together_are_named_as_they_are_typed(string says, params string[] options)
    {
        using Workspace workspace = new();
        string error = workspace.Run(["train", "no-such-file.csv", "--variant", "bagged", .. options]).Expect(2).Error;
        Assert.StartsWith($"error: {says}", error, StringComparison.Ordinal);
    }
}
