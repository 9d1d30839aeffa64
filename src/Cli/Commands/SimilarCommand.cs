using System.CommandLine;
using Item2Vec.Embeddings;
using Item2Vec.Indexing;

namespace Item2Vec.Cli;

/// <summary>item2vec similar: the items used like an item.</summary>
internal sealed class SimilarCommand : CliCommand
{
    private readonly Option<string[]> items;
    private readonly Option<string[]> metadata;
    private readonly Option<string> among;
    private readonly Option<int> count;
    private readonly Option<string[]> exclude;
    private readonly Option<string[]> where;
    private readonly Option<bool> withEvents;
    private readonly Option<bool> exact;
    private readonly Option<int> ef;
    private readonly Option<string> model;

    public SimilarCommand()
        : base("similar", "Show the items used like an item: the nearest input vectors, by cosine")
    {
        items = Added(CliOption.Several("--item", "ID", "The item; several give a list each; '-' reads them from standard input, one a line", "-i"));
        metadata = Added(MetadataQueryOptions.Metadata());
        MetadataQueryOptions.RequireOne(this, items, metadata);
        among = Added(MetadataQueryOptions.Among());
        count = Added(QueryOptions.Count());
        exclude = Added(QueryOptions.Exclude());
        where = Added(QueryOptions.Where());
        withEvents = Added(MetadataQueryOptions.WithEvents());
        exact = Added(QueryOptions.Exact());
        ef = Added(QueryOptions.Ef());
        model = Added(ModelOption.New());
    }

    public override IReadOnlyList<string> Examples => ["item2vec similar --item WK_Nr4tUtl8", "item2vec similar --item WK_Nr4tUtl8 aircAruvnKk -k 5 --format json"];

    protected override int Run(CliContext context)
    {
        using ItemIndex index = ModelOption.Open(context, model);
        bool amongMetadata = MetadataQueryOptions.AmongMetadata(context, among);
        ItemVectors found = amongMetadata ? MetadataQuery.MetadataOf(index.Vectors) : index.Vectors;
        Vocabulary vocabulary = found.Vocabulary;
        SearchOptions search = new()
        {
            Exclude = ItemList.Read(context.Value(exclude), vocabulary),
            Filter = MetadataQueryOptions.Filter(context, withEvents, QueryOptions.Filter(context.Value(where), amongMetadata ? index.Metadata! : index), found),
            Exact = context.Value(exact),
            Ef = context.Value(ef),
        };
        if (context.Value(metadata) is { Length: > 0 } values)
        {
            context.Print(NeighborReport.Of(MetadataQueryOptions.Ask(index, MetadataQueryOptions.Read(values, index.Vectors), amongMetadata, context.Value(count), search)));
            return ExitCode.Ok;
        }

        (string[] asked, bool several) = ItemList.FromOptionOrInput(context.Value(items));
        Answer[] answers = amongMetadata
            ? [.. asked.Select(item => MetadataQueryOptions.Ask(index, item, context.Value(count), search) with { Title = Title(item) })]
            : [.. asked.Zip(index.SimilarEach(asked, context.Value(count), search), (item, neighbors) => new Answer([item], neighbors) { Title = Title(item) })];
        context.Print(new NeighborReport(answers, several));
        return ExitCode.Ok;

        string? Title(string item) => index.Vectors.Attributes.Title(index.Vectors.Vocabulary.RowOf(item));
    }
}
