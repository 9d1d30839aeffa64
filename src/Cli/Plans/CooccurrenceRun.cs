using System.CommandLine;
using System.Diagnostics;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Terminal;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Training.Sessions;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Cooccurrences;
using Item2Vec.Evaluation.Blending;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Cli.Plans;

/// <summary>The part of a run of train or evaluate that counts pairs of items and learns how to blend them with vectors.</summary>
/// <param name="Pairs">What is kept, or null for nothing.</param>
/// <param name="BlendSessions">The most sessions that are held out to learn from, or 0 for the default
/// coefficients.</param>
/// <param name="Sessions">How session vectors are trained, or null for none.</param>
internal sealed record CooccurrenceRun(CooccurrenceOptions? Pairs, int BlendSessions, SessionVectorOptions? Sessions)
{
    public void Check()
    {
        if (Pairs is null && BlendSessions > 0)
            throw new Item2VecException(
                "--blend-sessions: no pairs are kept that could be blended",
                "leave --co-occurrences 0 out, or this option",
                ErrorCode.Usage);
    }

    /// <summary>The same for a log whose sessions began in this order.</summary>
    public CooccurrenceRun InOrder(IReadOnlyList<int>? order)
        => Pairs is null ? this : this with { Pairs = Pairs with { SessionOrder = order } };

    /// <summary>What the vectors are to be trained on: all, or all but the slice.</summary>
    /// <param name="corpus">The log.</param>
    /// <param name="seed">The random seed.</param>
    /// <param name="isLatest">Whether the slice is of the latest sessions, as those are that the model is for.</param>
    public BlendSlice? Slice(SessionCorpus corpus, long seed, bool isLatest)
        => BlendSessions > 0 ? BlendSlice.HoldOut(corpus, BlendSessions, seed, isLatest, Pairs?.SessionOrder) : null;

    /// <summary>The vectors with the pairs of the whole corpus.</summary>
    public ItemVectors AddTo(CliContext context, ItemVectors vectors, SessionCorpus corpus, BlendSlice? slice, CancellationToken cancel)
    {
        if (Pairs is null) return vectors;
        if (corpus.TokenCount > Array.MaxLength)
        {
            context.Warn($"pairs of items are not kept: the log has more than {Readable.Count(Array.MaxLength, "event")}");
            return vectors;
        }

        long begin = Stopwatch.GetTimestamp();
        CooccurrenceTable pairs = Count(context, corpus, slice, vectors, new RecommendOptions().Decay, cancel);
        context.WriteNote($"kept {Readable.Count(pairs.Pairs, "pair")} of items in {Readable.Time(Stopwatch.GetElapsedTime(begin))}");
        return vectors.With(pairs);
    }

    /// <summary>The session vectors of what the slice leaves.</summary>
    private SessionVectors? LearnSessions(
        CliContext context, SessionCorpus corpus, BlendSlice? slice, ItemVectors vectors, CancellationToken cancel)
    {
        if (Sessions is null) return null;
        long begin = Stopwatch.GetTimestamp();
        SessionVectorOptions options = Sessions with
        {
            Dimensions = vectors.Dimensions, SessionOrder = slice is null ? Pairs!.SessionOrder : slice.RestOrder,
        };
        SessionVectors learned = SessionVectorTrainer.Train(slice?.Rest ?? corpus, options, cancel);
        context.WriteNote($"learned session vectors in {Readable.Time(Stopwatch.GetElapsedTime(begin))}");
        return learned;
    }

    /// <summary>The pairs of a corpus, weighed as the slice teaches; there must be some to keep.</summary>
    public CooccurrenceTable Count(
        CliContext context, SessionCorpus corpus, BlendSlice? slice, ItemVectors vectors, double decay, CancellationToken cancel)
    {
        using SessionVectors? learned = LearnSessions(context, corpus, slice, vectors, cancel);
        if (slice is null)
        {
            using CooccurrenceTable counted = CooccurrenceBuilder.Build(corpus, Pairs, cancel);
            return learned is null ? counted.With(counted.Info.Blend) : counted.With(learned.Share());
        }

        CooccurrenceTable pairs = BlendLearner.CountAndLearn(corpus, slice, vectors, decay, Pairs, learned, cancel);
        string events = Readable.Count(slice.Count, "held-out event");
        context.WriteNote(pairs.Info.Blend.Cases > 0
            ? $"learned from {events} how to blend vectors and pairs"
            : $"{events} do not improve on the default blend weights; using the defaults");
        return pairs;
    }
}

/// <summary>
/// The options of train and evaluate that say how many pairs of each item are kept, and how they are weighed against vectors.
/// </summary>
internal sealed class CooccurrenceRunOptions
{
    private readonly Option<int> neighbors = CliOption.Whole(
        "--co-occurrences",
        $"Co-occurring items to store per item, for recommend --score blend and explain; 0 keeps none [default: "
            + $"{CooccurrenceOptions.DefaultNeighbors}]",
        0, CooccurrenceOptions.MaxNeighbors)
        .WithDefault(CooccurrenceOptions.DefaultNeighbors);

    private readonly Option<int> recentSessions = CliOption.Whole(
        "--recent-sessions",
        $"Latest sessions to store, to find those most like a history; 0 keeps none [default: {CooccurrenceOptions.DefaultRecentSessions}]",
        0, int.MaxValue)
        .WithDefault(CooccurrenceOptions.DefaultRecentSessions);

    private readonly Option<bool> sessionVectors = CliOption.Switch(
        "--session-vectors",
        "Learn a second vector of each item from whole sessions, for recommend --score blend [default: true]").WithDefault(true);

    private readonly Option<int> blendSessions;

    /// <param name="command">The command that has the options.</param>
    /// <param name="blendSessions">The default of --blend-sessions.</param>
    public CooccurrenceRunOptions(CliCommand command, int blendSessions)
    {
        this.blendSessions = CliOption.Whole(
            "--blend-sessions",
            $"Hold out N sessions (at most 5 %) to learn the blend weights from their prefixes; 0 uses the default weights "
                + $"[default: {blendSessions}]",
            0, int.MaxValue).WithDefault(blendSessions);
        command.AddUnder("Co-occurrences", neighbors, recentSessions, sessionVectors, this.blendSessions);
    }

    /// <summary>The options.</summary>
    public IReadOnlyList<Option> All => [neighbors, recentSessions, sessionVectors, blendSessions];

    public CooccurrenceRun From(CliContext context)
    {
        CooccurrenceOptions? pairs = context.Value(neighbors) is > 0 and int max
            ? new CooccurrenceOptions(max, Threads: context.Value(GlobalOptions.Threads), RecentSessions: context.Value(recentSessions))
            : null;
        bool typed = context.Parsed.GetResult(blendSessions) is { Implicit: false };
        return new CooccurrenceRun(
            pairs, pairs is null && !typed ? 0 : context.Value(blendSessions),
            pairs is not null && context.Value(sessionVectors)
                ? new SessionVectorOptions { Seed = context.Value(GlobalOptions.Seed), Threads = context.Value(GlobalOptions.Threads) }
                : null);
    }
}
