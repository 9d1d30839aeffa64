using Item2Vec.Content.Images;
using Item2Vec.Content.Options;
using Item2Vec.Embeddings.Common;
using Microsoft.ML.OnnxRuntime;

namespace Item2Vec.Content.Encoders;

/// <summary>
/// Images, resized and normalized, for encoders with one input of float32 [batch, 3, height, width] or [batch, height, width, 3].
/// </summary>
internal sealed class ImageInput : IBatchInput
{
    private readonly TensorShape input;
    private readonly EncoderOptions options;
    private readonly string directory;
    private readonly bool channelsLast;
    private readonly int height;
    private readonly int width;

    public ImageInput(EncoderSession session, EncoderOptions options, string directory)
    {
        (this.options, this.directory) = (options, directory);
        input = session.Inputs is [TensorShape only] ? only : new TensorShape(string.Empty, default, [], []);
        bool image = input is { IsFloat: true, Rank: 4 };
        channelsLast = image && input.Dimensions[1] != 3 && input.Dimensions[3] == 3;
        if (!image || (!channelsLast && input.Dimensions[1] is > 0 and not 3))
        {
            throw session.Mismatch(
                "it does not have one input of float32 [batch, 3, height, width] or [batch, height, width, 3], "
                + "so that ContentSource.Images cannot feed it",
                "give an image encoder, or ContentSource.Texts or ContentSource.Tensors for what this one takes");
        }

        (height, width) = channelsLast ? (input.Dimensions[1], input.Dimensions[2]) : (input.Dimensions[2], input.Dimensions[3]);
        if (height <= 0) height = options.ImageSize;
        if (width <= 0) width = options.ImageSize;
        if ((long)height * width > BatchTensors.MaxNumbers / 3)
            throw session.Mismatch($"its images are {width} x {height}, more than can be made", "give an encoder of smaller images");
    }

    public int FixedBatch => input.Dimensions[0];

    public bool ChannelsLast => channelsLast;

    /// <summary>All images have the same size after resizing.</summary>
    public int SizeOf(string value) => 0;

    public BatchTensors Make(IReadOnlyList<string> values)
    {
        BatchTensors.CheckSize(values.Count, 3L * height * width);
        float[] numbers = new float[values.Count * 3 * height * width];
        BatchTensors batch = new(values.Count);
        for (int i = 0; i < values.Count; i++)
        {
            try
            {
                Image image = Image.Read(Path.Combine(directory, values[i]));
                ImageTensor.Write(image, height, width, channelsLast, options, numbers.AsSpan(i * 3 * height * width, 3 * height * width));
            }
            catch (Item2VecException error)
            {
                batch.Unreadable[i] = error;
            }
        }

        long[] dimensions = channelsLast ? [values.Count, height, width, 3] : [values.Count, 3, height, width];
        batch.Values.Add(input.Name, OrtValue.CreateTensorValueFromMemory(numbers, dimensions));
        return batch;
    }
}
