using System.CommandLine;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Terminal;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Search;

namespace Item2Vec.Cli.Queries;

/// <summary>item2vec analogy: the items closest to a sum of items.</summary>
internal sealed class AnalogyCommand : CliCommand
{
    private readonly Argument<string> terms;
    private readonly Option<int> count;
    private readonly Option<string[]> exclude;
    private readonly Option<string[]> where;
    private readonly RuleOptions rules;
    private readonly Option<bool> exact;
    private readonly Option<int> ef;
    private readonly Option<string> model;

    public AnalogyCommand()
        : base("analogy", "Show the items closest to a sum such as king - man + woman")
    {
        terms = new Argument<string>("expression")
        {
            HelpName = "EXPRESSION",
            Description =
                "Items joined by + and - with spaces around them, by id or whole title; weights as in 0.5*king; those with spaces are "
                    + "quoted: \"'a b' - c\"",
        };
        Add(terms);
        count = Added(QueryOptions.Count());
        exclude = Added(QueryOptions.Exclude());
        where = Added(QueryOptions.Where());
        rules = new RuleOptions(this);
        exact = Added(QueryOptions.Exact());
        ef = Added(QueryOptions.Ef());
        model = Added(ModelOption.New());
    }

    public override IReadOnlyList<string> Examples => ["item2vec analogy \"WK_Nr4tUtl8 + aircAruvnKk\" -k 5"];

    protected override int Run(CliContext context)
    {
        string text = context.Parsed.GetRequiredValue(terms);
        using ItemIndex index = ModelOption.Open(
            context, model, throughGraph: QueryOptions.IsThroughGraph(context.Value(exact), context.Value(where), context.Value(count)));
        SearchOptions search = new()
        {
            Exclude = QueryOptions.Excluded(context.Value(exclude), index.Vectors.Vocabulary),
            Filter = QueryOptions.Filter(context.Value(where), index),
            Rules = rules.From(context),
            Why = rules.IsWhy(context),
            Exact = context.Value(exact),
            Ef = context.Value(ef),
        };
        VectorExpression expression = new ItemNames(index).Of(VectorExpression.Parse(text));
        Neighbor[] found = index.Analogy(expression, context.Value(count), search);
        context.Print(NeighborReport.Of(new Answer([text], found) { Note = QueryOptions.WarnIfEmpty(context, search.Filter) }));
        return ExitCode.Ok;
    }
}
