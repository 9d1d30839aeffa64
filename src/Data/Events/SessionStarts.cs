namespace Item2Vec.Data;

/// <summary>When sessions began, collected as they come.</summary>
internal sealed class SessionStarts
{
    private readonly List<(long Time, long FileRow)> starts = [];

    /// <summary>Takes the first event of the next session.</summary>
    public void Add(in SessionEvent first) => starts.Add((first.Time, first.FileRow));

    /// <summary>The sessions in the order in which they began; by their place in the files where times are equal or mean nothing.</summary>
    /// <param name="hasTimes">Whether times are times, and not positions within a session.</param>
    public int[] Order(bool hasTimes)
        => [.. Enumerable.Range(0, starts.Count).OrderBy(session => hasTimes ? starts[session].Time : 0).ThenBy(session => starts[session].FileRow)];
}
