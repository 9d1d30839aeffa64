using System.Globalization;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Evaluation.Cases;

/// <summary>Slices of the cases by the training count of their target, the rarest if there are several.</summary>
internal sealed class CaseSlices
{
    private readonly int[] sliceOf;
    private readonly int[] counts;

    /// <param name="cases">The cases.</param>
    /// <param name="items">The training part's items.</param>
    /// <param name="bounds">The highest count of each slice but the last, ascending; empty for no slices.</param>
    public CaseSlices(EvaluationCase[] cases, Vocabulary items, IReadOnlyList<int> bounds)
    {
        Names = bounds.Count == 0
            ? []
            : [.. bounds.Select((bound, i) => Name(i == 0 ? 0 : bounds[i - 1] + 1, bound)), Name(bounds[^1] + 1, null)];
        sliceOf = Names.Count == 0 ? [] : Array.ConvertAll(cases, one => bounds.Count(bound => RarestCount(one, items) > bound));
        counts = new int[Names.Count];
        foreach (int slice in sliceOf) counts[slice]++;
    }

    public IReadOnlyList<string> Names { get; }

    public int Of(int index) => sliceOf[index];

    public int Count(int slice) => counts[slice];

    private static string Name(int from, int? to) => string.Create(
        CultureInfo.InvariantCulture, $"target count {from}{(to is null ? " or more" : to == from ? string.Empty : $" to {to}")}");

    private static long RarestCount(in EvaluationCase one, Vocabulary items)
    {
        long count = one.UnknownTargets > 0 ? 0 : long.MaxValue;
        foreach (int target in one.Targets.Span) count = Math.Min(count, items.CountOf(target));
        return count;
    }
}
