using System.Diagnostics;
using System.Text.Json;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Plans;
using Item2Vec.Cli.Terminal;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training;
using Item2Vec.Embeddings.Vectors.Cooccurrences;

namespace Item2Vec.Cli.Train;

/// <summary>train --dry-run: reads the log, chooses the options, trains for a moment, and tells what the training would take.</summary>
internal sealed record DryRun : IReport
{
    /// <summary>How long is trained to see how fast it goes.</summary>
    private static readonly TimeSpan Trial = TimeSpan.FromSeconds(1);

    public required int Items { get; init; }

    /// <summary>Events of all epochs.</summary>
    public required long Tokens { get; init; }

    public required long Sessions { get; init; }

    public required int Epochs { get; init; }

    public required int Dimensions { get; init; }

    /// <summary>Bytes that the process has at its peak, about.</summary>
    public required long Memory { get; init; }

    /// <summary>Seconds of the training of the vectors, without pairs, session vectors and the graph; not finite if unknown.</summary>
    public required double TrainSeconds { get; init; }

    /// <summary>Measures.</summary>
    /// <param name="corpus">What is trained on.</param>
    /// <param name="items">The items of the model, as far as they are known before the training.</param>
    /// <param name="plan">The plan for this log.</param>
    /// <param name="pairs">What is kept of pairs.</param>
    /// <param name="cancel">Stops it.</param>
    public static DryRun Measure(SessionCorpus corpus, int items, TrainingPlan plan, CooccurrenceRun pairs, CancellationToken cancel)
    {
        int epochs = plan.Learning.Epochs;
        return new DryRun
        {
            Items = items,
            Tokens = corpus.TokenCount * epochs,
            Sessions = corpus.SessionCount,
            Epochs = epochs,
            Dimensions = plan.Learning.Dimensions,
            TrainSeconds = Try(corpus, plan, cancel),
            Memory = MemoryOf(corpus, items, plan, pairs),
        };
    }

    /// <summary>Notes for people.</summary>
    public void WriteNotes(CliContext context)
    {
        context.WriteNote(
            $"would train {Readable.Count(Items, "vector")} of {Dimensions} dimensions: {Readable.Count(Epochs, "epoch")}, "
                + $"{Readable.Count(Tokens, "token")} of {Readable.Count(Sessions, "session")}");
        context.WriteNote($"  memory   about {Readable.Bytes(Memory)} at the peak");
        context.WriteNote(double.IsFinite(TrainSeconds)
            ? $"  time     about {Readable.Time(TimeSpan.FromSeconds(TrainSeconds))} for the vectors; pairs, session vectors and the index "
                + "come on top"
            : "  time     not known");
        context.WriteNote("nothing was written");
    }

    public IReadOnlyList<TextTable> ForPeople() => [ForTools()];

    public TextTable ForTools() => new(
        [new("items"), new("tokens"), new("sessions"), new("epochs"), new("dimensions"), new("memoryBytes"), new("trainSeconds")],
        [[
            Readable.Exact(Items), Readable.Exact(Tokens), Readable.Exact(Sessions), Readable.Exact(Epochs), Readable.Exact(Dimensions),
            Readable.Exact(Memory), Readable.Exact(TrainSeconds),
        ]]);

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("items", Items);
        json.WriteNumber("tokens", Tokens);
        json.WriteNumber("sessions", Sessions);
        json.WriteNumber("epochs", Epochs);
        json.WriteNumber("dimensions", Dimensions);
        json.WriteNumber("memoryBytes", Memory);
        JsonNumbers.WriteOrNull(json, "trainSeconds", Math.Round(TrainSeconds, 1));
        json.WriteEndObject();
    }

    /// <summary>Trains for a moment, and tells how long all of it would take.</summary>
    private static double Try(SessionCorpus corpus, TrainingPlan plan, CancellationToken cancel)
    {
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Speed speed = new(enough);
        long begin = Stopwatch.GetTimestamp();
        try
        {
            ItemTrainer.Train(plan.Variants, corpus, plan.Learning, progress: speed, cancellationToken: enough.Token).Dispose();
            return Stopwatch.GetElapsedTime(begin).TotalSeconds;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return speed.Total;
        }
    }

    private static long MemoryOf(SessionCorpus corpus, int items, TrainingPlan plan, CooccurrenceRun pairs)
    {
        // What counting, the blend and the collector take besides, fitted to three logs of 0.25 to 1 million events.
        const int lanes = 16, bytesOfPair = 32, more = 128 << 20;
        using Process process = Process.GetCurrentProcess();
        VariantNeeds needs = plan.Variants.Of(plan.Learning).Needs;
        long row = (plan.Learning.Dimensions + lanes - 1) / lanes * lanes * sizeof(float);
        long rows = items + (long)(needs.HasFlag(VariantNeeds.Users) ? corpus.Users?.Count ?? 0 : 0);
        long kept = pairs.Pairs is CooccurrenceOptions options
            ? (Math.Min((long)items * options.Neighbors, corpus.TokenCount * 10) * bytesOfPair) + (8 * corpus.TokenCount) : 0;
        long sessions = pairs.Sessions is null ? 0 : 3 * items * row;
        return more + process.PeakWorkingSet64 + (2 * rows * row) + kept + sessions;
    }

    /// <summary>Stops the training when its speed is known.</summary>
    private sealed class Speed(CancellationTokenSource enough) : IProgress<TrainingProgress>
    {
        public double Total { get; private set; } = double.NaN;

        public void Report(TrainingProgress value)
        {
            Total = (value.Elapsed + value.Remaining).TotalSeconds;
            if (value.Elapsed >= Trial) enough.Cancel();
        }
    }
}
