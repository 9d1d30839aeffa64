namespace Item2Vec.Embeddings.Formats;

/// <summary>Reads a stream in pieces that end at a byte or have a length, without copying them; a piece is valid until the next call.</summary>
internal sealed class ByteReader(Stream stream)
{
    private byte[] buffer = new byte[1 << 16];
    private int from;
    private int to;
    private bool ended;

    /// <summary>Whether there is nothing more to read.</summary>
    public bool AtEnd => from == to && !Fill();

    /// <summary>Reads up to a byte, which is passed over, or up to the end.</summary>
    /// <param name="delimiter">The byte.</param>
    /// <param name="limit">The most bytes before it.</param>
    /// <param name="piece">The bytes before it.</param>
    /// <returns>False when the delimiter is not among the next bytes: the piece then holds the rest, or the first <paramref name="limit"/> bytes.</returns>
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

    /// <summary>Reads a number of bytes; false when the stream ends before.</summary>
    public bool ReadExactly(int count, out ReadOnlySpan<byte> piece)
    {
        while (to - from < count)
        {
            if (!Fill()) return Take(to - from, 0, false, out piece);
        }

        return Take(count, 0, true, out piece);
    }

    /// <summary>Passes over bytes of one value.</summary>
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
