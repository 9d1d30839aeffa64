namespace Item2Vec.Content.Images;

/// <summary>Portable pixmaps and graymaps, binary with a byte a sample: <c>P6</c> and <c>P5</c> of the Netpbm formats.</summary>
internal static class PnmReader
{
    public static Image Read(ReadOnlySpan<byte> bytes)
    {
        int samples = bytes[1] == '6' ? 3 : 1;
        int at = 2;
        int width = Number(bytes, ref at);
        int height = Number(bytes, ref at);
        int highest = Number(bytes, ref at);
        if (highest is < 1 or > 255) throw new InvalidDataException($"its samples go up to {highest}; at most 255 was expected");
        Image image = Image.Of(width, height);
        ReadOnlySpan<byte> data = bytes.Slice(at + 1, width * height * samples);
        for (int i = 0; i < image.Pixels.Length; i++) image.Pixels[i] = (byte)(data[samples == 3 ? i : i / 3] * 255 / highest);
        return image;
    }

    /// <summary>The next number of the header, behind blanks and comments.</summary>
    private static int Number(ReadOnlySpan<byte> bytes, ref int at)
    {
        while (bytes[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)'#')
        {
            if (bytes[at] == '#')
                while (bytes[at] != '\n') at++;
            at++;
        }

        int number = 0;
        for (; bytes[at] is >= (byte)'0' and <= (byte)'9'; at++) number = checked((number * 10) + bytes[at] - '0');
        return number;
    }
}
