namespace Item2Vec.Data;

/// <summary>How far reading has come.</summary>
/// <param name="Stage">What is being done.</param>
/// <param name="Fraction">How much of this stage is done, 0 to 1; an estimate.</param>
/// <param name="Events">Events that are in the corpus so far.</param>
/// <param name="Elapsed">The time since reading began.</param>
public readonly record struct ReadingProgress(ReadingStage Stage, double Fraction, long Events, TimeSpan Elapsed);

/// <summary>The stages of reading, in order.</summary>
public enum ReadingStage
{
    /// <summary>Opening files and choosing columns.</summary>
    Opening,

    /// <summary>Counting items.</summary>
    Counting,

    /// <summary>Sorting events into sessions.</summary>
    Sorting,

    /// <summary>Taking the encoded events over.</summary>
    Encoding,
}
