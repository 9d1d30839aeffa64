using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Item2Vec.Faults.Fuzz;

/// <summary>How the fuzzers damage what they are given. <c>ITEM2VEC_FUZZ</c> says how many inputs of each kind they try.</summary>
internal static class Fuzzing
{
    public static int Count(int usual) => int.TryParse(
        Environment.GetEnvironmentVariable("ITEM2VEC_FUZZ"), NumberStyles.None, CultureInfo.InvariantCulture, out int more) ? more : usual;

    public static byte[] Compressed(byte[] content)
    {
        using MemoryStream compressed = new();
        using (GZipStream gzip = new(compressed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(content);
        return compressed.ToArray();
    }

    /// <summary>Some bytes changed, cut, doubled or put in; some inputs stay whole.</summary>
    public static byte[] Damaged(byte[] whole, Random random, string[] pieces)
    {
        List<byte> bytes = [.. whole];
        for (int change = random.Next(0, 5); change > 0 && bytes.Count > 1; change--)
        {
            int at = random.Next(bytes.Count);
            int length = Math.Min(1 << random.Next(12), bytes.Count - at);
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes.RemoveRange(at, length);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(random.Next(bytes.Count - length + 1), length));
                    break;
                case 4 when random.Next(4) == 0:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(pieces[random.Next(pieces.Length)]));
                    break;
            }
        }

        return [.. bytes];
    }
}
