using System.Text.Json;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Files;

namespace Item2Vec.Embeddings.Training.Checkpoints;

/// <summary>A checkpoint on disk: the container of <c>.i2v</c> files with the state as JSON, all rows of both matrices, and the accumulators where the optimizer has some.</summary>
internal static class CheckpointFile
{
    private static readonly string[] KnownKinds = [SectionKind.Checkpoint, SectionKind.Input, SectionKind.Output, SectionKind.Accumulators];

    public static void Write(string path, CheckpointDocument state, EmbeddingMatrix input, EmbeddingMatrix output, RowAccumulators? accumulators)
    {
        SectionFileWriter writer = new(input.Rows, input.Dimensions, state.Corpus.Events);
        writer.Add(SectionKind.Checkpoint, JsonSerializer.SerializeToUtf8Bytes(state, CheckpointJsonContext.Default.CheckpointDocument), flags: Section.Required);
        writer.Add(SectionKind.Input, ElementType.Float32, input.Data);
        writer.Add(SectionKind.Output, ElementType.Float32, output.Data);
        if (accumulators is not null)
        {
            writer.Add(SectionKind.Accumulators, ElementType.Float32, accumulators.Input, SectionKind.InputOrdinal);
            writer.Add(SectionKind.Accumulators, ElementType.Float32, accumulators.Output, SectionKind.OutputOrdinal);
        }

        AtomicFile.Write(path, writer.WriteTo);
    }

    /// <summary>Maps a checkpoint; the caller disposes its memory.</summary>
    public static SectionFile Open(string path) => SectionFile.Open(path, KnownKinds, FileWords.Checkpoint);

    public static CheckpointDocument ReadState(SectionFile file)
    {
        if (!file.Has(SectionKind.Checkpoint))
            throw new Item2VecException($"{file.Path}: not a {FileWords.Checkpoint.FullName}", FileWords.Checkpoint.WhenOther);
        file.Verify(SectionKind.Checkpoint);
        NativeBuffer<byte> json = file.View<byte>(SectionKind.Checkpoint, ElementType.Byte);
        try
        {
            CheckpointDocument state = JsonSerializer.Deserialize(json.Slice(0, (int)Math.Min(json.Length, int.MaxValue)), CheckpointJsonContext.Default.CheckpointDocument)
                ?? throw new JsonException("null");
            if (state.Format > CheckpointDocument.CurrentFormat)
                throw new Item2VecException($"{file.Path}: a newer version of Item2Vec wrote this checkpoint", "update Item2Vec, or delete the file to train from the start");
            if (state.Format < CheckpointDocument.CurrentFormat)
                throw new Item2VecException($"{file.Path}: an older version of Item2Vec wrote this checkpoint, which trained in another order", "finish with that version, or delete the file to train from the start");
            if (state.Problem(TrainingJson.ReadOptions(state.Options).Epochs) is string problem) throw file.Damaged(problem);
            return state;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw file.Damaged($"its state cannot be read ({error.Message})");
        }
    }

    /// <summary>Copies the matrices and accumulators of a checkpoint whose every byte has been compared with its checksum.</summary>
    public static void ReadMatrices(SectionFile file, EmbeddingMatrix input, EmbeddingMatrix output, RowAccumulators? accumulators)
    {
        file.Verify();
        Copy(file.View<float>(SectionKind.Input, ElementType.Float32, input.Data.Length), input);
        Copy(file.View<float>(SectionKind.Output, ElementType.Float32, output.Data.Length), output);
        if (accumulators is null) return;
        Copy(file, SectionKind.InputOrdinal, accumulators.Input);
        Copy(file, SectionKind.OutputOrdinal, accumulators.Output);
    }

    private static void Copy(SectionFile file, int ordinal, NativeBuffer<float> sums)
    {
        NativeBuffer<float> saved = file.View<float>(SectionKind.Accumulators, ElementType.Float32, sums.Length, ordinal);
        for (long row = 0; row < sums.Length; row++) sums[row] = saved[row];
    }

    private static void Copy(NativeBuffer<float> saved, EmbeddingMatrix matrix)
    {
        for (int row = 0; row < matrix.Rows; row++) saved.Slice((long)row * matrix.Stride, matrix.Stride).CopyTo(matrix.PaddedRow(row));
    }
}
