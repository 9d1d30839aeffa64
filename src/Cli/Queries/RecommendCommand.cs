using System.CommandLine;
using Item2Vec.Cli.Logs;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Progress;
using Item2Vec.Cli.Terminal;
using Item2Vec.Embeddings.Common;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Filters;
using Item2Vec.Indexing.Scoring;
using Item2Vec.Indexing.Search;

namespace Item2Vec.Cli.Queries;

/// <summary>item2vec recommend: what comes next after a history, or for a user.</summary>
internal sealed class RecommendCommand : CliCommand
{
    private readonly Option<string[]> history;
    private readonly Option<string[]> all;
    private readonly Option<string?> output;
    private readonly ReadingOptions reading;
    private readonly Option<double[]> historyWeights;
    private readonly Option<string[]> likes;
    private readonly Option<string[]> dislikes;
    private readonly Option<string?> user;
    private readonly Option<double> userWeight;
    private readonly Option<string> fold;
    private readonly Option<int> count;
    private readonly Option<ScoreMode[]> score;
    private readonly Option<double> beta;
    private readonly Option<string[]> exclude;
    private readonly Option<string[]> where;
    private readonly Option<string> seen;
    private readonly Option<string> cold;
    private readonly RuleOptions rules;
    private readonly Option<bool> skipUnknown;
    private readonly Option<bool> exact;
    private readonly Option<int> ef;
    private readonly Option<string> model;

    /// <param name="scores">The scores to choose from; null takes all of the library.</param>
    public RecommendCommand(IReadOnlyList<ScoreMode>? scores = null)
        : base("recommend", "Show what comes next after a history, or for a user of the model")
    {
        history = Added(CliOption.Several(
            "--history", "ID,",
            "The items used, oldest first, separated by commas; repeat the option for ids that contain commas and for titles; '-' reads "
                + "one history per line from standard input"));
        all = Added(CliOption.Several(
            "--all", "INPUT",
            "A log of histories, read as train reads it, instead of one: what comes next after each session, into --output"));
        output = Added(AnswerFile.Option());
        historyWeights = Added(QueryOptions.HistoryWeights());
        likes = Added(CliOption.Several("--like", "ID,", "Items liked: each weighs as much as the last item of the history"));
        dislikes = Added(CliOption.Several("--dislike", "ID,", "Items disliked: half the mean of their vectors is subtracted"));
        user = Added(CliOption.Text(
            "--user", "ID", "The user to recommend to, in a model that has users; combine it with --history for the most recent items"));
        double ofUser = new RecommendOptions().UserWeight;
        userWeight = Added(
            CliOption.Number(
                "--user-weight", $"Weight of --user relative to --history, 0 to 1 [default: {Readable.Exact(ofUser)}]",
                "a number from 0 to 1", weight => weight is >= 0 and <= 1)
                .WithDefault(ofUser));
        fold = Added(
            CliOption.Choice(
                "--fold",
                "The history's vector: the mean of its items' vectors, or inferred as the one that predicts them best [default: mean]",
                "mean",
                "infer")
                .WithDefault("mean"));
        count = Added(QueryOptions.Count());
        score = Added(ScoreOption.New(
            "Rank by what comes next (input against output vectors), by similarity (cosine), or by both and the model's "
                + "co-occurrences and sessions [default: blend where the model keeps these, next with likes, a user alone or --beta]",
            [], scores));
        beta = Added(QueryOptions.Beta("Weight of an item's popularity in --score next, 0 for none"));
        exclude = Added(QueryOptions.Exclude());
        where = Added(QueryOptions.Where());
        seen = Added(
            CliOption.Choice(
                "--seen", "Drop items of the history and liked ones from the answer, or keep them where they rank [default: drop]", "drop",
                "keep").WithDefault("drop"));
        cold = Added(MetadataQueryOptions.Cold());
        rules = new RuleOptions(this);
        skipUnknown = Added(CliOption.Flag(
            "--skip-unknown", "Ignore items and a user that are not in the model; where nothing is left, show the items most popular now"));
        exact = Added(QueryOptions.Exact());
        ef = Added(QueryOptions.Ef());
        model = Added(ModelOption.New());
        reading = new ReadingOptions(this, learns: false);
    }

    public override bool HasFullHelp => true;

    public override IReadOnlyList<string> Examples =>
    [
        "item2vec recommend --history WK_Nr4tUtl8,aircAruvnKk -k 5",
        "item2vec recommend --all samples/data/watches.parquet --skip-unknown -o next.parquet",
    ];

    protected override int Run(CliContext context)
    {
        string? file = AnswerFile.Target(
            context, output, context.Value(all) is { Length: > 0 }, history, historyWeights, likes, dislikes, user, rules.Why);
        using ItemIndex index = ModelOption.Open(context, model);
        if (file is not null) return All(context, index, file);
        string? asked = context.Value(user);
        if (asked is not null && index.Users is null)
            throw new Item2VecException(
                $"--user: the model {context.Value(model)} has no users",
                "give the items the user has used (--history ID,ID), or train with --variant user",
                ErrorCode.Usage);
        ItemFilter? filter = QueryOptions.Filter(context.Value(where), index);
        string? note = QueryOptions.WarnIfEmpty(context, filter);
        (string[][] histories, bool several) = Histories(context);
        Answer[] answers = [.. histories.Select(one => Answered(context, index, one, filter) with { Note = note })];
        context.Print(new NeighborReport(answers, several));
        return ExitCode.Ok;
    }

    /// <summary>The values of --history; '-' alone stands for lines of standard input, a history each.</summary>
    private (string[][] Histories, bool Several) Histories(CliContext context)
    {
        string[] given = context.Value(history) ?? [];
        if (given is not ["-"]) return ([given], false);
        if (context.Value(historyWeights).Length > 0)
            throw new Item2VecException("--history-weights is for one history", "leave it out", ErrorCode.Usage);
        (string[] lines, _) = ItemList.FromOptionOrInput(given, context.Streams.Input);
        return ([.. lines.Select(line => (string[])[line])], true);
    }

    private Answer Answered(CliContext context, ItemIndex index, string[] items, ItemFilter? filter)
    {
        bool skips = context.Value(skipUnknown);
        ItemNames names = new(index);
        Visitor asks = new(Read(items), context.Value(historyWeights), Read(context.Value(likes)), Read(context.Value(dislikes)),
            context.Value(user));
        bool isEmpty = asks.IsUnknown;
        if (skips) asks = asks.KnownTo(index, context);
        if (isEmpty)
            throw new Item2VecException(
                "recommend: --history is missing",
                "give the items used, oldest first: item2vec recommend --history ID,ID",
                ErrorCode.Usage);
        Neighbor[] found = asks.IsUnknown ? Popular(context, index, asks, filter) : Recommended(context, index, asks, filter);
        return asks.IsUserAlone
            ? new Answer([asks.User!], found)
            : new Answer(asks.History, found)
            {
                IsList = true, User = asks.User, Likes = asks.Likes, Dislikes = asks.Dislikes, IsPopular = asks.IsUnknown,
            };

        string[] Read(string[]? values) => names.Of(ItemList.Read(values, index.Vectors.Vocabulary), skips);
    }

    /// <summary>What comes next after each history of a table, into a file.</summary>
    private int All(CliContext context, ItemIndex index, string file)
    {
        ItemFilter? filter = QueryOptions.Filter(context.Value(where), index);
        QueryOptions.WarnIfEmpty(context, filter);
        HistoryTable table = new(
            LogInputs.Of(context, context.Value(all)), reading.From(context), file, context.Value(skipUnknown));
        Visitor nobody = new([], [], [], [], null);
        using Interruption interruption = new(Interruption.Grace);
        return interruption.Run(
            cancel =>
            {
                table.Answer(
                    context, index, context.Value(count), OptionsOf(context, index, nobody, filter),
                    PopularOptions(context, index, nobody, filter), cancel);
                return ExitCode.Ok;
            },
            () => "recommend writes the file when all is answered: nothing is left behind");
    }

    private Neighbor[] Popular(CliContext context, ItemIndex index, Visitor asks, ItemFilter? filter)
    {
        context.WriteNote(index.Vectors.Vocabulary.TotalCount > 0
            ? "nothing to go by: these are the items most popular now, by their share of the latest events"
            : "nothing to go by, and the model does not know how often its items were used");
        return index.Popular(context.Value(count), PopularOptions(context, index, asks, filter));
    }

    private SearchOptions PopularOptions(CliContext context, ItemIndex index, Visitor asks, ItemFilter? filter) => new()
    {
        Rules = rules.From(context),
        Why = rules.IsWhy(context),
        Exclude = [.. QueryOptions.Excluded(context.Value(exclude), index.Vectors.Vocabulary), .. asks.Dislikes],
        Filter = filter,
        Cold = MetadataQueryOptions.Read(context.Value(cold)),
    };

    private Neighbor[] Recommended(CliContext context, ItemIndex index, Visitor asks, ItemFilter? filter)
        => index.Recommend(asks.History, context.Value(count), OptionsOf(context, index, asks, filter));

    private RecommendOptions OptionsOf(CliContext context, ItemIndex index, Visitor asks, ItemFilter? filter)
    {
        bool isBetaGiven = context.Parsed.GetResult(beta) is { Implicit: false };
        return new RecommendOptions
        {
            Score = context.Value(score).FirstOrDefault() ?? (isBetaGiven ? ScoreMode.Next : null),
            Fold = context.Value(fold) == "infer" ? HistoryFold.Infer : HistoryFold.Mean,
            HistoryWeights = asks.HistoryWeights,
            Likes = asks.Likes,
            Dislikes = asks.Dislikes,
            User = asks.User,
            UserWeight = context.Value(userWeight),
            PopularityWeight = context.Value(beta),
            AllowHistory = context.Value(seen) == "keep",
            Rules = rules.From(context),
            Why = rules.IsWhy(context),
            Exclude = QueryOptions.Excluded(context.Value(exclude), index.Vectors.Vocabulary),
            Filter = filter,
            Cold = MetadataQueryOptions.Read(context.Value(cold)),
            Exact = context.Value(exact),
            Ef = context.Value(ef),
            Threads = context.Value(GlobalOptions.Threads),
        };
    }
}
