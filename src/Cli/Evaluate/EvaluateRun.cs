using System.Diagnostics;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Plans;
using Item2Vec.Cli.Progress;
using Item2Vec.Cli.Reports;
using Item2Vec.Cli.Terminal;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Cooccurrences;
using Item2Vec.Evaluation;
using Item2Vec.Evaluation.Baselines;
using Item2Vec.Evaluation.Blending;
using Item2Vec.Evaluation.Cases;
using Item2Vec.Evaluation.Metrics;
using Item2Vec.Evaluation.Splits;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Cli.Evaluate;

/// <summary>A run of evaluate: reads, splits, trains on the training part, evaluates the model and every baseline.</summary>
internal sealed class EvaluateRun
{
    public required IReadOnlyList<string> Inputs { get; init; }

    public required TrainingPlan Plan { get; set; }

    public required EvaluationOptions Options { get; init; }

    public required HeldOut HeldOut { get; init; }

    public required IReadOnlyList<IBaseline> Baselines { get; init; }

    /// <summary>The scores to evaluate.</summary>
    public IReadOnlyList<ScoreMode> Scores { get; init; } = ScoreMode.All;

    /// <summary>The weight of the popularity prior in --score next.</summary>
    public required double Beta { get; init; }

    /// <summary>A page to write, or null.</summary>
    public string? Report { get; init; }

    /// <summary>The options of co-occurrences and blend; without co-occurrences the blend is left out.</summary>
    public required CooccurrenceRun Cooccurrences { get; init; }

    /// <summary>Finds errors before the log is read.</summary>
    public void Check()
    {
        Plan.CheckForSplit("evaluate", Options.Problems());
        Cooccurrences.Check();
    }

    public int Execute(CliContext context, CancellationToken cancel)
    {
        using SplitCorpus split = Read(context, cancel);
        SessionCorpus training = split.Training;
        context.WriteNote(
            $"training part: {Readable.Count(training.Vocabulary.Count, "item")}, {Readable.Count(training.TokenCount, "event")}, "
                + $"{Readable.Count(training.SessionCount, "session")}");

        // All scores use one training, which leaves out the events that the blend learns from; the baselines learn from all.
        using BlendSlice? slice = Cooccurrences.Slice(training, Options.Seed, split.IsLater);
        using ItemVectors vectors =
            TrainingDisplays.For(context).Show(progress => ItemTrainer.Train(
                Plan.Variants, slice?.Rest ?? training, Learning, progress: progress, cancellationToken: cancel));
        context.WriteNote(
            $"trained {Readable.Count(vectors.Count, "vector")} in {Readable.Time(TimeSpan.FromSeconds(vectors.Training!.TrainSeconds))}");

        using Evaluator evaluator = new(split, Options, vectors);
        context.WriteNote($"asking {Readable.Count(evaluator.Cases, "case")}");
        List<ModelResult> models = [];
        List<SkippedBaseline> skipped = [];
        Measure(NameOf(ScoreMode.Similar), () => evaluator.Similar(vectors));
        Measure(NameOf(ScoreMode.Next), () => evaluator.Next(vectors, Beta));
        foreach (ScoreMode score in Scores.Except([ScoreMode.Similar, ScoreMode.Next]))
        {
            if (!score.NeedsCooccurrences) Measure(NameOf(score), () => evaluator.Scorer(score, vectors, Beta));
            else if (Cooccurrences.Pairs is not null) Measure(NameOf(score), () => evaluator.Scorer(score, vectors, Beta, Counted()));
        }

        BaselineData data = new(
            training, Options.HistoryDecay,
            Learning.Window == TrainingOptions.WholeSession ? new TrainingOptions().Window : Learning.Window, Threads, Options.Seed);
        foreach (IBaseline baseline in Baselines)
        {
            if (baseline.Unsupported(training) is string reason)
                skipped.Add(new SkippedBaseline(baseline.Name, OptionNames.InText(reason)));
            else Measure(baseline.Name, () => baseline.Fit(data, cancel));
        }

        foreach (SkippedBaseline one in skipped) context.WriteNote($"{one.Name} was left out: {one.Reason}");
        EvaluateReport report = new(evaluator.Result(models), Options, skipped, evaluator.Compare);
        report.Warn(context);
        context.Print(report);
        ReportOption.Write(context, Report, () => EvaluatePage.Of(report, ReportOption.CommandOf(context), Asked()));
        return ExitCode.Ok;

        CooccurrenceTable Counted() => Cooccurrences.Count(context, training, slice, vectors, BlendDecay, cancel);

        void Measure(string name, Func<IScorer> fit)
        {
            long begin = Stopwatch.GetTimestamp();
            IScorer scorer = fit();
            using IDisposable? memory = scorer as IDisposable;
            ModelResult result = evaluator.Measure(name, scorer, cancel);
            models.Add(result);
            context.WriteNote(
                $"  {name}: {Readable.Time(Stopwatch.GetElapsedTime(begin))}, "
                    + $"of which asking {Readable.Time(TimeSpan.FromSeconds(result.Seconds))}");
        }
    }

    private static string NameOf(ScoreMode score) => $"item2vec {score.Name}";

    private TrainingOptions Learning => Plan.Learning;

    private int Threads => Options.Threads > 0 ? Options.Threads : Environment.ProcessorCount;

    /// <summary>The blend learns with the protocol it is evaluated with: the last item alone, or all with their weights.</summary>
    private double BlendDecay => Options.HistoryDecay;

    /// <summary>Describes the evaluation, above its results.</summary>
    private (string Name, string Value)[] Asked() =>
    [
        ("log", string.Join(", ", Inputs)),
        (
            "model",
            $"{Learning.Variant}, {Learning.Dimensions} dimensions, {Readable.Count(Learning.Epochs, "epoch")}, seed {Learning.Seed}; "
                + $"next with beta {Readable.Exact(Beta)}"),
    ];

    private SplitCorpus Read(CliContext context, CancellationToken cancel)
    {
        TrainingPlan plan = Plan;
        SplitCorpus split = HeldOut.Read(context, Inputs, ref plan, cancel);
        Plan = plan;
        return split;
    }
}
