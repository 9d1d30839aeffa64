using System.CommandLine;
using Item2Vec.Indexing;

namespace Item2Vec.Cli;

/// <summary>item2vec similar: the items used like an item, the users who use the like; or one for the other.</summary>
internal sealed class SimilarCommand : CliCommand
{
    private const string Items = "items", Users = "users";

    private readonly SubjectOptions subjects;
    private readonly Option<string?> among;
    private readonly Option<int> count;
    private readonly Option<string[]> exclude;
    private readonly Option<string[]> where;
    private readonly Option<bool> exact;
    private readonly Option<int> ef;
    private readonly Option<string> model;

    public SimilarCommand()
        : base("similar", "Show the items used like an item: the nearest input vectors, by cosine")
    {
        subjects = new SubjectOptions(this);
        among = Added(CliOption.Choice("--among", "What to look among [default: items for an item, users for a user]", Items, Users))!;
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
        Subjects asked = subjects.From(context);
        bool amongUsers = context.Value(among) is string kind ? kind == Users : asked.AreUsers;
        ItemIndex known = asked.In(index);
        ItemIndex candidates = amongUsers ? index.RequireUsers() : index;
        SearchOptions search = new()
        {
            Exclude = ItemList.Read(context.Value(exclude), candidates.Vectors.Vocabulary),
            Filter = QueryOptions.Filter(context.Value(where), candidates),
            Exact = context.Value(exact),
            Ef = context.Value(ef),
        };
        Neighbor[][] found = known == candidates
            ? candidates.SimilarEach(asked.Ids, context.Value(count), search)
            : [.. asked.Ids.Select(id => candidates.Nearest(known.Vector(id), context.Value(count), search))];
        Answer[] answers = [.. asked.Ids.Select((id, i) => new Answer([id], found[i])
        {
            Title = known.Vectors.Attributes.Title(known.Vectors.Vocabulary.RowOf(id)),
            Noun = Subjects.Noun(amongUsers),
        })];
        context.Print(new NeighborReport(answers, asked.Several));
        return ExitCode.Ok;
    }
}
