using System.Buffers.Binary;
using System.IO.Compression;

namespace Item2Vec.Browser.Tests.Support;

/// <summary>The pixels of a PNG of 8 bits a channel.</summary>
internal sealed class Picture
{
    private readonly byte[] pixels;
    private readonly int channels;

    private Picture(int width, int height, int channels, byte[] pixels)
    {
        Width = width;
        Height = height;
        this.channels = channels;
        this.pixels = pixels;
    }

    public int Width { get; }

    public int Height { get; }

    public static Picture Read(byte[] png)
    {
        using MemoryStream packed = new();
        (int width, int height, int channels) = (0, 0, 0);
        for (int at = 8; at < png.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            ReadOnlySpan<byte> kind = png.AsSpan(at + 4, 4);
            ReadOnlySpan<byte> data = png.AsSpan(at + 8, length);
            if (kind.SequenceEqual("IHDR"u8))
            {
                width = BinaryPrimitives.ReadInt32BigEndian(data);
                height = BinaryPrimitives.ReadInt32BigEndian(data[4..]);
                channels = data[9] == 6 ? 4 : 3;
            }
            else if (kind.SequenceEqual("IDAT"u8))
            {
                packed.Write(data);
            }

            at += 12 + length;
        }

        packed.Position = 0;
        using ZLibStream plain = new(packed, CompressionMode.Decompress);
        byte[] pixels = new byte[width * height * channels];
        byte[] line = new byte[1 + (width * channels)];
        for (int y = 0; y < height; y++)
        {
            plain.ReadExactly(line);
            Unfilter(line, pixels, y, width * channels, channels);
        }

        return new Picture(width, height, channels, pixels);
    }

    public (byte Red, byte Green, byte Blue) At(int x, int y)
    {
        int at = ((y * Width) + x) * channels;
        return (pixels[at], pixels[at + 1], pixels[at + 2]);
    }

    /// <summary>How far a pixel is from gray: 0 for black, white and everything between.</summary>
    public int Colorfulness(int x, int y)
    {
        (byte red, byte green, byte blue) = At(x, y);
        return Math.Max(red, Math.Max(green, blue)) - Math.Min(red, Math.Min(green, blue));
    }

    /// <summary>Whether a pixel within a distance is colored.</summary>
    public bool IsColoredNear(double x, double y, int reach = 3)
    {
        for (int dy = -reach; dy <= reach; dy++)
        {
            for (int dx = -reach; dx <= reach; dx++)
            {
                (int px, int py) = ((int)Math.Round(x) + dx, (int)Math.Round(y) + dy);
                if (px >= 0 && py >= 0 && px < Width && py < Height && Colorfulness(px, py) > 40) return true;
            }
        }

        return false;
    }

    /// <summary>The mean brightness, 0 to 255.</summary>
    public double Brightness()
    {
        double sum = 0;
        for (int i = 0; i < pixels.Length; i += channels) sum += (pixels[i] + pixels[i + 1] + pixels[i + 2]) / 3.0;
        return sum / (Width * Height);
    }

    /// <summary>Undoes the filter of a line (PNG specification, 9.2).</summary>
    private static void Unfilter(byte[] line, byte[] pixels, int y, int width, int step)
    {
        int start = y * width;
        for (int i = 0; i < width; i++)
        {
            int left = i < step ? 0 : pixels[start + i - step];
            int above = y == 0 ? 0 : pixels[start + i - width];
            int corner = i < step || y == 0 ? 0 : pixels[start + i - width - step];
            int predicted = line[0] switch { 0 => 0, 1 => left, 2 => above, 3 => (left + above) / 2, _ => Paeth(left, above, corner) };
            pixels[start + i] = (byte)(line[i + 1] + predicted);
        }
    }

    private static int Paeth(int left, int above, int corner)
    {
        int guess = left + above - corner;
        (int a, int b, int c) = (Math.Abs(guess - left), Math.Abs(guess - above), Math.Abs(guess - corner));
        return a <= b && a <= c ? left : b <= c ? above : corner;
    }
}
