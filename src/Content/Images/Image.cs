using Item2Vec.Embeddings.Common;

namespace Item2Vec.Content.Images;

/// <summary>Pixels: red, green and blue a byte each, row by row from the top.</summary>
internal sealed record Image(int Width, int Height, byte[] Pixels)
{
    /// <summary>More pixels than this are refused: a header may claim anything.</summary>
    public const int MostPixels = 1 << 28;

    /// <summary>Reads a PNG, PPM, PGM or BMP file; its first bytes tell which.</summary>
    /// <exception cref="Item2VecException">There is no such file, it is of another kind, or it is damaged.</exception>
    public static Image Read(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new Item2VecException($"{path}: the image cannot be read: {error.Message}", "paths are relative to the table of the items", ErrorCode.InputMissing, error);
        }

        try
        {
            return bytes switch
            {
                [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => PngReader.Read(bytes),
                [(byte)'P', (byte)'5' or (byte)'6', ..] => PnmReader.Read(bytes),
                [(byte)'B', (byte)'M', ..] => BmpReader.Read(bytes),
                _ => throw new InvalidDataException($"it is {KindOf(bytes)}; PNG, PPM, PGM or BMP was expected"),
            };
        }
        catch (Exception error) when (error is InvalidDataException or IndexOutOfRangeException or ArgumentException or EndOfStreamException or OverflowException)
        {
            string reason = error is InvalidDataException ? error.Message : "it ends too early or its header is wrong";
            throw new Item2VecException($"{path}: not an image that can be read: {reason}", "convert it to PNG, or encode tensors that you make yourself with --tensor", ErrorCode.BadData, error);
        }
    }

    /// <summary>An image of some size, black.</summary>
    public static Image Of(int width, int height)
        => width > 0 && height > 0 && (long)width * height <= MostPixels ? new Image(width, height, new byte[width * height * 3]) : throw new InvalidDataException($"its size is {width} x {height}");

    private static string KindOf(byte[] bytes) => bytes switch
    {
        [0xFF, 0xD8, ..] => "a JPEG",
        [(byte)'G', (byte)'I', (byte)'F', ..] => "a GIF",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', ..] => "a WebP",
        [] => "empty",
        _ => "of an unknown kind",
    };
}
