using System.CommandLine;
using Item2Vec.Cli.Info;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Progress;
using Item2Vec.Cli.Terminal;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Hnsw;

namespace Item2Vec.Cli.Index;

/// <summary>item2vec index build: builds the graphs of a model and writes them into its file.</summary>
internal sealed class IndexBuildCommand : CliCommand
{
    private static readonly IndexOptions Defaults = new();
    private readonly Option<int> m;
    private readonly Option<int?> efConstruction;
    private readonly Option<int> efSearch;
    private readonly Option<string> metric;
    private readonly Option<bool> keepPruned;
    private readonly Option<bool> inputOnly;
    private readonly Option<string> model;

    public IndexBuildCommand()
        : base("build", "Build the graph (HNSW), so that queries need not compare all items")
    {
        m = Added(
            CliOption.Whole(
                "--m", $"Links per item (M of HNSW); more raise recall and memory [default: {Defaults.M}]", IndexOptions.MinM,
                IndexOptions.MaxM, "M")
                .WithDefault(Defaults.M));
        efConstruction = Added(
            CliOption.WholeOrDefault(
                "--ef-construction",
                "Candidates that links are selected from; more raise recall and build time [default: 100 up to 100,000 items, else 200]",
                1,
                IndexOptions.MaxEf));
        efSearch = Added(
            CliOption.Whole("--ef", $"Candidates that a query keeps by default [default: {Defaults.EfSearch}]", 1, IndexOptions.MaxEf)
                .WithDefault(Defaults.EfSearch));
        metric = Added(
            CliOption.Choice("--metric", "The metric of similar and analogy [default: cosine]", "cosine", "dot", "euclidean")
                .WithDefault("cosine"));
        keepPruned = Added(CliOption.Flag("--keep-pruned", "Fill an item's free links with discarded candidates"));
        keepPruned.Hidden = true;
        Add(ConfigFile.New("""{"keep-pruned": true}"""));
        inputOnly = Added(CliOption.Flag("--input-only", "No graph of the output vectors, which recommend uses: half the time and size"));
        model = Added(ModelOption.New());
    }

    public override bool Trains => true;

    public override IReadOnlyList<Option> Configurable => [keepPruned];

    public override IReadOnlyList<string> Examples => ["item2vec index build", "item2vec index build --m 24 --ef-construction 400"];

    protected override int Run(CliContext context)
    {
        IndexOptions options = new()
        {
            M = context.Value(m),
            EfSearch = context.Value(efSearch),
            Metric = Enum.Parse<Metric>(context.Value(metric), ignoreCase: true),
            KeepPruned = context.Value(keepPruned),
            Output = !context.Value(inputOnly),
            Threads = context.Parsed.GetValue(GlobalOptions.Threads),
            Seed = context.Value(GlobalOptions.Seed),
        };
        string path = context.Value(model);
        ModelDirectory.EnsureWritable(path);

        // A damaged model, its old graph included, must not get a copy whose checksums are right.
        ItemIndex.Open(path, verify: true).Dispose();
        using ModelDirectory opened = ModelDirectory.Open(path, verify: true);
        options = options with { EfConstruction = context.Value(efConstruction) ?? IndexOptions.For(opened.Vectors.Count).EfConstruction };
        options.Validate();
        using Interruption interruption = new(Interruption.Grace);
        return interruption.Run(
            cancel => Build(context, opened, options, cancel), () => $"nothing was written to {path}; what was there before is unchanged");
    }

    private static int Build(CliContext context, ModelDirectory model, IndexOptions options, CancellationToken cancel)
    {
        using ItemIndex index = IndexRun.Build(context, model.Vectors, options, cancel);
        index.SaveModel(model.Path, model.Info);
        context.WriteNote($"wrote {model.Path}");
        context.PrintForTools(new IndexReport(model.Path, index));
        return ExitCode.Ok;
    }
}
