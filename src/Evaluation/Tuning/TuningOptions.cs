using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training;

namespace Item2Vec.Evaluation.Tuning;

/// <summary>How a search goes. Immutable.</summary>
public sealed record TuningOptions
{
    /// <summary>The epochs beyond which no trial goes, unless the first recipe has more. Default 135.</summary>
    public int MaxEpochs { get; init; } = 135;

    /// <summary>The most trials, each one training; 0 sets no limit. Default 0.</summary>
    public int MaxTrials { get; init; }

    /// <summary>The time that the search may take, or null for any. A trial that would go beyond it is stopped and does not count. Default null.</summary>
    public TimeSpan? Budget { get; init; }

    /// <summary>Whether time is set aside in <see cref="Budget"/> to train the first recipe and the best one again afterwards. Default false.</summary>
    public bool LeaveTimeToCheck { get; init; }

    /// <summary>How many times the questions of a trial will be asked of each of the two. Default 1.</summary>
    public int AsksToCheck { get; init; } = 1;

    /// <summary>Where random numbers start. Default 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Measures time; a test has its own.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Checks the options.</summary>
    /// <exception cref="Item2VecException">Neither time nor trials have a limit, or one is out of range (<see cref="ErrorCode.Usage"/>).</exception>
    public void Validate()
    {
        if (MaxTrials < 0) throw new Item2VecException("the most trials are at least 1, or 0 for any number", code: ErrorCode.Usage);
        if (MaxEpochs < 1) throw new Item2VecException("the most epochs are at least 1", code: ErrorCode.Usage);
        if (Budget <= TimeSpan.Zero) throw new Item2VecException("the budget is a time above zero", code: ErrorCode.Usage);
        if (MaxTrials == 0 && Budget is null) throw new Item2VecException("a search needs a limit", "give it a budget of time or a number of trials", ErrorCode.Usage);
    }
}

/// <summary>Where a search stands.</summary>
/// <param name="Trials">What has been tried.</param>
/// <param name="Current">What is being tried; null at the end.</param>
/// <param name="Training">Where its training stands; null before it has begun and while questions are asked.</param>
/// <param name="Elapsed">The time since the search began.</param>
public sealed record TuningProgress(IReadOnlyList<Trial> Trials, TrainingOptions? Current, TrainingProgress? Training, TimeSpan Elapsed);

/// <summary>What a search found.</summary>
/// <param name="Trials">Every trial, in the order they were made.</param>
/// <param name="End">Why it ended.</param>
public sealed record TuningResult(IReadOnlyList<Trial> Trials, TuningEnd End)
{
    /// <summary>The best trial, or null when none succeeded.</summary>
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

    /// <summary>It was cancelled; what had been found by then counts.</summary>
    Cancelled,
}
