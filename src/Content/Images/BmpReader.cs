using System.Buffers.Binary;

namespace Item2Vec.Content.Images;

/// <summary>Windows bitmaps with 24 or 32 bits a pixel, uncompressed.</summary>
internal static class BmpReader
{
    public static Image Read(ReadOnlySpan<byte> bytes)
    {
        int begin = BinaryPrimitives.ReadInt32LittleEndian(bytes[10..]);
        int width = BinaryPrimitives.ReadInt32LittleEndian(bytes[18..]);
        int signed = BinaryPrimitives.ReadInt32LittleEndian(bytes[22..]);
        int bits = BinaryPrimitives.ReadInt16LittleEndian(bytes[28..]);
        int compression = BinaryPrimitives.ReadInt32LittleEndian(bytes[30..]);
        if (bits is not (24 or 32) || compression is not (0 or 3)) throw new InvalidDataException($"it has {bits} bits a pixel in compression {compression}; 24 or 32 bits without compression was expected");
        int height = Math.Abs(signed);
        Image image = Image.Of(width, height);
        int stride = ((width * bits / 8) + 3) / 4 * 4;
        for (int y = 0; y < height; y++)
        {
            // Rows run from the bottom, unless the height is negative.
            ReadOnlySpan<byte> row = bytes.Slice(begin + ((signed < 0 ? y : height - 1 - y) * stride), stride);
            for (int x = 0; x < width; x++)
                for (int channel = 0; channel < 3; channel++) image.Pixels[(((y * width) + x) * 3) + channel] = row[(x * bits / 8) + 2 - channel];
        }

        return image;
    }
}
