namespace Item2Vec.Embeddings.Common;

/// <summary>
/// What is wrong with options: where a caller may want to add to them, <c>Problems</c> lists them; <c>Validate</c> throws them all at once.
/// </summary>
internal static class OptionProblems
{
    /// <exception cref="Item2VecException">There is a problem (<see cref="ErrorCode.Usage"/>).</exception>
    public static void Reject(IReadOnlyList<string> problems)
    {
        if (problems.Count > 0) throw new Item2VecException(string.Join("; ", problems), code: ErrorCode.Usage);
    }
}
