using Item2Vec.Content.Options;

namespace Item2Vec.Content.Images;

/// <summary>
/// An image as encoder input: resized, scaled to [0, 1], and normalized by the mean and deviation of each channel.
/// </summary>
internal static class ImageTensor
{
    /// <summary>Writes an image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="height">Rows of the input.</param>
    /// <param name="width">Columns of the input.</param>
    /// <param name="channelsLast">Whether the layout is [height, width, 3] instead of [3, height, width].</param>
    /// <param name="options">Mean and deviation.</param>
    /// <param name="target">Receives 3 x <paramref name="height"/> x <paramref name="width"/> numbers.</param>
    /// <remarks>
    /// The shorter side is resized to the input's, bilinearly and with a filter as wide as the reduction; the longer side
    /// is center-cropped.
    /// </remarks>
    public static void Write(Image image, int height, int width, bool channelsLast, EncoderOptions options, Span<float> target)
    {
        double scale = Math.Min((double)image.Width / width, (double)image.Height / height);
        (int First, float[] Weights)[] columns = Taps(image.Width, width, scale);
        (int First, float[] Weights)[] rows = Taps(image.Height, height, scale);

        // Only the rows that are not cropped: the rest of a very long image may not fit into memory.
        int top = rows[0].First;
        float[] squeezed = new float[(rows[^1].First + rows[^1].Weights.Length - top) * width * 3];
        for (int y = top, at = 0; at < squeezed.Length; y++)
        {
            for (int x = 0; x < width; x++)
            {
                (int first, float[] weights) = columns[x];
                for (int channel = 0; channel < 3; channel++)
                {
                    float sum = 0;
                    for (int i = 0; i < weights.Length; i++)
                        sum += weights[i] * image.Pixels[(((y * image.Width) + first + i) * 3) + channel];
                    squeezed[at++] = sum;
                }
            }
        }

        for (int y = 0; y < height; y++)
        {
            (int first, float[] weights) = rows[y];
            for (int x = 0; x < width; x++)
            {
                for (int channel = 0; channel < 3; channel++)
                {
                    float sum = 0;
                    for (int i = 0; i < weights.Length; i++)
                        sum += weights[i] * squeezed[((((first - top + i) * width) + x) * 3) + channel];
                    int at = channelsLast ? (((y * width) + x) * 3) + channel : (((channel * height) + y) * width) + x;
                    target[at] = ((sum / 255) - options.ImageMean[channel]) / options.ImageDeviation[channel];
                }
            }
        }
    }

    /// <summary>For each target pixel of a side its source samples and their weights.</summary>
    private static (int First, float[] Weights)[] Taps(int source, int target, double scale)
    {
        double reach = Math.Max(1, scale);
        double offset = (source - (target * scale)) / 2;
        (int, float[])[] taps = new (int, float[])[target];
        for (int i = 0; i < target; i++)
        {
            double center = offset + ((i + 0.5) * scale);
            int first = Math.Max(0, (int)Math.Floor(center - reach + 0.5));
            int end = Math.Min(source, (int)Math.Ceiling(center + reach - 0.5));
            if (end <= first) (first, end) = (Math.Clamp((int)center, 0, source - 1), Math.Clamp((int)center, 0, source - 1) + 1);
            float[] weights = [.. Enumerable.Range(first, end - first)
                .Select(at => (float)Math.Max(0, 1 - (Math.Abs(at + 0.5 - center) / reach)))];
            float sum = weights.Sum();
            taps[i] = (first, sum > 0 ? [.. weights.Select(weight => weight / sum)] : [.. weights.Select(_ => 1f / weights.Length)]);
        }

        return taps;
    }
}
