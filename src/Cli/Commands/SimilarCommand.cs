using System.CommandLine;
using Item2Vec.Embeddings;
using Item2Vec.Indexing;

namespace Item2Vec.Cli;

/// <summary>item2vec similar: the items used like an item.</summary>
internal sealed class SimilarCommand : CliCommand
{
    private readonly Option<string[]> items;
    private readonly Option<int> count;
    private readonly Option<string[]> exclude;
    private readonly Option<string[]> where;
    private readonly Option<bool> exact;
    private readonly Option<int> ef;
    private readonly Option<string> model;

    public SimilarCommand()
        : base("similar", "Show the items used like an item: the nearest input vectors, by cosine")
    {
        items = Added(CliOption.Several("--item", "ID", "The item; several give a list each; '-' reads them from standard input, one a line", "-i").Needed());
        count = Added(QueryOptions.Count());
        exclude = Added(QueryOptions.Exclude());
        where = Added(QueryOptions.Where());
        exact = Added(QueryOptions.Exact());
        ef = Added(QueryOptions.Ef());
        model = Added(ModelOption.New());
    }

    public override IReadOnlyList<string> Examples => ["item2vec similar --item WK_Nr4tUtl8", "item2vec similar --item WK_Nr4tUtl8 aircAruvnKk -k 5 --format json"];

    protected override int Run(CliContext context)
    {
        using ItemIndex index = ModelOption.Open(context, model);
        Vocabulary vocabulary = index.Vectors.Vocabulary;
        (string[] asked, bool several) = ItemList.FromOptionOrInput(context.Value(items));
        SearchOptions search = new()
        {
            Exclude = ItemList.Read(context.Value(exclude), vocabulary),
            Filter = QueryOptions.Filter(context.Value(where), index),
            Exact = context.Value(exact),
            Ef = context.Value(ef),
        };
        Neighbor[][] found = index.SimilarEach(asked, context.Value(count), search);
        Answer[] answers = [.. asked.Select((item, i) => new Answer([item], found[i]) { Title = index.Vectors.Attributes.Title(vocabulary.RowOf(item)) })];
        context.Print(new NeighborReport(answers, several));
        return ExitCode.Ok;
    }
}
