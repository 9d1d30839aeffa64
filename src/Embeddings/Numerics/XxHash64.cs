using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Item2Vec.Embeddings.Numerics;

/// <summary>
/// XXH64 with seed 0 (Collet 2012): the checksum of <c>.i2v</c> files. Detects corruption at memory speed; not cryptographic.
/// </summary>
/// <remarks>Chosen because every language has it, and its four lanes keep a processor busy without vector instructions.</remarks>
internal struct XxHash64
{
    private const int StripeBytes = 32;
    private const ulong P1 = 0x9E3779B185EBCA87;
    private const ulong P2 = 0xC2B2AE3D27D4EB4F;
    private const ulong P3 = 0x165667B19E3779F9;
    private const ulong P4 = 0x85EBCA77C2B2AE63;
    private const ulong P5 = 0x27D4EB2F165667C5;
    private ulong lane1 = unchecked(P1 + P2);
    private ulong lane2 = P2;
    private ulong lane3;
    private ulong lane4 = unchecked(0 - P1);
    private ulong length;

    public XxHash64()
    {
    }

    public static ulong Of(ReadOnlySpan<byte> bytes) => new XxHash64().Finish(bytes);

    /// <summary>The hash of the first <paramref name="length"/> elements of a buffer, which may be longer than a span.</summary>
    public static ulong Of<T>(NativeBuffer<T> buffer, long length)
        where T : unmanaged
    {
        const int step = 1 << 20;
        XxHash64 hash = new();
        long at = 0;
        for (; length - at > step; at += step) hash.Append(MemoryMarshal.AsBytes(buffer.Slice(at, step)));
        return hash.Finish(MemoryMarshal.AsBytes(buffer.Slice(at, (int)(length - at))));
    }

    /// <summary>Adds the next bytes, a multiple of 32.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length % StripeBytes, 0, nameof(bytes));
        length += (ulong)bytes.Length;
        (ulong a, ulong b, ulong c, ulong d) = (lane1, lane2, lane3, lane4);
        for (; bytes.Length > 0; bytes = bytes[StripeBytes..])
        {
            a = Round(a, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            b = Round(b, BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));
            c = Round(c, BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]));
            d = Round(d, BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]));
        }

        (lane1, lane2, lane3, lane4) = (a, b, c, d);
    }

    /// <summary>Adds the last bytes, any number, and returns the hash.</summary>
    public ulong Finish(ReadOnlySpan<byte> last)
    {
        int whole = last.Length / StripeBytes * StripeBytes;
        Append(last[..whole]);
        ReadOnlySpan<byte> rest = last[whole..];
        ulong hash = length > 0 ? Fold() : P5;
        hash += length + (ulong)rest.Length;
        for (; rest.Length >= 8; rest = rest[8..])
            hash = unchecked((BitOperations.RotateLeft(hash ^ Round(0, BinaryPrimitives.ReadUInt64LittleEndian(rest)), 27) * P1) + P4);
        if (rest.Length >= 4)
        {
            hash = unchecked((BitOperations.RotateLeft(hash ^ (BinaryPrimitives.ReadUInt32LittleEndian(rest) * P1), 23) * P2) + P3);
            rest = rest[4..];
        }

        foreach (byte value in rest) hash = unchecked(BitOperations.RotateLeft(hash ^ (value * P5), 11) * P1);
        hash = unchecked((hash ^ (hash >> 33)) * P2);
        hash = unchecked((hash ^ (hash >> 29)) * P3);
        return hash ^ (hash >> 32);
    }

    private static ulong Round(ulong lane, ulong word) => unchecked(BitOperations.RotateLeft(lane + (word * P2), 31) * P1);

    private readonly ulong Fold()
    {
        ulong hash = unchecked(BitOperations.RotateLeft(lane1, 1) + BitOperations.RotateLeft(lane2, 7)
            + BitOperations.RotateLeft(lane3, 12) + BitOperations.RotateLeft(lane4, 18));
        foreach (ulong lane in (ReadOnlySpan<ulong>)[lane1, lane2, lane3, lane4]) hash = unchecked(((hash ^ Round(0, lane)) * P1) + P4);
        return hash;
    }
}
