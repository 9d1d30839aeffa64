using System.Buffers;
using System.Text;

namespace Item2Vec.Data;

/// <summary>Splits a text into items: at white space, or at a delimiter with the blanks around each item dropped.</summary>
internal sealed class TokenSplitter
{
    private static readonly SearchValues<byte> AnyWhite = SearchValues.Create(White);
    private readonly byte[] delimiter;

    /// <param name="delimiter">The delimiter; white space, or nothing, for any run of white space.</param>
    public TokenSplitter(string delimiter) => this.delimiter = delimiter is "" or " " ? [] : Encoding.UTF8.GetBytes(delimiter);

    private static ReadOnlySpan<byte> White => " \t\r\n\v\f"u8;

    /// <summary>Cuts the next item off the front of a text; false at its end.</summary>
    public bool Next(ref ReadOnlySpan<byte> text, out ReadOnlySpan<byte> item)
    {
        if (delimiter.Length == 0)
        {
            text = text.TrimStart(White);
            int end = text.IndexOfAny(AnyWhite);
            item = end < 0 ? text : text[..end];
            text = text[item.Length..];
            return item.Length > 0;
        }

        item = default;
        if (text.IsEmpty) return false;
        int at = text.IndexOf(delimiter);
        item = (at < 0 ? text : text[..at]).Trim(White);
        text = at < 0 ? default : text[(at + delimiter.Length)..];
        return true;
    }
}
