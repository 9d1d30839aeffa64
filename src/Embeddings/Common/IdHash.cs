namespace Item2Vec.Embeddings.Common;

/// <summary>
/// The hash of an id, stable across versions and machines: part of the <c>.i2v</c> format, and the seed of every row's initial vector.
/// </summary>
/// <remarks>
/// FNV-1a over the UTF-8 bytes (Fowler, Noll, Vo), finished with the 64-bit mixer of MurmurHash3 because FNV's low bits are weak.
/// </remarks>
internal static class IdHash
{
    public static ulong Of(ReadOnlySpan<byte> utf8)
    {
        ulong hash = 14695981039346656037;
        foreach (byte b in utf8) hash = (hash ^ b) * 1099511628211;
        return Mix(hash);
    }

    /// <summary>A bijection that spreads every input bit over all output bits.</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 33)) * 0xff51afd7ed558ccd;
        value = (value ^ (value >> 33)) * 0xc4ceb9fe1a85ec53;
        return value ^ (value >> 33);
    }
}
