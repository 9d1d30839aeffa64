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

    /// <summary>The inputs of a batch.</summary>
    BatchTensors Make(IReadOnlyList<string> values);
}

/// <summary>The inputs of a batch, and which of its tokens mean something.</summary>
internal sealed class BatchTensors : IDisposable
{
    public Dictionary<string, OrtValue> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>The tokens of each item that are no padding; null where there are none to tell apart.</summary>
    public int[]? Lengths { get; init; }

    public void Dispose()
    {
        foreach (OrtValue value in Values.Values) value.Dispose();
    }
}
