using Item2Vec.Content.Options;
using Item2Vec.Embeddings.Common;
using Microsoft.ML.OnnxRuntime;

namespace Item2Vec.Content.Encoders;

/// <summary>Prepares the inputs of a batch from the content of its items. One class per kind of content.</summary>
/// <remarks>Implementations are thread-safe.</remarks>
internal interface IBatchInput
{
    /// <summary>The batch size that the model fixes, or -1.</summary>
    int FixedBatch { get; }

    /// <summary>The cost of an item: items of similar size share a batch.</summary>
    int SizeOf(string value);

    /// <summary>Whether the model takes images in channels-last layout, and so probably outputs it.</summary>
    bool ChannelsLast => false;

    /// <summary>The inputs of a batch; unreadable items are reported in <see cref="BatchTensors.Unreadable"/>.</summary>
    BatchTensors Make(IReadOnlyList<string> values);
}

/// <summary>The inputs of a batch and its attention masks.</summary>
internal sealed class BatchTensors(int items) : IDisposable
{
    /// <summary>Maximum numbers of a batch: two gigabytes of float32.</summary>
    public const int MaxNumbers = 1 << 29;

    public Dictionary<string, OrtValue> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>The number of tokens of each item without padding; null if there is none.</summary>
    public int[]? Lengths { get; init; }

    /// <summary>Which items were truncated; null if none can be.</summary>
    public bool[]? Cut { get; init; }

    /// <summary>For each item the reason why it could not be read (zeros replace it), or null.</summary>
    public Item2VecException?[] Unreadable { get; } = new Item2VecException?[items];

    /// <summary>Rejects a batch that would take too much memory.</summary>
    /// <param name="items">Its items.</param>
    /// <param name="each">The numbers per item.</param>
    /// <exception cref="Item2VecException">It is too large.</exception>
    public static void CheckSize(long items, long each)
    {
        if (items * each > MaxNumbers)
        {
            throw new Item2VecException(
                $"a batch of {items} items with {each} numbers each was asked for; at most {MaxNumbers} numbers go into a batch",
                "give a smaller BatchSize, or an encoder with a smaller input") { Option = nameof(EncoderOptions.BatchSize) };
        }
    }

    public void Dispose()
    {
        foreach (OrtValue value in Values.Values) value.Dispose();
    }
}
