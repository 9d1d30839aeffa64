using System.Buffers.Binary;
using System.IO.Compression;

namespace Item2Vec.Cli.Map.Pictures;

/// <summary>A color of the screen.</summary>
internal readonly record struct Rgb(byte Red, byte Green, byte Blue)
{
    /// <summary>A color of the OKLCH space (Ottosson 2020), in which equal steps look equal.</summary>
    public static Rgb OfLch(double lightness, double chroma, double hue)
    {
        double a = chroma * Math.Cos(hue * Math.PI / 180);
        double b = chroma * Math.Sin(hue * Math.PI / 180);
        double l = Math.Pow(lightness + (0.3963377774 * a) + (0.2158037573 * b), 3);
        double m = Math.Pow(lightness - (0.1055613458 * a) - (0.0638541728 * b), 3);
        double s = Math.Pow(lightness - (0.0894841775 * a) - (1.291485548 * b), 3);
        return new Rgb(
            Byte((4.0767416621 * l) - (3.3077115913 * m) + (0.2309699292 * s)),
            Byte((-1.2684380046 * l) + (2.6097574011 * m) - (0.3413193965 * s)),
            Byte((-0.0041960863 * l) - (0.7034186147 * m) + (1.707614701 * s)));
    }

    private static byte Byte(double linear)
    {
        double light = Math.Clamp(linear, 0, 1);
        return (byte)Math.Round(255 * (light <= 0.0031308 ? 12.92 * light : (1.055 * Math.Pow(light, 1 / 2.4)) - 0.055));
    }
}

/// <summary>A picture in memory: discs and thick lines with smooth edges, and the PNG of it.</summary>
internal sealed class Raster
{
    private const int Channels = 3;

    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];
    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(start =>
    {
        uint value = (uint)start;
        for (int bit = 0; bit < 8; bit++) value = (value & 1) != 0 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
        return value;
    })];

    private readonly int width;
    private readonly int height;
    private readonly byte[] pixels;

    public Raster(int width, int height, Rgb ground)
    {
        this.width = width;
        this.height = height;
        pixels = new byte[width * height * Channels];
        for (int i = 0; i < pixels.Length; i += Channels)
            (pixels[i], pixels[i + 1], pixels[i + 2]) = (ground.Red, ground.Green, ground.Blue);
    }

    public void Disc(float x, float y, float radius, Rgb color, float alpha) => Line(x, y, x, y, 2 * radius, color, alpha);

    /// <summary>A line with round ends.</summary>
    public void Line(float x1, float y1, float x2, float y2, float thick, Rgb color, float alpha)
    {
        float half = thick / 2;
        int left = Math.Max(0, (int)MathF.Floor(Math.Min(x1, x2) - half - 1));
        int right = Math.Min(width - 1, (int)MathF.Ceiling(Math.Max(x1, x2) + half + 1));
        int top = Math.Max(0, (int)MathF.Floor(Math.Min(y1, y2) - half - 1));
        int bottom = Math.Min(height - 1, (int)MathF.Ceiling(Math.Max(y1, y2) + half + 1));
        (float dx, float dy) = (x2 - x1, y2 - y1);
        float square = (dx * dx) + (dy * dy);
        for (int y = top; y <= bottom; y++)
        {
            for (int x = left; x <= right; x++)
            {
                (float px, float py) = (x + 0.5f - x1, y + 0.5f - y1);
                float along = square == 0 ? 0 : Math.Clamp(((px * dx) + (py * dy)) / square, 0, 1);
                (float ex, float ey) = (px - (along * dx), py - (along * dy));
                float cover = half + 0.5f - MathF.Sqrt((ex * ex) + (ey * ey));
                if (cover > 0) Blend(x, y, color, Math.Min(1, cover) * alpha);
            }
        }
    }

    public void Rectangle(int left, int top, int wide, int high, Rgb color)
    {
        for (int y = Math.Max(0, top); y < Math.Min(height, top + high); y++)
            for (int x = Math.Max(0, left); x < Math.Min(width, left + wide); x++) Blend(x, y, color, 1);
    }

    /// <summary>Writes the picture as PNG: 8 bits a channel, without transparency.</summary>
    public void WritePng(Stream file)
    {
        file.Write(Signature);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        WriteChunk(file, "IHDR"u8, header);
        using MemoryStream data = new();
        using (ZLibStream packed = new(data, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            byte[] line = new byte[1 + (width * Channels)];
            for (int y = 0; y < height; y++)
            {
                // The filter "up": most pixels are as those above.
                line[0] = 2;
                ReadOnlySpan<byte> row = pixels.AsSpan(y * width * Channels, width * Channels);
                for (int i = 0; i < row.Length; i++)
                    line[i + 1] = (byte)(row[i] - (y == 0 ? 0 : pixels[((y - 1) * width * Channels) + i]));
                packed.Write(line);
            }
        }

        WriteChunk(file, "IDAT"u8, data.GetBuffer().AsSpan(0, (int)data.Length));
        WriteChunk(file, "IEND"u8, []);
    }

    private static void WriteChunk(Stream file, ReadOnlySpan<byte> kind, ReadOnlySpan<byte> data)
    {
        byte[] number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(kind);
        file.Write(data);
        uint crc = uint.MaxValue;
        foreach (byte value in kind) crc = CrcTable[(byte)(crc ^ value)] ^ (crc >> 8);
        foreach (byte value in data) crc = CrcTable[(byte)(crc ^ value)] ^ (crc >> 8);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~crc);
        file.Write(number);
    }

    private void Blend(int x, int y, Rgb color, float alpha)
    {
        int at = ((y * width) + x) * Channels;
        pixels[at] = Mixed(pixels[at], color.Red);
        pixels[at + 1] = Mixed(pixels[at + 1], color.Green);
        pixels[at + 2] = Mixed(pixels[at + 2], color.Blue);

        byte Mixed(byte below, byte above) => (byte)(below + ((above - below) * alpha) + 0.5f);
    }
}
