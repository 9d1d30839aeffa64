using System.Buffers.Binary;
using System.IO.Compression;
using Item2Vec.Content.Images;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Content.Tests.Images;

public class ImageTests
{
    /// <summary>2 x 2: red, green; blue, white.</summary>
    private static readonly byte[] Colours = [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255];

    public static byte[] Ppm => [.. "P6\n# a comment\n2 2\n255\n"u8, .. Colours];

    [Fact]
    public void A_pixmap_is_read() => Check(Ppm);

    [Fact]
    public void A_graymap_is_read() => Assert.Equal([7, 7, 7, 9, 9, 9], Read([.. "P5 2 1 255\n"u8, 7, 9]).Pixels);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_PNG_is_read_whatever_filter_its_rows_have(byte filter) => Check(Png(2, 2, colourType: 2, Filtered(Colours, 6, 3, filter)));

    [Fact]
    public void A_PNG_with_a_palette_is_read()
        => Check(Png(2, 2, colourType: 3, [0, 3, 2, 0, 1, 0], ("PLTE", [255, 255, 255, 0, 0, 255, 0, 255, 0, 255, 0, 0])));

    [Fact]
    public void What_is_transparent_is_white() => Assert.Equal([255, 255, 255, 128, 128, 128], Read(Png(2, 1, colourType: 6, [0, 0, 0, 0, 0, 1, 1, 1, 128])).Pixels);

    [Fact]
    public void A_transparent_colour_is_white()
    {
        Assert.Equal([255, 255, 255, 1, 2, 4], Read(Png(2, 1, colourType: 2, [0, 1, 2, 3, 1, 2, 4], ("tRNS", [0, 1, 0, 2, 0, 3]))).Pixels);
        Assert.Equal([255, 255, 255, 8, 8, 8], Read(Png(2, 1, colourType: 0, [0, 7, 8], ("tRNS", [0, 7]))).Pixels);
    }

    [Fact]
    public void A_bitmap_is_read_from_its_bottom_row()
    {
        byte[] bytes = new byte[54 + 16];
        "BM"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(10), 54);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(18), 2);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(22), 2);
        bytes[28] = 24;
        new byte[] { 255, 0, 0, 255, 255, 255, 0, 0, 0, 0, 255, 0, 255, 0 }.CopyTo(bytes, 54);
        Check(bytes);
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFF }, "a JPEG")]
    [InlineData(new byte[] { }, "empty")]
    [InlineData(new byte[] { (byte)'P', (byte)'6', (byte)' ', (byte)'9' }, "ends too early")]
    [InlineData(new byte[] { 0x89, (byte)'P', (byte)'N', (byte)'G', 1, 2, 3, 4, 127, 0, 0, 0, 0, 0, 0, 0 }, "ends too early")]
    public void Damaged_and_foreign_files_are_refused(byte[] bytes, string words)
    {
        Item2VecException error = Assert.Throws<Item2VecException>(() => Read(bytes));
        Assert.Equal(ErrorCode.BadData, error.Code);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_is_normalised_channel_by_channel()
    {
        EncoderOptions options = new() { ImageMean = [0, 0.5f, 1], ImageDeviation = [1, 0.5f, 2] };
        float[] first = new float[12], last = new float[12];
        ImageTensor.Write(new Image(2, 2, Colours), 2, 2, channelsLast: false, options, first);
        ImageTensor.Write(new Image(2, 2, Colours), 2, 2, channelsLast: true, options, last);
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
        ImageTensor.Write(new Image(2, 2, Colours), 1, 1, channelsLast: false, options, halved);
        Assert.All(cropped, value => Assert.Equal(1, value, 1e-6));
        Assert.All(halved, value => Assert.Equal(0.5, value, 1e-6));
    }

    private static void Check(byte[] bytes)
    {
        Image image = Read(bytes);
        Assert.Equal((2, 2), (image.Width, image.Height));
        Assert.Equal(Colours, image.Pixels);
    }

    private static Image Read(byte[] bytes)
    {
        using Folder folder = new();
        File.WriteAllBytes(folder["image"], bytes);
        return Image.Read(folder["image"]);
    }

    private static byte[] Png(int width, int height, byte colourType, byte[] filtered, params (string Kind, byte[] Data)[] more)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, colourType);
        using MemoryStream packed = new();
        using (ZLibStream stream = new(packed, CompressionLevel.Fastest, leaveOpen: true)) stream.Write(filtered);
        return [0x89, .. "PNG\r\n\x1a\n"u8, .. Chunk("IHDR", header), .. more.SelectMany(one => Chunk(one.Kind, one.Data)), .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", [])];
    }

    private static byte[] Chunk(string kind, byte[] data)
    {
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        return [.. length, .. System.Text.Encoding.ASCII.GetBytes(kind), .. data, 0, 0, 0, 0];
    }

    /// <summary>PNG's filters, forward (ISO/IEC 15948, 9.2).</summary>
    private static byte[] Filtered(byte[] pixels, int stride, int step, byte filter)
    {
        List<byte> filtered = [];
        for (int at = 0; at < pixels.Length; at++)
        {
            if (at % stride == 0) filtered.Add(filter);
            int left = at % stride >= step ? pixels[at - step] : 0;
            int above = at >= stride ? pixels[at - stride] : 0;
            int corner = at % stride >= step && at >= stride ? pixels[at - step - stride] : 0;
            int estimate = left + above - corner;
            int paeth = new[] { left, above, corner }.MinBy(value => Math.Abs(estimate - value));
            int[] predicted = [0, left, above, (left + above) / 2, paeth];
            filtered.Add((byte)(pixels[at] - predicted[filter]));
        }

        return [.. filtered];
    }

    [Fact]
    public void Of_a_very_long_image_the_middle_is_taken()
    {
        // Resized whole it would take 11 GB.
        const int length = 4_000_000;
        byte[] pixels = new byte[length * 3];
        for (int at = 0; at < pixels.Length; at++) pixels[at] = (byte)(at / 3 == length / 2 ? 255 : 51);
        float[] target = new float[3 * 224 * 224];
        ImageTensor.Write(new Image(1, length, pixels), 224, 224, channelsLast: true, new EncoderOptions { ImageMean = [0, 0, 0], ImageDeviation = [1, 1, 1] }, target);
        Assert.Equal(0.2f, target[0], 1e-2);
        Assert.Equal(1f, target.Max(), 1e-2);
    }
}
