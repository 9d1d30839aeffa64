using System.Text.Json;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Queries;
using Item2Vec.Cli.Terminal;
using Item2Vec.Cli.Train;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training.Schedule;
using Item2Vec.Embeddings.Training.Variants;
using Item2Vec.Embeddings.Training.Windows;
using Item2Vec.Indexing.Filters;
using Item2Vec.Indexing.Scoring;
using Item2Vec.Indexing.Search;

namespace Item2Vec.Cli.Tests.Commands;

/// <summary>
/// A command, a variant or a scorer is a class and a line of its registry, an option of a training a declaration: all else follows from
/// these.
/// </summary>
public sealed class ExtensionTests
{
    private static readonly TrainingOption SharedBy = new TrainingOption<int>(
        nameof(TrainingOptions.NegativeSharing), "shared-by", OptionValue.Whole(1, 50),
        options => options.NegativeSharing, (options, value) => options with { NegativeSharing = value })
    {
        Group = OptionGroup.Sampling, Help = "Context items that share negatives",
    };

    private static readonly ScoreMode ById = new("by-id", (model, _, decay) => new IdScorer(model, decay));

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

    [Fact]
    public void A_variant_is_explained_and_trained_and_a_scorer_explained_and_asked()
    {
        using Workspace workspace = new();
        workspace.Write("log.txt", string.Concat(Enumerable.Repeat("a b c d\nb c d e\nc d e a\n", 30)));
        CommandRegistry commands = CommandRegistry.BuiltIn
            .With("train", () => new TrainCommand(VariantRegistry.BuiltIn.With(new PairVariant())))
            .With("recommend", () => new RecommendCommand([.. ScoreMode.All, ById]));

        Assert.Contains("--variant item|bagged|user|meta|pairs", Run("train", "--help-all"), StringComparison.Ordinal);
        Assert.Contains("--reach N", Run("train", "--help-all"), StringComparison.Ordinal);
        Run("train", "log.txt", "--variant", "pairs", "--reach", "2", "--dimensions", "4", "--epochs", "1", "--sample", "0");
        using JsonDocument model = JsonDocument.Parse(File.ReadAllText(Path.Combine(workspace.Directory, "item2vec-model", "model.json")));
        Assert.Equal("pairs", model.RootElement.GetProperty("training").GetProperty("options").GetProperty("variant").GetString());
        Assert.Contains(
            "--variant expects one of", Tool.Run(workspace.Directory, Commands, ["train", "log.txt", "--variant", "pairs"]).Expect(2).Error,
            StringComparison.Ordinal);

        Assert.Contains("--score next|similar|blend|by-id", Run("recommend", "--help"), StringComparison.Ordinal);
        Assert.Equal(
            """{"query":["c"],"results":[{"item":"e","score":101},{"item":"d","score":100},{"item":"b","score":98}]}""",
            Run("recommend", "--history", "c", "--score", "by-id", "-k", "3", "--format", "json").Trim());
        Assert.Contains(
            "--score expects one of next, similar, blend",
            Tool.Run(workspace.Directory, Commands, ["recommend", "--history", "c", "--score", "by-id"]).Expect(2).Error,
            StringComparison.Ordinal);

        string Run(params string[] args) => Tool.Run(workspace.Directory, commands, args).Expect(0).Output;
    }

    private static int Shared(Workspace workspace)
    {
        using JsonDocument model = JsonDocument.Parse(File.ReadAllText(Path.Combine(workspace.Directory, "item2vec-model", "model.json")));
        return model.RootElement.GetProperty("training").GetProperty("options").GetProperty("negativeSharing").GetInt32();
    }

    private static ToolResult Run(Workspace workspace, params string[] args) => Tool.Run(workspace.Directory, Commands, args).Expect(0);

    /// <summary>The window under another name, and narrower.</summary>
    private sealed class PairVariant() : TrainingVariant("pairs")
    {
        public override string Help => "pairs";

        internal override IReadOnlyList<TrainingOption> Options { get; } =
        [
            new TrainingOption<int>(
                nameof(TrainingOptions.Window), "reach", OptionValue.Whole(1, 5),
                options => options.Window, (options, value) => options with { Window = value })
            { Group = OptionGroup.Context, Variant = "pairs", Help = "How far pairs reach" },
        ];

        public override WindowSource Create(TrainingRun run) => new SlidingWindows(run.Options);
    }

    /// <summary>The items in reverse order of their first letter.</summary>
    private sealed class IdScorer(ScoringModel model, double decay) : VectorScorer(model, decay)
    {
        public override void ScoreAll(ReadOnlySpan<HistoryQuery> queries, EmbeddingMatrix scores) => throw new NotSupportedException();

        public override int Find(HistoryQuery query, RowFilter? filter, SearchOptions search, Span<ScoredRow> found)
        {
            ScoredRow[] best =
            [
                .. Enumerable.Range(0, Model.Vectors.Count).Where(row => filter?.Passes(row) != false)
                    .Select(row => new ScoredRow(row, Model.Vectors.Vocabulary[row][0])).OrderByDescending(row => row.Score)
                    .Take(found.Length)
            ];
            best.CopyTo(found);
            return best.Length;
        }
    }

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
