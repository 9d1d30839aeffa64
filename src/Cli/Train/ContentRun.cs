using System.CommandLine;
using System.Globalization;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Progress;
using Item2Vec.Cli.Terminal;
using Item2Vec.Content;
using Item2Vec.Content.Options;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Cli.Train;

/// <summary>What train does with content: places items that no session has, and draws rare ones toward their content.</summary>
internal sealed class ContentRun(IReadOnlyList<string> files, ContentOptions options) : IDisposable
{
    /// <summary>The content of the placed items, which stays open.</summary>
    private readonly List<ItemVectors> contents = [];

    /// <summary>The part of what the mean vector lacks to a cosine of 1 that content has to make up for to tell anything.</summary>
    private const double MinGain = 0.02;

    /// <summary>Finds what can be found wrong before the log is read.</summary>
    public void Check()
    {
        foreach (string file in files) ItemVectors.Open(file, verify: true).Dispose();
    }

    /// <summary>Finds what is wrong with the content for the items of the log, before they are trained.</summary>
    public void Check(Vocabulary items) => With(contents =>
    {
        ContentPlacement.Check(items, contents, options);
        return true;
    });

    /// <summary>Places the items.</summary>
    /// <param name="context">Shows notes.</param>
    /// <param name="trained">The trained vectors.</param>
    /// <param name="corpus">The log.</param>
    /// <param name="learning">How they were trained.</param>
    /// <param name="cancel">Cancels the work.</param>
    /// <returns>The vectors, and what tells where content would put others; valid until this is disposed.</returns>
    public ContentResult Place(
        CliContext context, ItemVectors trained, SessionCorpus corpus, TrainingOptions learning, CancellationToken cancel)
    {
        if (options.Blend) context.WriteNote("training once more without a tenth of the sessions, to learn how far to trust rare items");
        foreach (string file in files) contents.Add(ItemVectors.Open(file));
        ContentResult result = ContentPlacement.Place(trained, contents, corpus, options, Retrain, cancel);
        WriteNotes(context, result);
        return result;

        ItemVectors Retrain(SessionCorpus seen)
            => TrainingDisplays.For(context).Show(progress => ItemTrainer.Train(seen, learning, progress, cancel));
    }

    public void Dispose()
    {
        foreach (ItemVectors content in contents) content.Dispose();
    }

    private T With<T>(Func<IReadOnlyList<ItemVectors>, T> use)
    {
        List<ItemVectors> contents = [];
        try
        {
            foreach (string file in files) contents.Add(ItemVectors.Open(file));
            return use(contents);
        }
        finally
        {
            foreach (ItemVectors content in contents) content.Dispose();
        }
    }

    private static void WriteNotes(CliContext context, ContentResult result)
    {
        context.WriteNote(string.Create(
            CultureInfo.InvariantCulture,
            $"learned from {Readable.Count(result.Learned, "item")} where content puts items: cosine {result.HeldOutCosine:0.000} with the "
                + $"vectors of items that were held out, {result.MeanCosine:0.000} where all lie in the middle"));
        if (result.HeldOutCosine - result.MeanCosine < MinGain * (1 - result.MeanCosine))
            context.Warn("the content hardly tells where items lie: that is no better than putting all in the middle");
        if (result.Added > 0)
            context.WriteNote($"  added    {Readable.Count(result.Added, "item")} without events enough, placed by their content");
        if (result.Trust is not Func<long, double> trust) return;
        context.WriteNote(trust(0) == 1
            ? "  blended  none: on held-out sessions, content adds nothing to co-occurrence"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"  blended  sessions weigh {trust(5):0.00} at 5 events, {trust(50):0.00} at 50, "
                    + $"{trust(500):0.00} at 500; content the rest"));
    }
}

/// <summary>The options of train about content; defaults are those of <see cref="ContentOptions"/>.</summary>
internal sealed class ContentRunOptions
{
    private static readonly ContentOptions Defaults = new();

    private readonly Option<string[]> files = CliOption.Several(
        "--content",
        "FILE",
        "Vectors of the items' content (item2vec content encode): items without sessions join the model, "
            + "rare ones are drawn toward their content");
    private readonly Option<string> map = CliOption.Choice(
        "--content-map",
        "How content becomes a place among the items: that of the items nearest by content, or ridge regression by itself, "
            + "with a hidden layer, or with one learned from pairs [default: knn]",
        "knn", "ridge", "mlp", "pairwise")
            .WithDefault("knn");
    private readonly Option<int> minCount = CliOption.Whole(
        "--content-min-count", $"The fewest events of an item that this is learned from [default: {Defaults.MinCount}]", 1, int.MaxValue)
        .WithDefault(Defaults.MinCount);
    private readonly Option<bool> blend = CliOption.Switch(
        "--content-blend",
        "Draw items that have few events toward their content; false leaves them where their sessions put them, and saves the second "
        + "training that it is learned from [default: true]").WithDefault(Defaults.Blend);

    public ContentRunOptions(CliCommand command) => command.AddUnder("Content", files, map, minCount, blend);

    /// <summary>What to do with content, or null where there is none.</summary>
    public ContentRun? From(CliContext context)
    {
        if (context.Value(files) is { Length: > 0 } given)
        {
            return new ContentRun(given, new ContentOptions
            {
                Map = Enum.Parse<ContentMapKind>(context.Value(map), ignoreCase: true),
                MinCount = context.Value(minCount),
                Blend = context.Value(blend),
                Seed = context.Value(GlobalOptions.Seed),
            });
        }

        Option[] ofContent = [map, minCount, blend];
        if (ofContent.FirstOrDefault(option => context.Parsed.GetResult(option) is { Implicit: false }) is Option alone)
            throw new Item2VecException(
                $"{alone.Name} is for --content, and no content is given",
                "give vectors of it with --content, or leave it out",
                ErrorCode.Usage);
        return null;
    }
}
