using System.Globalization;
using Item2Vec.Embeddings;
using Microsoft.ML.OnnxRuntime;

namespace Item2Vec.Content.Encoders;

/// <summary>Numbers as they are, for any model with one input of float32: an item's numbers fill its dimensions behind the batch in row-major order.</summary>
internal sealed class NumberInput : IBatchInput
{
    private readonly TensorShape input;
    private readonly EncoderSession session;
    private readonly long known;

    public NumberInput(EncoderSession session)
    {
        this.session = session;
        input = session.Inputs is [TensorShape { IsFloat: true, Rank: >= 2 } only]
            ? only
            : throw session.Mismatch("it does not have one input of float32 [batch, ...], so that --tensor cannot feed it", "give a model of one such input");
        if (input.Dimensions.Skip(1).Count(length => length <= 0) > 1)
            throw session.Mismatch("more than one of its input's dimensions is free, so that a list of numbers has no one shape", "fix the dimensions when the model is exported");
        known = input.Dimensions.Skip(1).Where(length => length > 0).Aggregate(1L, (product, length) => Math.Min(product * length, long.MaxValue / int.MaxValue));
        if (known > BatchTensors.MostNumbers) throw session.Mismatch("an item of it has more numbers than can be given", "give a model of a smaller input");
    }

    public int FixedBatch => input.Dimensions[0];

    public int SizeOf(string value) => value.Length;

    public BatchTensors Make(IReadOnlyList<string> values)
    {
        float[][] items = [.. values.Select(Parse)];
        int length = items[0].Length;
        bool free = input.Dimensions.Skip(1).Any(dimension => dimension <= 0);
        foreach (float[] item in items)
        {
            if (item.Length != length || (free ? length % known != 0 : length != known))
                throw session.Mismatch($"an item has {item.Length} numbers, {(free ? $"a multiple of {known}, the same for all items," : $"{known}")} were expected", "give a column whose lists have as many numbers as the model takes");
        }

        BatchTensors.CheckSize(values.Count, length);
        long[] dimensions = [values.Count, .. input.Dimensions.Skip(1).Select(dimension => dimension > 0 ? dimension : length / known)];
        BatchTensors batch = new();
        batch.Values.Add(input.Name, OrtValue.CreateTensorValueFromMemory<float>([.. items.SelectMany(item => item)], dimensions));
        return batch;
    }

    private static float[] Parse(string text)
    {
        string[] parts = text.Split(['|', ',', ' ', '[', ']'], StringSplitOptions.RemoveEmptyEntries);
        return Array.ConvertAll(parts, part => float.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out float number) && float.IsFinite(number)
            ? number
            : throw new Item2VecException($"'{part}' is no number; a list of numbers was expected for each item", "give a column of lists of numbers with --tensor"));
    }
}
