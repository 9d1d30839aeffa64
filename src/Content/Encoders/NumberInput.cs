using System.Globalization;
using Item2Vec.Embeddings.Common;
using Microsoft.ML.OnnxRuntime;

namespace Item2Vec.Content.Encoders;

/// <summary>
/// Raw numbers, for any model with one input of float32: an item's numbers fill its dimensions after the batch in row-major order.
/// </summary>
internal sealed class NumberInput : IBatchInput
{
    private readonly TensorShape input;
    private readonly EncoderSession session;

    /// <summary>The product of the dimensions that the model fixes, and whether one more is free.</summary>
    private readonly long known;
    private readonly bool free;

    public NumberInput(EncoderSession session)
    {
        this.session = session;
        input = session.Inputs is [TensorShape { IsFloat: true, Rank: >= 2 } only]
            ? only
            : throw session.Mismatch("it does not have one input of float32 [batch, ...], so that ContentSource.Tensors cannot feed it",
                "give a model of one such input");
        if (input.Dimensions.Skip(1).Count(length => length <= 0) > 1)
            throw session.Mismatch("more than one of its input's dimensions is free, so that a list of numbers has no one shape",
                "fix the dimensions when the model is exported");
        known = input.Dimensions.Skip(1).Where(length => length > 0)
            .Aggregate(1L, (product, length) => Math.Min(product * length, long.MaxValue / int.MaxValue));
        free = input.Dimensions.Skip(1).Any(length => length <= 0);
        if (known > BatchTensors.MaxNumbers)
            throw session.Mismatch("an item of it has more numbers than can be given", "give a model of a smaller input");
    }

    public int FixedBatch => input.Dimensions[0];

    public int SizeOf(string value) => value.Length;

    public BatchTensors Make(IReadOnlyList<string> values)
    {
        BatchTensors batch = new(values.Count);
        float[]?[] items = [.. values.Select((value, i) => Read(value, out batch.Unreadable[i]))];

        // If a dimension is free, all items of a batch have the length of the first.
        long length = free ? items.FirstOrDefault(item => item is not null)?.Length ?? known : known;
        BatchTensors.CheckSize(values.Count, length);
        float[] numbers = new float[values.Count * length];
        for (int i = 0; i < items.Length; i++)
        {
            if (items[i] is float[] item && item.Length != length) batch.Unreadable[i] = WrongLength(item.Length);
            else items[i]?.CopyTo(numbers, i * length);
        }

        long[] dimensions = [values.Count, .. input.Dimensions.Skip(1).Select(dimension => dimension > 0 ? dimension : length / known)];
        batch.Values.Add(input.Name, OrtValue.CreateTensorValueFromMemory(numbers, dimensions));
        return batch;
    }

    private float[]? Read(string text, out Item2VecException? problem)
    {
        string[] parts = text.Split(['|', ',', ' ', '[', ']'], StringSplitOptions.RemoveEmptyEntries);
        float[] numbers = new float[parts.Length];
        problem = parts.Length == 0 || parts.Length % known != 0 ? WrongLength(parts.Length) : null;
        for (int i = 0; i < parts.Length && problem is null; i++)
        {
            if (!float.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || !float.IsFinite(numbers[i]))
                problem = new Item2VecException($"'{parts[i]}' is no number; a list of numbers was expected",
                    "give a column of lists of numbers with ContentSource.Tensors");
        }

        return problem is null ? numbers : null;
    }

    private Item2VecException WrongLength(int found) => session.Mismatch(
        $"an item has {found} numbers, {(free ? $"a multiple of {known}, the same for all items," : $"{known}")} were expected",
            "give a column whose lists have as many numbers as the model takes");
}
