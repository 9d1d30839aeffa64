using Item2Vec.Content.Options;
using Item2Vec.Embeddings.Common;
using Microsoft.ML.OnnxRuntime;

namespace Item2Vec.Content.Encoders;

/// <summary>Makes the inputs of a batch from the content of its items. One class for each kind of content.</summary>
/// <remarks>Implementations are thread-safe.</remarks>
internal interface IBatchInput
{
    /// <summary>The batch size that the model fixes, or -1.</summary>
    int FixedBatch { get; }

    /// <summary>How much work an item is: items of about the same size share a batch.</summary>
    int SizeOf(string value);

    /// <summary>Whether the model takes images whose channels lie together, and so probably gives such.</summary>
    bool ChannelsLast => false;

    /// <summary>The inputs of a batch; what cannot be read is told in <see cref="BatchTensors.Unreadable"/>.</summary>
    BatchTensors Make(IReadOnlyList<string> values);
}

/// <summary>The inputs of a batch, and which of its tokens mean something.</summary>
internal sealed class BatchTensors(int items) : IDisposable
{
    /// <summary>The most numbers of a batch: two gigabytes of float32.</summary>
    public const int MaxNumbers = 1 << 29;

    public Dictionary<string, OrtValue> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>The tokens of each item that are no padding; null where there are none to tell apart.</summary>
    public int[]? Lengths { get; init; }

    /// <summary>Which items were longer than what is encoded of them; null where none can be.</summary>
    public bool[]? Cut { get; init; }

    /// <summary>For each item why it could not be read, zeros standing in for it, or null.</summary>
    public Item2VecException?[] Unreadable { get; } = new Item2VecException?[items];

    /// <summary>Rejects a batch that would be larger than memory is meant for.</summary>
    /// <param name="items">Its items.</param>
    /// <param name="each">The numbers of an item.</param>
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
