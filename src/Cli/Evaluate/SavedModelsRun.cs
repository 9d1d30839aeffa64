using System.Globalization;
using Item2Vec.Cli.Logs;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Plans;
using Item2Vec.Cli.Progress;
using Item2Vec.Cli.Reports;
using Item2Vec.Cli.Terminal;
using Item2Vec.Data;
using Item2Vec.Data.Options;
using Item2Vec.Data.Reports;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Evaluation;
using Item2Vec.Evaluation.Cases;
using Item2Vec.Evaluation.Metrics;
using Item2Vec.Evaluation.Splits;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Cli.Evaluate;

/// <summary>A run of evaluate --model: opens models, reads a log that they were not trained on, asks all of them the same cases.</summary>
internal sealed class SavedModelsRun
{
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>The models' directories.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    public required SessionReaderOptions Reading { get; init; }

    public required EvaluationOptions Options { get; init; }

    /// <summary>What is asked of the log; everything where it is not given.</summary>
    public required HeldOut HeldOut { get; init; }

    public required ScoreMode Score { get; init; }

    /// <summary>The weight of the popularity prior in --score next.</summary>
    public required double Beta { get; init; }

    /// <summary>A page to write, or null.</summary>
    public string? Report { get; init; }

    /// <summary>Finds errors before anything is read.</summary>
    public void Check()
    {
        IReadOnlyList<string> problems = [.. Reading.Problems(), .. Options.Problems()];
        if (problems.Count > 0) throw OptionNames.ErrorOf("evaluate", problems);
        if (Models.Count != Models.Distinct(StringComparer.Ordinal).Count())
            throw new Item2VecException("--model: a model is given twice", "name each model once", ErrorCode.Usage);
    }

    public int Execute(CliContext context, CancellationToken cancel)
    {
        List<ModelDirectory> opened = [];
        try
        {
            foreach (string model in Models) opened.Add(ModelDirectory.Open(model));
            return Execute(context, opened, cancel);
        }
        finally
        {
            foreach (ModelDirectory model in opened) model.Dispose();
        }
    }

    private int Execute(CliContext context, IReadOnlyList<ModelDirectory> opened, CancellationToken cancel)
    {
        ItemVectors[] vectors = [.. opened.Select(model => model.Vectors)];
        SessionReaderOptions reading = Reading with
        {
            MinCount = 1, SessionOrder = true, SplitColumn = HeldOut.Column, Part = LogPart.Test,
        };
        ReadResult read = ReadingDisplay.Show(context, progress => SessionReader.ReadWithReport(Inputs, reading, progress, cancel));
        ReadingNotes.AboutData(context, read.Report);
        using SessionCorpus log = read.Corpus;
        WarnOfTrainingData(context, opened, read.Report, cancel);
        using SplitCorpus split = ModelSplit.Of(
            HeldOut.IsGiven ? HeldOut.Name : ModelSplit.All, log, vectors, HeldOut.IsGiven ? HeldOut.Split : null, read.SessionOrder);
        using Evaluator evaluator = new(split, Options);
        context.WriteNote($"asking {Readable.Count(evaluator.Cases, "case")}");
        List<ModelResult> results = [];
        for (int i = 0; i < vectors.Length; i++)
        {
            using ModelScorer scorer = evaluator.Scorer(Score, vectors[i], Beta);
            ModelResult result = evaluator.Measure(Models[i], scorer, cancel);
            results.Add(result);
            context.WriteNote(
                $"  {Models[i]}: {Readable.Count(vectors[i].Count, "item")}, {Readable.Time(TimeSpan.FromSeconds(result.Seconds))}");
        }

        EvaluateReport report = new(evaluator.Result(results), Options, [], evaluator.Compare, areSaved: true);
        report.Warn(context);
        context.Print(report);
        ReportOption.Write(
            context, Report,
            () => EvaluatePage.Of(
                report, ReportOption.CommandOf(context),
                [("log", string.Join(", ", Inputs)), ("models", string.Join(", ", Models)), ("score", Score.Name)]));
        return ExitCode.Ok;
    }

    /// <summary>Warns of models that were trained on this log: read as it was for them, it has the fingerprint that they keep.</summary>
    private void WarnOfTrainingData(
        CliContext context, IReadOnlyList<ModelDirectory> opened, ReadReport read, CancellationToken cancel)
    {
        foreach (IGrouping<string?, ModelDirectory> group in opened.GroupBy(model => model.Info.Data.GetValueOrDefault("minCount")))
        {
            if (!int.TryParse(group.Key, NumberStyles.None, CultureInfo.InvariantCulture, out int minCount) || minCount < 1) continue;
            string rows = read.Rows.ToString(CultureInfo.InvariantCulture);
            if (!group.Any(model => model.Info.Data.GetValueOrDefault("rows") == rows)) continue;
            string fingerprint = minCount == 1 ? read.Fingerprint : FingerprintOf(minCount, cancel);
            foreach (ModelDirectory model in group.Where(model => model.Info.Data.GetValueOrDefault("fingerprint") == fingerprint))
                context.Warn(
                    $"{model.Path} was trained on this log: it has seen the answers, and its metrics say nothing about new sessions");
        }
    }

    private string FingerprintOf(int minCount, CancellationToken cancel)
    {
        try
        {
            ReadResult read = SessionReader.ReadWithReport(
                Inputs, Reading with { MinCount = minCount, SplitColumn = HeldOut.Column, Part = LogPart.Test }, null, cancel);
            read.Corpus.Dispose();
            return read.Report.Fingerprint;
        }
        catch (Item2VecException)
        {
            // Too few events of any item for a model of this minimum.
            return string.Empty;
        }
    }
}
