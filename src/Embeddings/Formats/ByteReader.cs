namespace Item2Vec.Embeddings.Formats;

/// <summary>
/// Reads a stream in pieces that end at a delimiter or have a given length, without copying; a piece is valid until the next call.
/// </summary>
internal sealed class ByteReader(Stream stream)
{
    private byte[] buffer = new byte[1 << 16];
    private int from;
    private int to;
    private bool ended;

    /// <summary>Whether the stream has ended.</summary>
    public bool AtEnd => from == to && !Fill();

    /// <summary>Reads up to a delimiter, which is skipped, or to the end.</summary>
    /// <param name="delimiter">The byte.</param>
    /// <param name="limit">Maximum number of bytes before it.</param>
    /// <param name="piece">The bytes before it.</param>
    /// <returns>False if the delimiter is not among the next bytes: the piece then holds the rest, or the first <paramref name="limit"/>
    /// bytes.</returns>
    public bool ReadUntil(byte delimiter, int limit, out ReadOnlySpan<byte> piece)
    {
        for (int searched = 0; ;)
        {
            int found = buffer.AsSpan(from + searched, to - from - searched).IndexOf(delimiter);
            int length = found < 0 ? to - from : searched + found;
            if (length > limit) return Take(limit, 0, false, out piece);
            if (found >= 0) return Take(length, 1, true, out piece);
            searched = length;
            if (!Fill()) return Take(length, 0, false, out piece);
        }
    }

    /// <summary>Reads a number of bytes; false if the stream ends before.</summary>
    public bool ReadExactly(int count, out ReadOnlySpan<byte> piece)
    {
        while (to - from < count)
        {
            if (!Fill()) return Take(to - from, 0, false, out piece);
        }

        return Take(count, 0, true, out piece);
    }

    /// <summary>Skips bytes of one value.</summary>
    public void Skip(byte value)
    {
        while (!AtEnd && buffer[from] == value) from++;
    }

    private bool Take(int length, int delimiters, bool result, out ReadOnlySpan<byte> piece)
    {
        piece = buffer.AsSpan(from, length);
        from += length + delimiters;
        return result;
    }

    /// <summary>Reads more; false at the end.</summary>
    private bool Fill()
    {
        if (ended) return false;
        if (from > 0)
        {
            buffer.AsSpan(from, to - from).CopyTo(buffer);
            to -= from;
            from = 0;
        }

        if (to == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
        int read = stream.Read(buffer, to, buffer.Length - to);
        ended = read == 0;
        to += read;
        return !ended;
    }
}
