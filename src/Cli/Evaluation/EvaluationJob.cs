using System.Diagnostics;
using Item2Vec.Embeddings;
using Item2Vec.Embeddings.Evaluation;
using Item2Vec.Embeddings.Evidence;

namespace Item2Vec.Cli;

/// <summary>One run of evaluate: read, split, train on the training part, ask the model and every baseline.</summary>
internal sealed class EvaluationJob
{
    public required IReadOnlyList<string> Inputs { get; init; }

    public required Recipe Recipe { get; init; }

    public required EvaluationOptions Options { get; init; }

    public required CorpusSplit Split { get; init; }

    /// <summary>A file of questions to ask instead of held-out events, or null.</summary>
    public required string? Pairs { get; init; }

    public required IReadOnlyList<IBaseline> Baselines { get; init; }

    /// <summary>The weight of the popularity prior in what recommend does.</summary>
    public required double Beta { get; init; }

    /// <summary>A page to write for people, or null.</summary>
    public string? Report { get; init; }

    /// <summary>The pairs that the blend weighs against vectors, and how it learns to; without pairs it is left out.</summary>
    public required EvidenceJob Evidence { get; init; }

    /// <summary>Finds what can be found wrong before the log is read.</summary>
    public void Check()
    {
        Recipe.CheckForParts("evaluate", Options.Problems());
        Evidence.Check();
    }

    public int Run(CliContext context, CancellationToken cancel)
    {
        using SplitCorpus split = Read(context, cancel);
        SessionCorpus training = split.Training;
        context.Note($"training part: {Show.Count(training.Vocabulary.Count, "item")}, {Show.Count(training.TokenCount, "event")}, {Show.Count(training.SessionCount, "session")}");

        // Every score of the model is of one training, from which the slice that teaches the blend is held out; the baselines learn from all.
        using BlendSlice? slice = Evidence.Slice(training, Options.Seed);
        using ItemVectors vectors = TrainingDisplays.For(context).Show(progress => ItemTrainer.Train(slice?.Rest ?? training, Learning, progress, cancel));
        context.Note($"trained {Show.Count(vectors.Count, "vector")} in {Show.Time(TimeSpan.FromSeconds(vectors.Training!.TrainSeconds))}");

        Evaluator evaluator = new(split, Options, vectors);
        context.Note($"asking {Show.Count(evaluator.Cases, "case")}");
        List<ModelResult> models = [];
        List<SkippedBaseline> skipped = [];
        Measure("item2vec similar", () => evaluator.Similar(vectors));
        Measure("item2vec recommend", () => evaluator.Next(vectors, Beta));
        if (Evidence.Pairs is not null) Measure("item2vec blend", () => evaluator.Blend(vectors, Evidence.Count(context, training, slice, vectors, BlendDecay, cancel)));
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
        ReportOption.Write(context, Report, () => EvaluationPage.Of(report, ReportOption.CommandOf(context), Asked()));
        return ExitCode.Ok;

        void Measure(string name, Func<IRanker> fit)
        {
            long begin = Stopwatch.GetTimestamp();
            ModelResult result = evaluator.Measure(name, fit(), cancel);
            models.Add(result);
            context.Note($"  {name}: {Show.Time(Stopwatch.GetElapsedTime(begin))}, of which asking {Show.Time(TimeSpan.FromSeconds(result.Seconds))}");
        }
    }

    private TrainingOptions Learning => Recipe.Learning;

    private int Threads => Options.Threads > 0 ? Options.Threads : Environment.ProcessorCount;

    /// <summary>What the blend is asked with is what it learns from: the last item alone, or all with their weights.</summary>
    private double BlendDecay => Options.Protocol is Protocol.LastItem or Protocol.ItemToItem ? 0 : Options.HistoryDecay;

    /// <summary>What people want to know of the question before they look at the answers.</summary>
    private (string Name, string Value)[] Asked() =>
    [
        ("log", string.Join(", ", Inputs)),
        ("model", $"{Learning.Variant}, {Learning.Dimensions} dimensions, {Show.Count(Learning.Epochs, "epoch")}, seed {Learning.Seed}; recommend with beta {Show.Exact(Beta)}"),
    ];

    private SplitCorpus Read(CliContext context, CancellationToken cancel)
    {
        using LogForParts log = LogForParts.Read(context, Inputs, Recipe, cancel);
        int minCount = Recipe.Reading.MinCount;
        return Pairs is null ? Split.Split(log.Corpus, minCount, log.Order) : FixedPairs.Read(Pairs, log.Corpus, minCount);
    }
}
