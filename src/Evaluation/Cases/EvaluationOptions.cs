using System.Globalization;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Evaluation.Cases;

/// <summary>How models are evaluated on held-out sessions. Immutable.</summary>
public sealed record EvaluationOptions
{
    /// <summary>The lengths at which lists are cut, 1 to 1,000, rising. Default 5, 10, 20. Coverage and what else is said of lists is at the last one.</summary>
    public IReadOnlyList<int> Cutoffs { get; init; } = [5, 10, 20];

    /// <summary>What a model is given. Default the last item.</summary>
    public Protocol Protocol { get; init; } = Protocol.LastItem;

    /// <summary>Whether the rest of the session is looked for instead of its next item. Default false.</summary>
    public bool PredictRest { get; init; }

    /// <summary>What becomes of a target that is the item just used. Default left out.</summary>
    public RepeatRule Repeats { get; init; } = RepeatRule.Drop;

    /// <summary>With <see cref="Protocol.Recent"/>: the weight of an item as a share of the one after it, above 0 to 1. Default 0.8, as in recommending.</summary>
    public double Decay { get; init; } = 0.8;

    /// <summary>The most cases; more are thinned out at random, whole sessions at a time. 0 takes all. Default 0.</summary>
    public int MaxCases { get; init; }

    /// <summary>Results are also given by how often the training part has the target: up to the first count, up to the second and so on, and above. Default none.</summary>
    public IReadOnlyList<int> ColdCounts { get; init; } = [];

    /// <summary>Resamples of the bootstrap, at least 100. Default 1,000.</summary>
    public int Resamples { get; init; } = 1000;

    /// <summary>Threads, or 0 for one each processor. Results do not depend on it. Default 0.</summary>
    public int Threads { get; init; }

    /// <summary>Where random numbers start. Default 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>The weight of an item of a history as a share of the one after it, under <see cref="Protocol"/>.</summary>
    public double HistoryDecay => Protocol == Protocol.Recent ? Decay : 1;

    internal int MaxListLength => Cutoffs[^1];

    /// <summary>Every problem of these options, in words a user understands; empty when there is none.</summary>
    public IReadOnlyList<string> Problems()
    {
        List<string> problems = [];
        if (Cutoffs.Count == 0 || !IsRising(Cutoffs) || Cutoffs[0] < 1 || Cutoffs[^1] > 1000) problems.Add("the cut-offs are whole numbers from 1 to 1000, each above the one before");
        if (!IsRising(ColdCounts) || ColdCounts.Any(count => count < 0)) problems.Add("the counts of cold items are whole numbers of at least 0, each above the one before");
        if (!Enum.IsDefined(Protocol)) problems.Add("the protocol is not known");
        if (!Enum.IsDefined(Repeats)) problems.Add("the rule for repeats is not known");
        if (!(Decay > 0 && Decay <= 1)) problems.Add($"the decay {Decay.ToString(CultureInfo.InvariantCulture)} must be above 0 and at most 1");
        if (MaxCases < 0) problems.Add("the most cases are 0, for all, or more");
        if (Resamples < 100) problems.Add("the bootstrap needs 100 resamples or more");
        if (Threads < 0) problems.Add("the number of threads is at least 0");
        return problems;
    }

    /// <summary>Checks the options.</summary>
    /// <exception cref="Item2VecException">With every problem at once (<see cref="ErrorCode.Usage"/>).</exception>
    public void Validate()
    {
        IReadOnlyList<string> problems = Problems();
        if (problems.Count > 0) throw new Item2VecException(string.Join("; ", problems), code: ErrorCode.Usage);
    }

    private static bool IsRising(IReadOnlyList<int> numbers) => numbers.Zip(numbers.Skip(1)).All(pair => pair.First < pair.Second);
}

/// <summary>What a model is given to find a held-out item.</summary>
public enum Protocol
{
    /// <summary>The item before it.</summary>
    LastItem,

    /// <summary>All items of the session before it, alike.</summary>
    Prefix,

    /// <summary>All items of the session before it, late ones weighing more.</summary>
    Recent,

    /// <summary>Any one item of the held-out session; the others are what is looked for.</summary>
    ItemToItem,
}

/// <summary>What becomes of a target that is the item just used.</summary>
public enum RepeatRule
{
    /// <summary>The case is left out. The item just used is never a candidate.</summary>
    Drop,

    /// <summary>The case counts as found at rank 1. The item just used is otherwise no candidate.</summary>
    Hit,

    /// <summary>The item just used is a candidate like any other.</summary>
    Rank,
}
