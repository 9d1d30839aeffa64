using System.Buffers.Binary;
using Item2Vec.Content.Images;
using Item2Vec.Content.Options;
using Item2Vec.Embeddings.Common;
using SkiaSharp;

namespace Item2Vec.Content.Tests.Images;

public class ImageTests
{
    /// <summary>2 x 2: red, green; blue, white.</summary>
    private static readonly byte[] Colors = [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255];

    public static byte[] Png => Pictures.Encoded(SKEncodedImageFormat.Png, 2, 2, Colors);

    [Fact]
    public void A_PNG_is_read_to_the_bit() => Check(Png);

    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public void A_JPEG_and_a_WebP_are_read(SKEncodedImageFormat format)
    {
        Image image = Read(Pictures.Halves(format, 32, 16, [200, 40, 90], [10, 220, 120]));
        Assert.Equal((32, 16), (image.Width, image.Height));
        Near([200, 40, 90], image, 4, 8);
        Near([10, 220, 120], image, 27, 8);
    }

    [Fact]
    public void A_photo_is_turned_as_its_EXIF_data_say()
    {
        // Where the four corners (top left, top right, bottom left, bottom right) of the stored picture come from, read off the tag's
        // definition.
        byte[][] corners = [[250, 10, 10], [10, 250, 10], [10, 10, 250], [240, 240, 240]];
        int[][] expected = [[0, 1, 2, 3], [1, 0, 3, 2], [3, 2, 1, 0], [2, 3, 0, 1], [0, 2, 1, 3], [2, 0, 3, 1], [3, 1, 2, 0], [1, 3, 0, 2]];
        byte[] jpeg = Pictures.Encoded(
            SKEncodedImageFormat.Jpeg, 64, 32,
            [.. Enumerable.Range(0, 64 * 32).SelectMany(at => corners[(at % 64 / 32) + (at / 1024 * 2)])]);
        for (byte orientation = 1; orientation <= 8; orientation++)
        {
            Image image = Read(Pictures.Oriented(jpeg, orientation));
            Assert.Equal(orientation < 5 ? (64, 32) : (32, 64), (image.Width, image.Height));
            for (int corner = 0; corner < 4; corner++)
                Near(
                    corners[expected[orientation - 1][corner]], image, corner % 2 == 0 ? 4 : image.Width - 5,
                    corner / 2 == 0 ? 4 : image.Height - 5);
        }
    }

    [Fact]
    public void What_is_transparent_is_white()
        => Assert.Equal(
            [255, 255, 255, 128, 128, 128], Read(Pictures.Encoded(SKEncodedImageFormat.Png, 2, 1, [0, 0, 0, 0, 1, 1, 1, 128])).Pixels);

    [Fact]
    public void A_bitmap_is_read_from_its_bottom_row() => Check(Bitmap(2, 2, [255, 0, 0, 255, 255, 255, 0, 0, 0, 0, 255, 0, 255, 0, 0, 0]));

    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public void A_picture_is_refused_wherever_it_is_cut_off(SKEncodedImageFormat format)
    {
        // The last bytes of a file may be a check sum and an end mark behind all pixels.
        byte[] whole = Pictures.Noise(format, 24, 24);
        Read(whole);
        for (int length = 0; length < whole.Length - 32; length += 7) Refused(whole[..length], string.Empty);
    }

    [Theory]
    [InlineData(new byte[] { }, "it is empty")]
    [InlineData(new byte[] { 1, 2, 3, 4 }, "neither a JPEG, PNG, WebP, GIF nor BMP")]
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFF }, "neither a JPEG, PNG, WebP, GIF nor BMP")]
    [InlineData(
        new byte[] { (byte)'P', (byte)'6', (byte)' ', (byte)'1', (byte)' ', (byte)'1', (byte)' ', (byte)'9', (byte)' ', 1, 2, 3 },
        "neither a JPEG, PNG, WebP, GIF nor BMP")]
    public void Foreign_files_are_refused(byte[] bytes, string words) => Refused(bytes, words);

    [Fact]
    public void A_header_that_claims_more_than_memory_is_refused_before_room_is_made()
        => Refused(Bitmap(60_000, 60_000, new byte[16]), "its size is 60000 x 60000");

    [Fact]
    public void Damaged_pictures_are_refused_or_read_and_never_the_end()
    {
        foreach (SKEncodedImageFormat format in (SKEncodedImageFormat[])[
            SKEncodedImageFormat.Jpeg, SKEncodedImageFormat.Png, SKEncodedImageFormat.Webp
        ])
        {
            byte[] whole = Pictures.Noise(format, 16, 16);
            for (int at = 0; at < Math.Min(600, whole.Length); at += 3)
            {
                byte[] damaged = [.. whole];
                damaged[at] ^= 0x55;
                if (Record.Exception(() => Read(damaged)) is Exception error)
                    Assert.Equal(ErrorCode.BadData, Assert.IsType<Item2VecException>(error).Code);
            }
        }
    }

    [Fact]
    public void An_image_is_normalized_channel_by_channel()
    {
        EncoderOptions options = new() { ImageMean = [0, 0.5f, 1], ImageDeviation = [1, 0.5f, 2] };
        float[] first = new float[12], last = new float[12];
        ImageTensor.Write(new Image(2, 2, Colors), 2, 2, channelsLast: false, options, first);
        ImageTensor.Write(new Image(2, 2, Colors), 2, 2, channelsLast: true, options, last);
        Assert.Equal([1, 0, 0, 1, -1, 1, -1, 1, -0.5f, -0.5f, 0, 0], first);
        Assert.Equal([1, -1, -0.5f, 0, 1, -0.5f, 0, -1, 0, 1, 1, 0], last);
    }

    [Fact]
    public void A_reduced_image_averages_and_a_wide_one_loses_its_ends()
    {
        // 8 x 2, black on both ends and white between: the middle 2 x 2 of it is white.
        byte[] pixels = [.. Enumerable.Range(0, 16).SelectMany(i => Enumerable.Repeat((byte)(i % 8 is >= 2 and < 6 ? 255 : 0), 3))];
        EncoderOptions options = new() { ImageMean = [0, 0, 0], ImageDeviation = [1, 1, 1] };
        float[] cropped = new float[12], halved = new float[3];
        ImageTensor.Write(new Image(8, 2, pixels), 2, 2, channelsLast: false, options, cropped);
        ImageTensor.Write(new Image(2, 2, Colors), 1, 1, channelsLast: false, options, halved);
        Assert.All(cropped, value => Assert.Equal(1, value, 1e-6));
        Assert.All(halved, value => Assert.Equal(0.5, value, 1e-6));
    }

    [Fact]
    public void Of_a_very_long_image_the_middle_is_taken()
    {
        // Resized whole it would take 11 GB.
        const int length = 4_000_000;
        byte[] pixels = new byte[length * 3];
        for (int at = 0; at < pixels.Length; at++) pixels[at] = (byte)(at / 3 == length / 2 ? 255 : 51);
        float[] target = new float[3 * 224 * 224];
        ImageTensor.Write(
            new Image(1, length, pixels), 224, 224, channelsLast: true,
            new EncoderOptions { ImageMean = [0, 0, 0], ImageDeviation = [1, 1, 1] }, target);
        Assert.Equal(0.2f, target[0], 1e-2);
        Assert.Equal(1f, target.Max(), 1e-2);
    }

    /// <summary>A Windows bitmap of 24 bits a pixel.</summary>
    private static byte[] Bitmap(int width, int height, byte[] rows)
    {
        byte[] bytes = [.. new byte[54], .. rows];
        "BM"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(2), bytes.Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(10), 54);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(14), 40);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(22), height);
        bytes[26] = 1;
        bytes[28] = 24;
        return bytes;
    }

    private static void Near(byte[] color, Image image, int x, int y)
    {
        for (int channel = 0; channel < 3; channel++)
            Assert.InRange(image.Pixels[(((y * image.Width) + x) * 3) + channel], color[channel] - 25, color[channel] + 25);
    }

    private static void Check(byte[] bytes)
    {
        Image image = Read(bytes);
        Assert.Equal((2, 2), (image.Width, image.Height));
        Assert.Equal(Colors, image.Pixels);
    }

    private static void Refused(byte[] bytes, string words)
    {
        Item2VecException error = Assert.Throws<Item2VecException>(() => Read(bytes));
        Assert.Equal(ErrorCode.BadData, error.Code);
        Assert.Contains("picture: not an image that can be read", error.Message, StringComparison.Ordinal);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    private static Image Read(byte[] bytes)
    {
        using Folder folder = new();
        File.WriteAllBytes(folder["picture"], bytes);
        return Image.Read(folder["picture"]);
    }
}
