using System.Globalization;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Evaluation.Cases;

/// <summary>Options of an evaluation on held-out sessions. Immutable.</summary>
public sealed record EvaluationOptions
{
    private readonly RepeatRule? repeats;

    /// <summary>
    /// The list lengths of metrics, 1 to 1,000, ascending. Default 5, 10, 20. Coverage and other list statistics use the last one.
    /// </summary>
    public IReadOnlyList<int> Cutoffs { get; init; } = [5, 10, 20];

    /// <summary>The query of a case. Default the last item.</summary>
    public Protocol Protocol { get; init; } = Protocol.LastItem;

    /// <summary>Whether the target is the rest of the session instead of its next item. Default false.</summary>
    public bool PredictRest { get; init; }

    /// <summary>
    /// How to treat a target that is the item just used. Default dropped; ranked with <see cref="Protocol.Published"/>.
    /// </summary>
    public RepeatRule Repeats
    {
        get => repeats ?? (Protocol == Protocol.Published ? RepeatRule.Rank : RepeatRule.Drop);
        init => repeats = value;
    }

    /// <summary>
    /// With <see cref="Protocol.Recent"/> and <see cref="Protocol.Published"/>: the weight of an item as a share of the one after it,
    /// above 0 to 1. Default 0.8, as in recommend.
    /// </summary>
    public double Decay { get; init; } = 0.8;

    /// <summary>Maximum number of cases; more are sampled, whole sessions at a time. 0 takes all. Default 0.</summary>
    public int MaxCases { get; init; }

    /// <summary>
    /// Results are also given by the target's training count: up to the first value, up to the second and so on, and above. Default none.
    /// </summary>
    public IReadOnlyList<int> ColdCounts { get; init; } = [];

    /// <summary>Bootstrap samples, at least 100. Default 1,000.</summary>
    public int Resamples { get; init; } = 1000;

    /// <summary>Threads, or 0 for one per processor. Results do not depend on it. Default 0.</summary>
    public int Threads { get; init; }

    /// <summary>Random seed. Default 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>The weight of an item of a history as a share of the one after it, under <see cref="Protocol"/>.</summary>
    public double HistoryDecay => Protocol is Protocol.Recent or Protocol.Published ? Decay : 1;

    internal int MaxListLength => Cutoffs[^1];

    /// <summary>Every problem of these options, in a user's words; empty if there is none.</summary>
    public IReadOnlyList<string> Problems()
    {
        List<string> problems = [];
        if (Cutoffs.Count == 0 || !IsRising(Cutoffs) || Cutoffs[0] < 1 || Cutoffs[^1] > 1000)
            problems.Add("the cut-offs are whole numbers from 1 to 1000, each above the one before");
        if (!IsRising(ColdCounts) || ColdCounts.Any(count => count < 0))
            problems.Add("the counts of cold items are whole numbers of at least 0, each above the one before");
        if (!Enum.IsDefined(Protocol)) problems.Add("the protocol is not known");
        if (!Enum.IsDefined(Repeats)) problems.Add("the rule for repeats is not known");
        if (!(Decay > 0 && Decay <= 1))
            problems.Add($"the decay {Decay.ToString(CultureInfo.InvariantCulture)} must be above 0 and at most 1");
        if (MaxCases < 0) problems.Add("the most cases are 0, for all, or more");
        if (Resamples < 100) problems.Add("the bootstrap needs 100 resamples or more");
        if (Threads < 0) problems.Add("the number of threads is at least 0");
        return problems;
    }

    /// <summary>Checks the options.</summary>
    /// <exception cref="Item2VecException">With every problem at once (<see cref="ErrorCode.Usage"/>).</exception>
    public void Validate() => OptionProblems.Reject(Problems());

    private static bool IsRising(IReadOnlyList<int> numbers) => numbers.Zip(numbers.Skip(1)).All(pair => pair.First < pair.Second);
}

/// <summary>The query of a case.</summary>
public enum Protocol
{
    /// <summary>The previous item.</summary>
    LastItem,

    /// <summary>All previous items of the session, with equal weight.</summary>
    Prefix,

    /// <summary>All previous items of the session, late ones weighing more.</summary>
    Recent,

    /// <summary>Any one item of the held-out session; the others are the targets.</summary>
    ItemToItem,

    /// <summary>
    /// As <see cref="Recent"/>, counted as in the papers on session models since SR-GNN (Wu et al. 2019): events of items that the
    /// training part does not have at all are left out of the held-out sessions first.
    /// </summary>
    Published,
}

/// <summary>How to treat a target that is the item just used.</summary>
public enum RepeatRule
{
    /// <summary>The case is dropped. The item just used is never a candidate.</summary>
    Drop,

    /// <summary>The case counts as found at rank 1. In other cases the item just used is not a candidate.</summary>
    Hit,

    /// <summary>The item just used is a candidate like any other.</summary>
    Rank,
}
