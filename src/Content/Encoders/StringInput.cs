using Microsoft.ML.OnnxRuntime;

namespace Item2Vec.Content.Encoders;

/// <summary>Texts as they are, for encoders that cut them up themselves: one input of strings, [batch] or [batch, 1].</summary>
internal sealed class StringInput(TensorShape input) : IBatchInput
{
    public int FixedBatch => input.Dimensions[0];

    /// <summary>Whether a model is of this kind.</summary>
    public static bool Fits(EncoderSession session) => session.Inputs is [{ IsText: true, Rank: 1 or 2 }];

    public int SizeOf(string value) => value.Length;

    public BatchTensors Make(IReadOnlyList<string> values)
    {
        BatchTensors batch = new(values.Count);
        long[] dimensions = input.Rank == 1 ? [values.Count] : [values.Count, 1];
        OrtValue texts = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, dimensions);
        for (int i = 0; i < values.Count; i++) texts.StringTensorSetElementAt(values[i].AsSpan(), i);
        batch.Values.Add(input.Name, texts);
        return batch;
    }
}
