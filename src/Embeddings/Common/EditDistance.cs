namespace Item2Vec.Embeddings.Common;

/// <summary>
/// The Levenshtein distance of texts to one pattern of up to 64 bytes, all its rows in one machine word (Myers 1999, in Hyyrö's form of
/// 2003).
/// </summary>
internal sealed class EditDistance
{
    /// <summary>Maximum pattern length.</summary>
    public const int MaxLength = 64;

    private readonly ulong[] positions = new ulong[256];
    private readonly int length;

    public EditDistance(ReadOnlySpan<byte> pattern)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pattern.Length, MaxLength);
        length = pattern.Length;
        for (int i = 0; i < length; i++) positions[pattern[i]] |= 1UL << i;
    }

    /// <summary>The distance of a text, or any number above <paramref name="limit"/> if it is larger.</summary>
    public int To(ReadOnlySpan<byte> text, int limit)
    {
        if (Math.Abs(text.Length - length) > limit) return limit + 1;
        if (length == 0) return text.Length;

        // Bit i of up and down: the distance of the pattern's first i + 1 bytes is one more, or one less, than that of its first i.
        ulong up = ulong.MaxValue;
        ulong down = 0;
        ulong last = 1UL << (length - 1);
        int distance = length;
        for (int i = 0; i < text.Length; i++)
        {
            ulong match = positions[text[i]];
            ulong diagonal = (((match & up) + up) ^ up) | match | down;
            ulong right = down | ~(diagonal | up);
            ulong left = up & diagonal;
            if ((right & last) != 0) distance++;
            if ((left & last) != 0) distance--;
            if (distance - (text.Length - i - 1) > limit) return limit + 1;
            right = (right << 1) | 1;
            left <<= 1;
            up = left | ~(diagonal | right);
            down = right & diagonal;
        }

        return distance;
    }
}
