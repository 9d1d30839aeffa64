using System.Globalization;
using Item2Vec.Content;
using Item2Vec.Content.Options;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Cli;

/// <summary>What train does with content: places items that no session has, and draws rare ones towards their content.</summary>
internal sealed class ContentJob(IReadOnlyList<string> files, ContentOptions options)
{
    /// <summary>The part of what the mean vector lacks to a cosine of 1 that content has to make up for to tell anything.</summary>
    private const double MinGain = 0.02;

    /// <summary>Finds what can be found wrong before the log is read.</summary>
    public void Check()
    {
        foreach (string file in files) ItemVectors.Open(file).Dispose();
    }

    /// <summary>Finds what is wrong with the content for the items of the log, before they are trained.</summary>
    public void Check(Vocabulary items) => With(contents =>
    {
        ContentPlacement.Check(items, contents, options);
        return true;
    });

    public ItemVectors Place(CliContext context, ItemVectors trained, SessionCorpus corpus, TrainingOptions learning, CancellationToken cancel)
    {
        if (options.Blend) context.WriteNote("training once more without a tenth of the sessions, to learn how far to trust rare items");
        ContentResult result = With(contents => ContentPlacement.Place(trained, contents, corpus, options, Retrain, cancel));
        WriteNotes(context, result);
        return result.Vectors;

        ItemVectors Retrain(SessionCorpus seen) => TrainingDisplays.For(context).Show(progress => ItemTrainer.Train(seen, learning, progress, cancel));
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
        context.WriteNote(string.Create(CultureInfo.InvariantCulture, $"learned from {Readable.Count(result.Learned, "item")} where content puts items: cosine {result.HeldOutCosine:0.000} with the vectors of items that were held out, {result.MeanCosine:0.000} where all lie in the middle"));
        if (result.HeldOutCosine - result.MeanCosine < MinGain * (1 - result.MeanCosine))
            context.Warn("the content hardly tells where items lie: that is no better than putting all in the middle");
        if (result.Added > 0) context.WriteNote($"  added    {Readable.Count(result.Added, "item")} without events enough, placed by their content");
        if (result.Trust is not Func<long, double> trust) return;
        context.WriteNote(trust(0) == 1
            ? "  blended  none: in the sessions left out, content told nothing that the items' sessions had not"
            : string.Create(CultureInfo.InvariantCulture, $"  blended  sessions weigh {trust(5):0.00} at 5 events, {trust(50):0.00} at 50, {trust(500):0.00} at 500; content the rest"));
    }
}
