using System.Diagnostics;
using Item2Vec.Data;
using Item2Vec.Embeddings;
using Item2Vec.Embeddings.Evaluation;

namespace Item2Vec.Cli;

/// <summary>One run of evaluate: read, split, train on the training part, ask the model and every baseline.</summary>
internal sealed class EvaluationJob
{
    public required IReadOnlyList<string> Inputs { get; init; }

    public required SessionReaderOptions Reading { get; init; }

    public required TrainingOptions Learning { get; init; }

    public required EvaluationOptions Options { get; init; }

    public required CorpusSplit Split { get; init; }

    /// <summary>A file of questions to ask instead of held-out events, or null.</summary>
    public required string? Pairs { get; init; }

    public required IReadOnlyList<IBaseline> Baselines { get; init; }

    /// <summary>The weight of the popularity prior in what recommend does.</summary>
    public required double Beta { get; init; }

    /// <summary>Finds what can be found wrong before the log is read.</summary>
    public void Check()
    {
        IReadOnlyList<string> problems = [.. Reading.Validate(), .. Learning.Problems(), .. Options.Problems()];
        if (problems.Count > 0) throw new Item2VecException(string.Join("; ", problems), "'item2vec evaluate --help' lists the options", ErrorCode.Usage);
        if (Learning.Variant != "item")
            throw new Item2VecException($"--variant {Learning.Variant}: evaluate measures the variant 'item' only, so far", "leave --variant out", ErrorCode.Usage);
    }

    public int Run(CliContext context, CancellationToken cancel)
    {
        using SplitCorpus split = Read(context, cancel);
        SessionCorpus training = split.Training;
        context.Note($"training part: {Show.Count(training.Vocabulary.Count, "item")}, {Show.Count(training.TokenCount, "event")}, {Show.Count(training.SessionCount, "session")}");
        using ItemVectors vectors = TrainingDisplays.For(context).Show(progress => ItemTrainer.Train(training, Learning, progress, cancel));
        context.Note($"trained {Show.Count(vectors.Count, "vector")} in {Show.Time(TimeSpan.FromSeconds(vectors.Training!.TrainSeconds))}");

        Evaluator evaluator = new(split, Options, vectors);
        context.Note($"asking {Show.Count(evaluator.Cases, "case")}");
        List<ModelResult> models = [];
        List<SkippedBaseline> skipped = [];
        Measure("item2vec similar", () => evaluator.Similar(vectors));
        Measure("item2vec recommend", () => evaluator.Next(vectors, Beta));
        BaselineData data = new(training, Options.HistoryDecay, Learning.Window == TrainingOptions.WholeSession ? new TrainingOptions().Window : Learning.Window, Threads, Options.Seed);
        foreach (IBaseline baseline in Baselines)
        {
            if (baseline.Refusal(training) is string reason) skipped.Add(new SkippedBaseline(baseline.Name, reason));
            else Measure(baseline.Name, () => baseline.Fit(data, cancel));
        }

        foreach (SkippedBaseline one in skipped) context.Note($"{one.Name} was left out: {one.Reason}");
        EvaluationReport report = new(evaluator.Result(models), Options, skipped);
        report.Warn(context);
        context.Print(report);
        return ExitCode.Ok;

        void Measure(string name, Func<IRanker> fit)
        {
            long begin = Stopwatch.GetTimestamp();
            ModelResult result = evaluator.Measure(name, fit(), cancel);
            models.Add(result);
            context.Note($"  {name}: {Show.Time(Stopwatch.GetElapsedTime(begin))}, of which asking {Show.Time(TimeSpan.FromSeconds(result.Seconds))}");
        }
    }

    private int Threads => Options.Threads > 0 ? Options.Threads : Environment.ProcessorCount;

    private SplitCorpus Read(CliContext context, CancellationToken cancel)
    {
        // Every item is read, because what is rare is decided by the training part alone.
        ReadResult read = ReadingDisplay.Show(context, progress => SessionReader.ReadWithReport(Inputs, Reading with { MinCount = 1, SessionOrder = true }, progress, cancel));
        using SessionCorpus corpus = read.Corpus;
        TrainingNotes.AboutData(context, read.Report, Reading);
        return Pairs is null ? Split.Split(corpus, Reading.MinCount, read.SessionOrder) : FixedPairs.Read(Pairs, corpus, Reading.MinCount);
    }
}
