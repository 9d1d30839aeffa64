namespace Item2Vec.Evaluation.Cases;

/// <summary>One question: after these items, where are those?</summary>
/// <param name="Session">The held-out session it comes from; cases of one session are resampled together.</param>
/// <param name="History">The rows given to the model, oldest first.</param>
/// <param name="Targets">The distinct rows that are looked for, as far as the training part knows them.</param>
/// <param name="UnknownTargets">How many more are looked for that the training part does not know: misses.</param>
/// <param name="IsRepeat">Whether the target is the item just used, and <see cref="RepeatRule.Hit"/> counts it as found.</param>
internal readonly record struct EvaluationCase(int Session, ReadOnlyMemory<int> History, ReadOnlyMemory<int> Targets, int UnknownTargets, bool IsRepeat)
{
    public int Relevant => Targets.Length + UnknownTargets;

    /// <summary>The item just used, or -1.</summary>
    public int LastItem => History.Length > 0 ? History.Span[^1] : -1;
}
