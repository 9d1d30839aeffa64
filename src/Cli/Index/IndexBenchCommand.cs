using System.CommandLine;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Terminal;
using Item2Vec.Embeddings.Common;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Hnsw;

namespace Item2Vec.Cli.Index;

/// <summary>item2vec index bench: measures recall and speed of a model's own index.</summary>
internal sealed class IndexBenchCommand : CliCommand
{
    private readonly Option<int[]> ef;
    private readonly Option<int> count;
    private readonly Option<int> queries;
    private readonly Option<bool> load;
    private readonly Option<string> model;

    public IndexBenchCommand()
        : base("bench", "Measure recall and speed of the graph against exact search")
    {
        ef = new Option<int[]>("--ef")
        {
            HelpName = "N",
            Description = $"Candidates that a query keeps; one or several values [default: {string.Join(' ', IndexBench.DefaultEf)}]",
            AllowMultipleArgumentsPerToken = true,
            Arity = ArgumentArity.OneOrMore,
        };
        ef.Validators.Add(result =>
        {
            foreach (System.CommandLine.Parsing.Token token in result.Tokens)
                if (!int.TryParse(token.Value, out int value) || value is < 1 or > IndexOptions.MaxEf)
                    result.AddError($"--ef expects whole numbers from 1 to {IndexOptions.MaxEf}, not '{token.Value}'");
        });
        Add(ef);
        count = Added(CliOption.Whole("-k", "Neighbors per query [default: 10]", 1, 10_000).WithDefault(10));
        queries = Added(
            CliOption.Whole("--queries", "Number of queries, which are items of the model [default: 1000]", 1, 10_000_000)
                .WithDefault(1000));
        load = Added(CliOption.Flag("--load", "Copy vectors and graph into memory first, in large pages"));
        model = Added(ModelOption.New());
    }

    public override bool Trains => true;

    public override IReadOnlyList<string> Examples => ["item2vec index bench", "item2vec index bench --ef 32 64 128 --load --threads 2"];

    protected override int Run(CliContext context)
    {
        string path = context.Value(model);
        using ItemIndex index = ModelOption.Open(context, model, load: context.Value(load));
        if (index.Graph is null)
            throw new Item2VecException(
                $"{path}: the model has no graph to measure", "build one with: item2vec index build", ErrorCode.Usage);
        int threads = context.Parsed.GetValue(GlobalOptions.Threads) is > 0 and int asked ? asked : 1;
        IReadOnlyList<int> candidates = context.Parsed.GetValue(ef) is { Length: > 0 } given ? given : IndexBench.DefaultEf;
        int k = context.Value(count);
        IReadOnlyList<BenchRun> runs = IndexBench.Run(
            index, candidates, k, context.Value(queries), threads, context.Value(GlobalOptions.Seed));
        context.Print(new IndexBenchReport(index.Count, k, threads, runs));
        return ExitCode.Ok;
    }
}
