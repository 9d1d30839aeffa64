using System.Buffers;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Embeddings.Formats;

/// <summary>
/// Percent-encoding of ids for formats that end an id at a blank: blanks, control characters and the percent sign become <c>%XX</c>.
/// </summary>
internal static class ItemEscaping
{
    private static readonly SearchValues<byte> Unfit = SearchValues.Create(
        [.. Enumerable.Range(0, 0x21).Select(value => (byte)value), 0x7F]);

    /// <summary>Whether an id contains a blank or a control character.</summary>
    public static bool IsUnfit(ReadOnlySpan<byte> item) => item.ContainsAny(Unfit);

    /// <summary>Checks that a format can hold each id as it is.</summary>
    /// <param name="items">The ids.</param>
    /// <param name="isUnfit">Whether it cannot hold one.</param>
    /// <param name="what">What such ids have.</param>
    /// <exception cref="Item2VecException">It cannot hold some: the first of them and their number.</exception>
    public static void Check(Vocabulary items, Func<ReadOnlySpan<byte>, bool> isUnfit, string what)
    {
        int unfit = 0;
        int first = -1;
        for (int row = items.Count - 1; row >= 0; row--)
        {
            if (!isUnfit(items.Utf8(row))) continue;
            unfit++;
            first = row;
        }

        if (unfit == 0) return;
        throw new Item2VecException(
            $"this format cannot hold ids with {what}: {unfit} of {items.Count} have some, the first is '{items[first]}' (row {first})",
            "let the ids be percent-encoded: EscapeItems (and give it again to import them)")
        {
            Option = nameof(VectorFormatOptions.EscapeItems),
        };
    }

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

            if (i + 2 >= escaped.Length || !char.IsAsciiHexDigit((char)escaped[i + 1]) || !char.IsAsciiHexDigit((char)escaped[i + 2]))
                return null;
            item[length++] = Convert.FromHexString([(char)escaped[i + 1], (char)escaped[i + 2]])[0];
            i += 2;
        }

        return item[..length];
    }

    private static byte Digit(int value) => (byte)"0123456789ABCDEF"[value];
}
