using System.CommandLine;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Progress;
using Item2Vec.Cli.Terminal;
using Item2Vec.Data.RankedTables;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Search;

namespace Item2Vec.Cli.Queries;

/// <summary>item2vec similar: items used like an item, users similar to a user, or one for the other.</summary>
internal sealed class SimilarCommand : CliCommand
{
    private readonly SubjectOptions subjects;
    private readonly Option<bool> all = CliOption.Flag("--all", "Every item of the model, on all cores, into the file of --output");
    private readonly Option<string?> output;
    private readonly Option<bool> skipUnknown;
    private readonly Option<string[]> metadata = MetadataQueryOptions.Metadata();
    private readonly Option<string?> among;
    private readonly Option<int> count;
    private readonly Option<string[]> exclude;
    private readonly Option<string[]> where;
    private readonly Option<bool> withEvents;
    private readonly Option<string[]> dislikes;
    private readonly Option<string> cold;
    private readonly RuleOptions rules;
    private readonly Option<bool> exact;
    private readonly Option<int> ef;
    private readonly Option<string> model;

    public SimilarCommand()
        : base("similar", "Show the items used like an item: the nearest input vectors, by cosine")
    {
        subjects = new SubjectOptions(this, metadata, all);
        output = Added(AnswerFile.Option());
        among = Added(RowKinds.New("--among", "What to look among [default: users for a user, else items]"));
        count = Added(QueryOptions.Count());
        exclude = Added(QueryOptions.Exclude());
        where = Added(QueryOptions.Where());
        withEvents = Added(MetadataQueryOptions.WithEvents());
        cold = Added(MetadataQueryOptions.Cold());
        dislikes = Added(CliOption.Several("--dislike", "ID,", "Items disliked: half the mean of their vectors is subtracted"));
        rules = new RuleOptions(this);
        skipUnknown = Added(CliOption.Flag("--skip-unknown", "An item that is not in the model gets an empty list, and is no error"));
        exact = Added(QueryOptions.Exact());
        ef = Added(QueryOptions.Ef());
        model = Added(ModelOption.New());
    }

    public override IReadOnlyList<string> Examples
        => ["item2vec similar --item WK_Nr4tUtl8", "item2vec similar --item \"title:ted talk\"",
            "item2vec similar --item WK_Nr4tUtl8 aircAruvnKk -k 5 --format json",
            "item2vec similar --all -k 20 -o neighbors.parquet"];

    protected override int Run(CliContext context)
    {
        string? file = AnswerFile.Target(context, output, context.Value(all), among, rules.Why);
        bool ofMetadata = context.Value(metadata) is { Length: > 0 };
        Subjects asked = ofMetadata || file is not null
            ? new Subjects([], Several: false, ofMetadata ? RowKind.Metadata : RowKind.Items) : subjects.From(context);
        bool isOther = asked.Kind != RowKind.Items || context.Value(among) is not null || context.Value(withEvents);
        using ItemIndex index = ModelOption.Open(context, model, throughGraph: !isOther
            && QueryOptions.IsThroughGraph(context.Value(exact), context.Value(where), context.Value(count)));
        RowKind kind = RowKinds.From(context, among, asked.Kind == RowKind.Users ? RowKind.Users : RowKind.Items);
        ItemIndex candidates = RowKinds.Of(index, kind);
        bool skips = context.Value(skipUnknown);
        ItemNames names = new(index);
        if (asked.Kind == RowKind.Items) asked = asked with { Ids = names.Of(asked.Ids, skips) };
        SearchOptions search = new()
        {
            Exclude = QueryOptions.Excluded(context.Value(exclude), candidates.Vectors.Vocabulary),
            Filter = MetadataQueryOptions.Filter(
                context, withEvents, QueryOptions.Filter(context.Value(where), candidates), candidates.Vectors),
            Dislikes = names.Of(ItemList.Read(context.Value(dislikes), candidates.Vectors.Vocabulary)),
            Rules = rules.From(context),
            Why = rules.IsWhy(context),
            Cold = MetadataQueryOptions.Read(context.Value(cold)),
            Exact = context.Value(exact),
            Ef = context.Value(ef),
            Threads = context.Value(GlobalOptions.Threads),
        };
        if (file is not null) return All(context, candidates, file, search);
        Answer[] answers = ofMetadata
            ? [MetadataQueryOptions.Query(index, context.Value(metadata)!, candidates, context.Value(count), search)]
            : Query(asked, RowKinds.Of(index, asked.Kind), candidates, context.Value(count), search, skips ? context : null);
        string? note = QueryOptions.WarnIfEmpty(context, search.Filter);
        context.Print(new NeighborReport(
            [.. answers.Select(answer => answer with { Noun = RowKinds.Noun(kind), Note = note })], asked.Several));
        return ExitCode.Ok;
    }

    /// <summary>The neighbors of all items, into a file.</summary>
    private int All(CliContext context, ItemIndex index, string file, SearchOptions search)
    {
        int size = context.Value(count);
        QueryOptions.WarnIfEmpty(context, search.Filter);
        using Interruption interruption = new(Interruption.Grace);
        interruption.Run(
            cancel =>
            {
                AnswerFile.Write(context, file, index.Count, size, hasPopular: false, Ask, cancel);
                return true;
            },
            () => "similar writes the file when all is answered: nothing is left behind");
        return ExitCode.Ok;

        IEnumerable<RankedAnswer> Ask(long first, int items)
        {
            string[] ids = [.. Enumerable.Range((int)first, items).Select(row => index.Vectors.Vocabulary[row])];
            return ids.Zip(index.SimilarBatch(ids, size, search), AnswerFile.Of);
        }
    }

    /// <summary>The neighbors of each, of its own kind or another; those of unknown items are empty where a context is given.</summary>
    private static Answer[] Query(
        Subjects asked, ItemIndex known, ItemIndex candidates, int count, SearchOptions search, CliContext? skipping)
    {
        HashSet<string> unknown = skipping is null
            ? [] : [.. asked.Ids.Where(id => !known.Vectors.Vocabulary.TryGetRow(id, out _))];
        if (unknown.Count > 0)
        {
            skipping!.WriteNote(Visitor.Unknown(unknown));
            string[] rest = [.. asked.Ids.Where(id => !unknown.Contains(id))];
            Queue<Answer> answers = new(Query(asked with { Ids = rest }, known, candidates, count, search, null));
            return [.. asked.Ids.Select(id => unknown.Contains(id) ? new Answer([id], []) : answers.Dequeue())];
        }

        Neighbor[][] found = known == candidates
            ? candidates.SimilarBatch(asked.Ids, count, search)
            : [.. asked.Ids.Select(id => candidates.Nearest(known.Vector(id), count, search))];
        return [.. asked.Ids.Select((id, i) => new Answer([id], found[i])
        {
            Title = known.Vectors.Attributes.Title(known.Vectors.Vocabulary.RowOf(id)),
        })];
    }
}
