using System.Buffers;

namespace Item2Vec.Embeddings.Formats;

/// <summary>Percent-encoding of ids for formats that end an id at a blank: blanks, control characters and the percent sign become <c>%XX</c>.</summary>
internal static class ItemEscaping
{
    private static readonly SearchValues<byte> Unfit = SearchValues.Create(
        [.. Enumerable.Range(0, 0x21).Select(value => (byte)value), 0x7F]);

    /// <summary>Whether an id contains a blank or a control character.</summary>
    public static bool IsUnfit(ReadOnlySpan<byte> item) => item.ContainsAny(Unfit);

    public static void Escape(ReadOnlySpan<byte> item, IBufferWriter<byte> output)
    {
        foreach (byte value in item)
        {
            if (value != '%' && value > 0x20 && value != 0x7F) output.Write([value]);
            else output.Write([(byte)'%', Digit(value >> 4), Digit(value & 15)]);
        }
    }

    /// <summary>Decodes; null if a percent sign is not followed by two hexadecimal digits.</summary>
    public static byte[]? Unescape(ReadOnlySpan<byte> escaped)
    {
        byte[] item = new byte[escaped.Length];
        int length = 0;
        for (int i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] != '%')
            {
                item[length++] = escaped[i];
                continue;
            }

            if (i + 2 >= escaped.Length || !char.IsAsciiHexDigit((char)escaped[i + 1]) || !char.IsAsciiHexDigit((char)escaped[i + 2])) return null;
            item[length++] = Convert.FromHexString([(char)escaped[i + 1], (char)escaped[i + 2]])[0];
            i += 2;
        }

        return item[..length];
    }

    private static byte Digit(int value) => (byte)"0123456789ABCDEF"[value];
}
