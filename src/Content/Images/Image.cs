using Item2Vec.Embeddings.Common;
using SkiaSharp;

namespace Item2Vec.Content.Images;

/// <summary>Pixels: red, green and blue, one byte each, row by row from the top.</summary>
internal sealed record Image(int Width, int Height, byte[] Pixels)
{
    /// <summary>Images with more pixels are rejected before memory is allocated: a header may claim anything.</summary>
    public const int MaxPixels = 1 << 27;

    private const int MaxBytes = 1 << 29;

    /// <summary>
    /// Reads a JPEG, PNG, WebP, GIF or BMP file, oriented by its EXIF data, with transparent parts over white. Of several frames the
    /// first is used.
    /// </summary>
    /// <remarks>Colors are those of the file; color profiles are ignored.</remarks>
    /// <exception cref="Item2VecException">There is no such file, or it is of another kind, damaged, truncated or too
    /// large.</exception>
    public static Image Read(string path)
    {
        byte[] bytes;
        try
        {
            bytes = RegularFile.ReadAll(path, MaxBytes);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new Item2VecException($"{path}: the image cannot be read: {error.Message}",
                "paths are relative to the table of the items", ErrorCode.InputMissing, error);
        }

        try
        {
            return Decode(bytes);
        }
        catch (InvalidDataException error)
        {
            throw new Item2VecException($"{path}: not an image that can be read: {error.Message}",
                "convert it to PNG, or encode tensors that you make yourself with ContentSource.Tensors", ErrorCode.BadData, error);
        }
        catch (Exception error) when (error is DllNotFoundException or TypeInitializationException)
        {
            throw new Item2VecException(
                $"SkiaSharp's library cannot be loaded: {(error.InnerException ?? error).Message}",
                "it comes with Item2Vec for Linux, macOS and Windows on x64 and arm64; "
                + "elsewhere encode tensors with ContentSource.Tensors (docs/dependencies.md)", ErrorCode.InputMissing, error);
        }
    }

    private static Image Decode(byte[] bytes)
    {
        if (bytes.Length == 0) throw new InvalidDataException("it is empty");
        using SKMemoryStream stream = new(bytes);
        using SKCodec? codec = SKCodec.Create(stream, out SKCodecResult opened);
        if (codec is null)
            throw new InvalidDataException($"it is neither a JPEG, PNG, WebP, GIF nor BMP file, or its header is damaged ({opened})");
        (int width, int height) = (codec.Info.Width, codec.Info.Height);
        if ((long)width * height > MaxPixels)
            throw new InvalidDataException($"its size is {width} x {height}, and at most {MaxPixels} pixels are read");

        // A truncated file decodes the rows that are there, and only the result reports it.
        SKCodecResult result = codec.GetPixels(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul),
            out byte[] pixels);
        if (result != SKCodecResult.Success)
            throw new InvalidDataException(result == SKCodecResult.IncompleteInput
                ? $"it ends too early; {width} x {height} pixels were expected" : $"its pixels are damaged ({result})");
        return Turned(pixels, width, height, codec.EncodedOrigin);
    }

    /// <summary>The pixels over white, rotated so that the picture's top is up (EXIF 2.3, tag Orientation).</summary>
    private static Image Turned(byte[] source, int width, int height, SKEncodedOrigin origin)
    {
        bool sideways =
            origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        Image image = sideways
            ? new Image(height, width, new byte[width * height * 3]) : new Image(width, height, new byte[width * height * 3]);
        for (int y = 0, at = 0; y < image.Height; y++)
        {
            for (int x = 0; x < image.Width; x++)
            {
                (int column, int row) = origin switch
                {
                    SKEncodedOrigin.TopRight => (width - 1 - x, y),
                    SKEncodedOrigin.BottomRight => (width - 1 - x, height - 1 - y),
                    SKEncodedOrigin.BottomLeft => (x, height - 1 - y),
                    SKEncodedOrigin.LeftTop => (y, x),
                    SKEncodedOrigin.RightTop => (y, height - 1 - x),
                    SKEncodedOrigin.RightBottom => (width - 1 - y, height - 1 - x),
                    SKEncodedOrigin.LeftBottom => (width - 1 - y, x),
                    _ => (x, y),
                };
                ReadOnlySpan<byte> pixel = source.AsSpan(((row * width) + column) * 4, 4);
                for (int channel = 0; channel < 3; channel++)
                    image.Pixels[at++] = (byte)(((pixel[channel] * pixel[3]) + (255 * (255 - pixel[3])) + 127) / 255);
            }
        }

        return image;
    }
}
