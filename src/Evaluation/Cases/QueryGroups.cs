namespace Item2Vec.Evaluation.Cases;

/// <summary>Cases with the same history, so that items are scored once for all of them.</summary>
internal sealed class QueryGroups
{
    private readonly int[] starts;
    private readonly int[] order;
    private readonly EvaluationCase[] cases;

    public QueryGroups(EvaluationCase[] cases)
    {
        this.cases = cases;

        // Only histories of one item are grouped.
        order = [.. Enumerable.Range(0, cases.Length).OrderBy(i => KeyOf(cases[i]))];
        List<int> found = [];
        for (int i = 0; i < order.Length; i++)
            if (i == 0 || cases[order[i]].History.Length > 1 || KeyOf(cases[order[i]]) != KeyOf(cases[order[i - 1]])) found.Add(i);
        starts = [.. found, order.Length];
    }

    public int Count => starts.Length - 1;

    /// <summary>The cases of a group.</summary>
    public ReadOnlySpan<int> this[int group] => order.AsSpan(starts[group], starts[group + 1] - starts[group]);

    /// <summary>The history of a group's cases.</summary>
    public ReadOnlyMemory<int> History(int group) => cases[order[starts[group]]].History;

    private static int KeyOf(in EvaluationCase one) => one.History.Length > 1 ? int.MaxValue : one.LastItem;
}
