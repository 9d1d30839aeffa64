using System.Text.Json;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Terminal;
using Item2Vec.Cli.Train;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training.Variants;

namespace Item2Vec.Cli.Tests.Commands;

/// <summary>A command is a class and a line of the registry, an option of a training a declaration: all else follows from these.</summary>
public sealed class ExtensionTests
{
    private static readonly TrainingOption SharedBy = new TrainingOption<int>(
        nameof(TrainingOptions.NegativeSharing), "shared-by", OptionValue.Whole(1, 50),
        options => options.NegativeSharing, (options, value) => options with { NegativeSharing = value })
    {
        Group = OptionGroup.Sampling, Help = "Context items that share negatives",
    };

    private static readonly CommandRegistry Commands = CommandRegistry.BuiltIn
        .With("hello", () => new HelloCommand()).With("train", () => new TrainCommand(VariantRegistry.BuiltIn.With(SharedBy)));

    [Fact]
    public void A_command_is_listed_explained_and_run()
    {
        using Workspace workspace = new();
        Assert.Contains("\n  hello ", Run(workspace, "--help").Output, StringComparison.Ordinal);
        Assert.Contains("$ item2vec hello\n", Run(workspace, "hello", "--help").Output, StringComparison.Ordinal);
        Assert.Equal("good day\n", Run(workspace, "hello").Output);
    }

    [Fact]
    public void An_option_is_explained_read_typed_or_from_a_file_and_checked()
    {
        using Workspace workspace = new();
        workspace.Write("log.txt", string.Concat(Enumerable.Repeat("a b c d\nb c d e\nc d e a\n", 30)));
        workspace.Write("my.json", """{"shared-by": 3}""");
        string[] learn = ["train", "log.txt", "--dimensions", "4", "--epochs", "1", "--sample", "0"];
        Assert.Contains("--shared-by N  ", Run(workspace, "train", "--help-all").Output, StringComparison.Ordinal);
        Run(workspace, [.. learn, "--shared-by", "2"]);
        Assert.Equal(2, Shared(workspace));
        Run(workspace, [.. learn, "--config", "my.json"]);
        Assert.Equal(3, Shared(workspace));
        ToolResult bad = Tool.Run(workspace.Directory, Commands, [.. learn, "--shared-by", "51"]).Expect(2);
        Assert.Contains("--shared-by expects a whole number from 1 to 50, not '51'", bad.Error, StringComparison.Ordinal);
    }

    private static int Shared(Workspace workspace)
    {
        using JsonDocument model = JsonDocument.Parse(File.ReadAllText(Path.Combine(workspace.Directory, "item2vec-model", "model.json")));
        return model.RootElement.GetProperty("training").GetProperty("options").GetProperty("negativeSharing").GetInt32();
    }

    private static ToolResult Run(Workspace workspace, params string[] args) => Tool.Run(workspace.Directory, Commands, args).Expect(0);

    private sealed class HelloCommand() : CliCommand("hello", "Say hello")
    {
        public override IReadOnlyList<string> Examples => ["item2vec hello"];

        protected override int Run(CliContext context)
        {
            Streams.Write(() => context.Streams.Results.WriteLine("good day"));
            return ExitCode.Ok;
        }
    }
}
