using System.CommandLine;
using Item2Vec.Embeddings;
using Item2Vec.Indexing;

namespace Item2Vec.Cli;

/// <summary>item2vec recommend: what comes next after a history.</summary>
internal sealed class RecommendCommand : CliCommand
{
    private readonly Option<string[]> history;
    private readonly Option<string?> user;
    private readonly Option<int> count;
    private readonly Option<string> score;
    private readonly Option<double> beta;
    private readonly Option<string[]> exclude;
    private readonly Option<string[]> where;
    private readonly Option<bool> exact;
    private readonly Option<int> ef;
    private readonly Option<string> model;

    public RecommendCommand()
        : base("recommend", "Show what comes next after the items someone has used")
    {
        history = Added(CliOption.Several("--history", "ID,", "The items used, oldest first, parted by commas; repeat it for ids that hold commas"));
        count = Added(QueryOptions.Count());
        score = Added(CliOption.Choice("--score", "Rank by what comes next (input against output vectors) or by likeness (cosine) [default: next]", "next", "similar").WithDefault("next"));
        beta = Added(CliOption.Number("--beta", "Weight of an item's popularity in --score next, 0 for none [default: 0.5]", $"a number from 0 to {RecommendOptions.LargestPopularityWeight}", weight => weight is >= 0 and <= RecommendOptions.LargestPopularityWeight).WithDefault(0.5));
        exclude = Added(QueryOptions.Exclude());
        where = Added(QueryOptions.Where());
        exact = Added(QueryOptions.Exact());
        ef = Added(QueryOptions.Ef());
        model = Added(ModelOption.New());
        user = Added(CliOption.Text("--user", "ID", "The user to recommend to"));
        user.Hidden = true;
    }

    public override IReadOnlyList<string> Examples => ["item2vec recommend --history WK_Nr4tUtl8,aircAruvnKk -k 5"];

    protected override int Run(CliContext context)
    {
        using ItemIndex index = ModelOption.Open(context, model);
        if (context.Value(user) is not null)
            throw new Item2VecException($"--user: the model {context.Value(model)} has no users", "give the items the user has used: --history ID,ID", ErrorCode.Usage);
        Vocabulary vocabulary = index.Vectors.Vocabulary;
        string[] items = ItemList.Read(context.Value(history), vocabulary);
        if (items.Length == 0)
            throw new Item2VecException("recommend: --history is missing", "give the items used, oldest first: item2vec recommend --history ID,ID", ErrorCode.Usage);
        RecommendOptions options = new()
        {
            Score = context.Value(score) == "similar" ? ScoreMode.Similar : ScoreMode.Next,
            PopularityWeight = context.Value(beta),
            Exclude = ItemList.Read(context.Value(exclude), vocabulary),
            Filter = QueryOptions.Filter(context.Value(where), index),
            Exact = context.Value(exact),
            Ef = context.Value(ef),
        };
        context.Print(NeighborReport.Of(new Answer(items, index.Recommend(items, context.Value(count), options)) { IsList = true }));
        return ExitCode.Ok;
    }
}
