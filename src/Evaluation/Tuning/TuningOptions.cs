using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training;

namespace Item2Vec.Evaluation.Tuning;

/// <summary>Options of a search. Immutable.</summary>
public sealed record TuningOptions
{
    /// <summary>Maximum epochs of a trial, unless the first plan has more. Default 45.</summary>
    public int MaxEpochs { get; init; } = 45;

    /// <summary>Maximum number of trials, each one training; 0 for no limit. Default 0.</summary>
    public int MaxTrials { get; init; }

    /// <summary>
    /// Time limit of the search, or null for none. A trial that would exceed it is stopped and does not count. Default null.
    /// </summary>
    public TimeSpan? Budget { get; init; }

    /// <summary>
    /// Whether time is reserved in <see cref="Budget"/> to train the first plan and the best one again afterward. Default false.
    /// </summary>
    public bool LeaveTimeToCheck { get; init; }

    /// <summary>How many times each of the two will be evaluated on the cases of a trial. Default 1.</summary>
    public int AsksToCheck { get; init; } = 1;

    /// <summary>Random seed. Default 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Measures time; tests replace it.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Checks the options.</summary>
    /// <exception cref="Item2VecException">Neither time nor trials are limited, or one is out of range
    /// (<see cref="ErrorCode.Usage"/>).</exception>
    public void Validate()
    {
        if (MaxTrials < 0) throw new Item2VecException("the most trials are at least 1, or 0 for any number", code: ErrorCode.Usage);
        if (MaxEpochs < 1) throw new Item2VecException("the most epochs are at least 1", code: ErrorCode.Usage);
        if (Budget <= TimeSpan.Zero) throw new Item2VecException("the budget is a time above zero", code: ErrorCode.Usage);
        if (MaxTrials == 0 && Budget is null)
            throw new Item2VecException("a search needs a limit", "give it a budget of time or a number of trials", ErrorCode.Usage);
    }
}

/// <summary>Where a search stands.</summary>
/// <param name="Trials">What has been tried.</param>
/// <param name="Current">What is being tried; null at the end.</param>
/// <param name="Training">The progress of its training; null before it and during evaluation.</param>
/// <param name="Elapsed">The time since the search began.</param>
public sealed record TuningProgress(IReadOnlyList<Trial> Trials, TrainingOptions? Current, TrainingProgress? Training, TimeSpan Elapsed);

/// <summary>The result of a search.</summary>
/// <param name="Trials">All trials, in order.</param>
/// <param name="End">Why it ended.</param>
public sealed record TuningResult(IReadOnlyList<Trial> Trials, TuningEnd End)
{
    /// <summary>The best trial, or null if none succeeded.</summary>
    public Trial? Best => SuccessiveHalving.Best(Trials);
}

/// <summary>Why a search ended.</summary>
public enum TuningEnd
{
    /// <summary>The number of trials was reached.</summary>
    Trials,

    /// <summary>No trial would have been done before the end of the budget.</summary>
    Budget,

    /// <summary>Nothing was left to try.</summary>
    Exhausted,

    /// <summary>It was canceled; completed trials count.</summary>
    Cancelled,
}
