using System.Buffers.Binary;
using System.IO.Compression;

namespace Item2Vec.Content.Images;

/// <summary>PNG (ISO/IEC 15948) with 8 bits a sample, not interlaced: gray, colour or palette; what is transparent is laid over white.</summary>
internal static class PngReader
{
    private const int Signature = 8;

    public static Image Read(byte[] bytes)
    {
        Image? image = null;
        int colourType = 0;
        byte[] palette = [];
        byte[] alphas = [];
        using MemoryStream packed = new();
        for (int at = Signature; ;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at));
            ReadOnlySpan<byte> kind = bytes.AsSpan(at + 4, 4);
            ReadOnlySpan<byte> data = bytes.AsSpan(at + 8, length);
            if (kind.SequenceEqual("IHDR"u8))
            {
                image = Image.Of(BinaryPrimitives.ReadInt32BigEndian(data), BinaryPrimitives.ReadInt32BigEndian(data[4..]));
                colourType = data[9];
                if (data[8] != 8 || data[12] != 0) throw new InvalidDataException($"it has {data[8]} bits a sample{(data[12] != 0 ? ", interlaced" : string.Empty)}; 8 bits, not interlaced was expected");
            }

            if (kind.SequenceEqual("PLTE"u8)) palette = data.ToArray();
            if (kind.SequenceEqual("tRNS"u8)) alphas = data.ToArray();
            if (kind.SequenceEqual("IDAT"u8)) packed.Write(data);
            if (kind.SequenceEqual("IEND"u8)) break;
            at = checked(at + length + 12);
        }

        if (image is null) throw new InvalidDataException("it has no header");
        packed.Position = 0;
        Unpack(packed, image, Samples(colourType), row => Colours(row, colourType, palette, alphas));
        return image;
    }

    private static int Samples(int colourType) => colourType switch
    {
        0 or 3 => 1,
        2 => 3,
        4 => 2,
        6 => 4,
        _ => throw new InvalidDataException($"its colour type is {colourType}"),
    };

    /// <summary>Undoes the filters, row by row.</summary>
    private static void Unpack(Stream packed, Image image, int samples, Func<byte[], byte[]> colours)
    {
        using ZLibStream stream = new(packed, CompressionMode.Decompress);
        byte[] above = new byte[image.Width * samples];
        byte[] row = new byte[image.Width * samples];
        for (int y = 0; y < image.Height; y++)
        {
            int filter = stream.ReadByte();
            stream.ReadExactly(row);
            for (int i = 0; i < row.Length; i++)
            {
                int left = i >= samples ? row[i - samples] : 0;
                int corner = i >= samples ? above[i - samples] : 0;
                row[i] += (byte)(filter switch
                {
                    0 => 0,
                    1 => left,
                    2 => above[i],
                    3 => (left + above[i]) / 2,
                    4 => Paeth(left, above[i], corner),
                    _ => throw new InvalidDataException($"row {y} has the filter {filter}"),
                });
            }

            colours(row).CopyTo(image.Pixels, y * image.Width * 3);
            (above, row) = (row, above);
        }
    }

    private static int Paeth(int left, int above, int corner)
    {
        int estimate = left + above - corner;
        int byLeft = Math.Abs(estimate - left);
        int byAbove = Math.Abs(estimate - above);
        int byCorner = Math.Abs(estimate - corner);
        return byLeft <= byAbove && byLeft <= byCorner ? left : byAbove <= byCorner ? above : corner;
    }

    private static byte[] Colours(byte[] row, int colourType, byte[] palette, byte[] alphas)
    {
        int samples = Samples(colourType);
        byte[] colours = new byte[row.Length / samples * 3];
        for (int pixel = 0; pixel < row.Length / samples; pixel++)
        {
            int at = pixel * samples;
            int alpha = colourType switch
            {
                3 => row[at] < alphas.Length ? alphas[row[at]] : 255,
                4 or 6 => row[at + samples - 1],

                // The one colour that is transparent, two bytes a sample.
                0 or 2 when alphas.Length >= 2 * samples && Enumerable.Range(0, samples).All(sample => row[at + sample] == alphas[(2 * sample) + 1]) => 0,
                _ => 255,
            };
            for (int channel = 0; channel < 3; channel++)
            {
                int value = colourType == 3 ? palette[(row[at] * 3) + channel] : row[at + (samples >= 3 ? channel : 0)];
                colours[(pixel * 3) + channel] = (byte)(((value * alpha) + (255 * (255 - alpha)) + 127) / 255);
            }
        }

        return colours;
    }
}
