using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Item2Vec.Embeddings.Files;

/// <summary>The 64-bit checksum of an <c>.i2v</c> file: finds damage, is no defence against an attacker.</summary>
/// <remarks>
/// Eight lanes take one little-endian 64-bit word each of every 64-byte block, <c>lane = rotl((lane xor word) * K, 31)</c>, and are folded
/// together at the end with the length. The lanes depend on nothing but themselves, so a processor works on all eight at once (about memory
/// speed). Each step is a bijection of the lane, so a change inside one word is always found. Described in docs/file-formats.md.
/// </remarks>
internal struct LaneChecksum
{
    private const int BlockBytes = 64;
    private const ulong K = 0x9E3779B97F4A7C15;
    private ulong lane0, lane1, lane2, lane3, lane4, lane5, lane6, lane7;
    private long length;

    public LaneChecksum()
    {
        unchecked
        {
            (lane0, lane1, lane2, lane3) = (K, K * 2, K * 3, K * 4);
            (lane4, lane5, lane6, lane7) = (K * 5, K * 6, K * 7, K * 8);
        }
    }

    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        LaneChecksum checksum = new();
        checksum.Append(bytes);
        return checksum.Value();
    }

    /// <summary>Takes the next bytes; all calls but the last give a multiple of 64.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (length % BlockBytes != 0) throw new InvalidOperationException("Only the last part may end inside a block.");
        length += bytes.Length;
        int whole = bytes.Length / BlockBytes * BlockBytes;
        Blocks(MemoryMarshal.Cast<byte, ulong>(bytes[..whole]));
        if (whole == bytes.Length) return;
        Span<byte> last = stackalloc byte[BlockBytes];
        last.Clear();
        bytes[whole..].CopyTo(last);
        Blocks(MemoryMarshal.Cast<byte, ulong>(last));
    }

    public readonly ulong Value()
    {
        ulong hash = (ulong)length;
        ReadOnlySpan<ulong> lanes = [lane0, lane1, lane2, lane3, lane4, lane5, lane6, lane7];
        foreach (ulong lane in lanes) hash = IdHash.Mix(hash ^ lane);
        return hash;
    }

    private static ulong Step(ulong lane, ulong word)
        => unchecked(BitOperations.RotateLeft((lane ^ (BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word))) * K, 31));

    private void Blocks(ReadOnlySpan<ulong> words)
    {
        (ulong a, ulong b, ulong c, ulong d) = (lane0, lane1, lane2, lane3);
        (ulong e, ulong f, ulong g, ulong h) = (lane4, lane5, lane6, lane7);
        for (; words.Length >= 8; words = words[8..])
        {
            a = Step(a, words[0]);
            b = Step(b, words[1]);
            c = Step(c, words[2]);
            d = Step(d, words[3]);
            e = Step(e, words[4]);
            f = Step(f, words[5]);
            g = Step(g, words[6]);
            h = Step(h, words[7]);
        }

        (lane0, lane1, lane2, lane3) = (a, b, c, d);
        (lane4, lane5, lane6, lane7) = (e, f, g, h);
    }
}
