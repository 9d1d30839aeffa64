using System.Text.Json;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Vectors.Cooccurrences;
using Item2Vec.Embeddings.Vectors.Files;

namespace Item2Vec.Embeddings.Vectors;

/// <summary>
/// What several <see cref="ItemVectors"/> share: the matrices, what the file or the training says of them, and all that is freed with them.
/// </summary>
/// <param name="input">The input vectors, which become its own.</param>
/// <param name="output">The output vectors, or null.</param>
/// <param name="file">The mapped file that they lie in, or null.</param>
internal sealed class VectorMemory(EmbeddingMatrix input, EmbeddingMatrix? output, SectionFile? file = null)
{
    private static readonly Lazy<CooccurrenceTable?> NoCooccurrences = new((CooccurrenceTable?)null);

    private CompanionVectors? companions;
    private NativeBuffer<float>? inverseNorms;

    public EmbeddingMatrix Input => input;

    public EmbeddingMatrix? Output => output;

    public SectionFile? File => file;

    /// <summary>Those that belong to it, or to the vectors that these are a copy of.</summary>
    public CompanionVectors Companions
    {
        get => companions ??= new();
        init => companions = value;
    }

    /// <summary>The attributes in the file; others may have been set since.</summary>
    public ItemAttributes FileAttributes { get; init; } = ItemAttributes.None;

    public required Lazy<TrainingSummary?> Training { get; init; }

    public Lazy<CooccurrenceTable?> Cooccurrences { get; private init; } = NoCooccurrences;

    /// <summary>A lease on the larger matrices that these are parts of, or none.</summary>
    public Lease Whole { get; init; }

    public NativeBuffer<float> InverseNorms
    {
        get
        {
            if (inverseNorms is null && Norms.Inverse(Input) is NativeBuffer<float> made
                && Interlocked.CompareExchange(ref inverseNorms, made, null) is not null)
                made.Dispose();
            return inverseNorms!;
        }
    }

    /// <summary>The vectors of a file, which is freed with them.</summary>
    public static VectorMemory Of(
        SectionFile file, EmbeddingMatrix input, EmbeddingMatrix? output, NativeBuffer<float>? inverseNorms, ItemAttributes attributes)
        => new(input, output, file)
        {
            FileAttributes = attributes,
            inverseNorms = inverseNorms,
            Training = new Lazy<TrainingSummary?>(() => ReadTraining(file)),
            Cooccurrences = new Lazy<CooccurrenceTable?>(() => CooccurrenceSections.Read(file)),
        };

    public void Free()
    {
        Companions.Dispose();
        if (Cooccurrences.IsValueCreated) Cooccurrences.Value?.Dispose();
        FreeMatrices();
        File?.Memory.Dispose();
        Whole.Dispose();
    }

    /// <summary>Frees the matrices alone.</summary>
    public void FreeMatrices()
    {
        inverseNorms?.Dispose();
        Input.Dispose();
        Output?.Dispose();
    }

    private static TrainingSummary? ReadTraining(SectionFile file)
    {
        if (!file.Has(SectionKind.Training)) return null;
        using Lease lease = file.Memory.Acquire(file);
        NativeBuffer<byte> json = file.View<byte>(SectionKind.Training, ElementType.Byte);
        try
        {
            return TrainingJson.Read(json.Slice(0, (int)Math.Min(json.Length, int.MaxValue)));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw file.Damaged($"its training summary cannot be read ({error.Message})");
        }
    }
}
