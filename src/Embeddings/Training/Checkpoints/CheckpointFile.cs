using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Files;

namespace Item2Vec.Embeddings.Training.Checkpoints;

/// <summary>
/// A checkpoint on disk: the container of <c>.i2v</c> files with the state as JSON, all rows of both matrices, and the accumulators where
/// the optimizer has some.
/// </summary>
internal static class CheckpointFile
{
    private static readonly string[] KnownKinds = [SectionKind.Checkpoint, SectionKind.Input, SectionKind.Output, SectionKind.Accumulators];

    public static void Write(
        string path, CheckpointDocument state, EmbeddingMatrix input, EmbeddingMatrix output, RowAccumulators? accumulators)
    {
        SectionFileWriter writer = new(input.Rows, input.Dimensions, state.Corpus.Events);
        writer.Add(
            SectionKind.Checkpoint,
            JsonSerializer.SerializeToUtf8Bytes(state, CheckpointJsonContext.Default.CheckpointDocument),
            flags: Section.Required);
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
            CheckpointDocument state = JsonSerializer.Deserialize(
                json.Slice(0, (int)Math.Min(json.Length, int.MaxValue)), CheckpointJsonContext.Default.CheckpointDocument)
                ?? throw new JsonException("null");
            if (state.Format > CheckpointDocument.CurrentFormat)
                throw new Item2VecException(
                    $"{file.Path}: a newer version of Item2Vec wrote this checkpoint",
                    "update Item2Vec, or delete the file to train from the start");
            if (state.Format < CheckpointDocument.CurrentFormat)
                throw new Item2VecException(
                    $"{file.Path}: an older version of Item2Vec wrote this checkpoint, which trained in another order",
                    "finish with that version, or delete the file to train from the start");
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

/// <summary>The JSON of a checkpoint: the position of a training, and what it must be resumed with.</summary>
internal sealed class CheckpointDocument
{
    /// <summary>
    /// To be raised when blocks, their order or their random numbers change: an older checkpoint could not be resumed with the same result.
    /// </summary>
    public const int CurrentFormat = 2;

    public int Format { get; set; } = CurrentFormat;

    public JsonObject Options { get; set; } = [];

    public CorpusIdentity Corpus { get; set; } = new();

    /// <summary><see cref="WarmStart.Identity"/> of the initial vectors; empty without.</summary>
    public string WarmStart { get; set; } = string.Empty;

    /// <summary>The number of blocks per epoch.</summary>
    public int Blocks { get; set; }

    /// <summary>The current epoch, from 0; -1 before the first block.</summary>
    public int Epoch { get; set; }

    /// <summary>The number of completed blocks of that epoch, in its order.</summary>
    public int Next { get; set; }

    public long TokensDone { get; set; }

    public long TokensTotal { get; set; }

    /// <summary>The time spent training.</summary>
    public double Seconds { get; set; }

    /// <summary>The loss sums of each epoch that has begun.</summary>
    public double[] Losses { get; set; } = [];

    public long[] Pairs { get; set; } = [];

    /// <summary>Describes an inconsistency, or null.</summary>
    public string? Problem(int epochs)
    {
        if (Blocks < 0 || Epoch < -1 || Epoch >= epochs || Next < 0 || Next > Blocks || (Epoch < 0 && Next > 0))
            return $"it stands at block {Next} of epoch {Epoch}";
        if (Losses.Length != Pairs.Length || Losses.Length > epochs)
            return $"it has losses of {Losses.Length} epochs and pairs of {Pairs.Length}";
        return TokensDone < 0 || TokensTotal < 0 || !(Seconds >= 0 && Seconds < 1e12) ? $"{TokensDone} events in {Seconds} seconds" : null;
    }
}

/// <summary>The generated (reflection-free) reader and writer of a checkpoint's JSON.</summary>
[JsonSourceGenerationOptions(
    RespectNullableAnnotations = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(CheckpointDocument))]
internal sealed partial class CheckpointJsonContext : JsonSerializerContext;
