using Item2Vec.Data;
using Item2Vec.Data.Options;
using Item2Vec.Data.Reports;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Cli;

/// <summary>A whole log that is to be parted, with every item: what is rare is decided by the training part alone.</summary>
/// <param name="corpus">The sessions, with metadata where some is learned.</param>
/// <param name="order">The sessions in the order in which they began, or null when they lie so.</param>
internal sealed class LogForParts(SessionCorpus corpus, IReadOnlyList<int>? order) : IDisposable
{
    public SessionCorpus Corpus => corpus;

    public IReadOnlyList<int>? Order => order;

    public static LogForParts Read(CliContext context, IReadOnlyList<string> inputs, TrainingPlan recipe, CancellationToken cancel)
    {
        SessionReaderOptions reading = recipe.Reading with { MinCount = 1, SessionOrder = true };
        ReadResult read = ReadingDisplay.Show(context, progress => SessionReader.ReadWithReport(inputs, reading, progress, cancel));
        TrainingNotes.AboutData(context, read.Report, recipe.Reading);
        BasketNotes.WriteNotes(context, read.Corpus, read.Report, recipe.Learning);
        (_, SessionCorpus corpus) = recipe.Items.Read(context, read.Corpus, inputs, read.Report, reading, cancel);
        return new LogForParts(corpus, read.SessionOrder);
    }

    public void Dispose() => corpus.Dispose();
}
