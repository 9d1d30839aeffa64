namespace Item2Vec.Content;

/// <summary>How <see cref="TextEncoderBuilder"/> makes an encoder.</summary>
public sealed record TextEncoderOptions
{
    /// <summary>The length of its vectors, 1 to 1,024. Default: 512. At most as many are made as there are different texts.</summary>
    public int Dimensions { get; init; } = 512;

    /// <summary>The hash values that words and letter n-grams share, at least 1,024; the file takes four bytes for each and dimension. Default: 16,384.</summary>
    public int Buckets { get; init; } = 16_384;

    /// <summary>The letters of the shortest n-gram. Default: 3.</summary>
    public int ShortestNgram { get; init; } = 3;

    /// <summary>The letters of the longest n-gram. Default: 5.</summary>
    public int MaxNgram { get; init; } = 5;

    /// <summary>The seed of the vectors that the factorisation begins with. Default: 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Every problem of these options, as sentences; empty when there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> problems = [];
        if (Dimensions is < 1 or > 1024) problems.Add($"the dimensions are from 1 to 1024, not {Dimensions}");
        if (Buckets < 1024) problems.Add($"the buckets are at least 1024, not {Buckets}");
        if (ShortestNgram < 1 || MaxNgram < ShortestNgram) problems.Add($"n-grams of {ShortestNgram} to {MaxNgram} letters are none");
        return problems;
    }
}
