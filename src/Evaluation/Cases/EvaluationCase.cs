namespace Item2Vec.Evaluation.Cases;

/// <summary>One case: a history and the items to find.</summary>
/// <param name="Session">The held-out session it comes from; cases of one session are resampled together.</param>
/// <param name="History">The rows given to the model, oldest first.</param>
/// <param name="Targets">The distinct target rows that the training part knows.</param>
/// <param name="UnknownTargets">The number of further targets that the training part does not know: misses.</param>
/// <param name="IsRepeat">Whether the target is the item just used, and <see cref="RepeatRule.Hit"/> counts it as found.</param>
internal readonly record struct EvaluationCase(int Session, ReadOnlyMemory<int> History, ReadOnlyMemory<int> Targets, int UnknownTargets, bool IsRepeat)
{
    public int Relevant => Targets.Length + UnknownTargets;

    /// <summary>The item just used, or -1.</summary>
    public int LastItem => History.Length > 0 ? History.Span[^1] : -1;
}
