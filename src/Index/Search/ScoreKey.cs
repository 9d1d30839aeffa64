namespace Item2Vec.Indexing.Search;

/// <summary>Scores as unsigned numbers in reverse order, so that the best score is the lowest key.</summary>
internal static class ScoreKey
{
    private const uint Sign = 0x80000000;

    /// <summary>The key of a score; NaN gives the highest.</summary>
    public static uint Of(float score)
    {
        // Adding zero turns -0 into +0.
        uint bits = BitConverter.SingleToUInt32Bits(score + 0f);
        if (float.IsNaN(score)) return uint.MaxValue;
        return (bits & Sign) != 0 ? bits : ~(bits | Sign);
    }

    /// <summary>The score of a key.</summary>
    public static float ScoreOf(uint key) => BitConverter.UInt32BitsToSingle((key & Sign) != 0 ? key : ~key & ~Sign);
}
