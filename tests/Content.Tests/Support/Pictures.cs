using SkiaSharp;

namespace Item2Vec.Content.Tests;

/// <summary>Small pictures as files hold them.</summary>
internal static class Pictures
{
    /// <summary>A picture of these pixels, three or four bytes each.</summary>
    public static byte[] Encoded(SKEncodedImageFormat format, int width, int height, byte[] pixels)
    {
        using SKBitmap bitmap = new(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        int size = pixels.Length / (width * height);
        for (int at = 0; at < width * height; at++)
            bitmap.SetPixel(
                at % width, at / width, new SKColor(
                    pixels[at * size], pixels[(at * size) + 1], pixels[(at * size) + 2], size == 4 ? pixels[(at * size) + 3] : (byte)255));
        using SKData data = bitmap.Encode(format, 100);
        return data.ToArray();
    }

    /// <summary>A picture whose left half has one color and whose right half another.</summary>
    public static byte[] Halves(SKEncodedImageFormat format, int width, int height, byte[] left, byte[] right)
        => Encoded(format, width, height, [.. Enumerable.Range(0, width * height).SelectMany(at => at % width < width / 2 ? left : right)]);

    /// <summary>A picture without structure, so that its file is long.</summary>
    public static byte[] Noise(SKEncodedImageFormat format, int width, int height)
        => Encoded(format, width, height, [.. Enumerable.Range(0, width * height * 3).Select(at => (byte)((at * 7919) ^ (at >> 3)))]);

    /// <summary>A JPEG with an EXIF orientation, 1 to 8.</summary>
    public static byte[] Oriented(byte[] jpeg, byte orientation)
    {
        byte[] exif = [.. "Exif\0\0II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0];
        return [.. jpeg[..2], 0xFF, 0xE1, 0, (byte)(exif.Length + 2), .. exif, .. jpeg[2..]];
    }
}
