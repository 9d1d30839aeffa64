namespace Item2Vec.Service;

/// <summary>A model that was not taken.</summary>
/// <param name="Reason">What is wrong with it. Names the model, not the directory that holds it.</param>
/// <param name="Time">When it was last refused.</param>
public sealed record ModelRejection(string Reason, DateTimeOffset Time)
{
    private const int MaxDoublings = 6;

    /// <summary>How often it was refused for this reason.</summary>
    public int Times { get; init; } = 1;

    /// <summary>What was on disk.</summary>
    internal ModelSignature? Signature { get; init; }

    /// <summary>When it is tried again though the disk has not changed, for reasons that pass, such as a lack of memory: after 1, 2, 4 ... 64 minutes.</summary>
    internal DateTimeOffset NextTry => Time + TimeSpan.FromMinutes(1 << Math.Min(Times - 1, MaxDoublings));
}
