using System.Text.Json;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Vectors.Cooccurrences;
using Item2Vec.Embeddings.Vectors.Files;

namespace Item2Vec.Embeddings.Vectors;

/// <summary>
/// Trained vectors: for each item of the vocabulary its input vector (what <c>similar</c> compares) and its output vector
/// (what <c>recommend</c> scores), with the items' attributes and a summary of the training.
/// </summary>
/// <remarks>
/// Immutable and thread-safe. Vectors are outside the managed heap, or in a mapped file; <see cref="Dispose"/> frees them as soon as
/// current calls have returned. Later calls throw <see cref="ObjectDisposedException"/>.
/// </remarks>
public sealed class ItemVectors : IDisposable
{
    private static readonly Lazy<CooccurrenceTable?> NoCooccurrences = new((CooccurrenceTable?)null);

    private readonly Lazy<TrainingSummary?> training;
    private readonly Lazy<CooccurrenceTable?> cooccurrences;
    private NativeBuffer<float>? inverseNorms;

    internal ItemVectors(Vocabulary vocabulary, EmbeddingMatrix input, EmbeddingMatrix? output, ItemAttributes? attributes = null, TrainingSummary? training = null)
        : this(vocabulary, input, output, attributes, new Lazy<TrainingSummary?>(training), NoCooccurrences, null, null)
    {
    }

    /// <summary>Vectors in a mapped file.</summary>
    internal ItemVectors(
        Vocabulary vocabulary, EmbeddingMatrix input, EmbeddingMatrix? output, ItemAttributes attributes, NativeBuffer<float>? inverseNorms, SectionFile file)
        : this(vocabulary, input, output, attributes, new Lazy<TrainingSummary?>(() => ReadTraining(file)), new Lazy<CooccurrenceTable?>(() => CooccurrenceSections.Read(file)), inverseNorms, file)
    {
    }

    private ItemVectors(
        Vocabulary vocabulary,
        EmbeddingMatrix input,
        EmbeddingMatrix? output,
        ItemAttributes? attributes,
        Lazy<TrainingSummary?> training,
        Lazy<CooccurrenceTable?> cooccurrences,
        NativeBuffer<float>? inverseNorms,
        SectionFile? file)
    {
        Vocabulary = vocabulary;
        Input = input;
        Output = output;
        Attributes = attributes ?? ItemAttributes.None;
        File = file;
        this.training = training;
        this.cooccurrences = cooccurrences;
        this.inverseNorms = inverseNorms;
    }

    /// <summary>The items, row by row.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>The number of items.</summary>
    public int Count => Vocabulary.Count;

    /// <summary>The dimensions of a vector.</summary>
    public int Dimensions => Input.Dimensions;

    /// <summary>Whether there are output vectors: imported models may lack them.</summary>
    public bool HasOutput => Output is not null;

    /// <summary>Titles and other columns of the items.</summary>
    public ItemAttributes Attributes { get; }

    /// <summary>A summary of the training, or null for vectors that were not trained here.</summary>
    /// <exception cref="Item2VecException">The file's summary is damaged.</exception>
    public TrainingSummary? Training => training.Value;

    /// <summary>The vectors of the users in models that have them: input vectors in the space of the items; the ids are users'. Else null.</summary>
    /// <exception cref="Item2VecException">The model's file of users is damaged.</exception>
    public ItemVectors? Users => Companions[CompanionVectors.Users];

    /// <summary>
    /// The vectors of the metadata in models that have them: input and output vectors in the space of the items; the ids are values as
    /// <c>column=value</c>, grouped by column. Else null.
    /// </summary>
    /// <exception cref="Item2VecException">The model's file of metadata is damaged.</exception>
    public ItemVectors? Metadata => Companions[CompanionVectors.Metadata];

    /// <summary>The co-occurrences of items in the training's sessions, if the model keeps them. Else null.</summary>
    /// <exception cref="Item2VecException">The file's co-occurrences are damaged.</exception>
    public CooccurrenceTable? Cooccurrences => cooccurrences.Value;

    internal CompanionVectors Companions { get; private init; } = new();

    internal EmbeddingMatrix Input { get; }

    internal EmbeddingMatrix? Output { get; }

    /// <summary>The mapped file of the vectors, or null: it may have other sections.</summary>
    internal SectionFile? File { get; }

    /// <summary>One over the length of each row's input vector, 0 for a zero vector; computed on first use if the file does not have it.</summary>
    internal NativeBuffer<float> InverseNorms
    {
        get
        {
            if (inverseNorms is null) Interlocked.CompareExchange(ref inverseNorms, Norms.Inverse(Input), null);
            return inverseNorms;
        }
    }

    /// <summary>Opens an <c>.i2v</c> file. It is mapped, not read: a million items open in milliseconds.</summary>
    /// <param name="path">The file.</param>
    /// <param name="verify">Whether to read all data and compare it with its checksums; without it the file's structure is checked.</param>
    /// <exception cref="Item2VecException">There is no such file, or it is damaged, or a newer version wrote it.</exception>
    public static ItemVectors Open(string path, bool verify = false) => VectorFile.Read(path, verify);

    /// <summary>Writes an <c>.i2v</c> file: next to its target, flushed to disk, then renamed into place. The same vectors give the same bytes.</summary>
    /// <exception cref="Item2VecException">The file cannot be written (<see cref="ErrorCode.CannotWrite"/>).</exception>
    public void Save(string path) => VectorFile.Write(path, this);

    /// <summary>A copy of a row's input vector, <see cref="Dimensions"/> numbers.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="row"/> is not in [0, <see cref="Count"/>).</exception>
    public float[] Vector(int row)
    {
        using MemoryLease lease = Lease();
        return Input.Row(row).ToArray();
    }

    /// <summary>A copy of a row's output vector, <see cref="Dimensions"/> numbers.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="row"/> is not in [0, <see cref="Count"/>).</exception>
    /// <exception cref="InvalidOperationException">There are no output vectors.</exception>
    public float[] OutputVector(int row)
    {
        using MemoryLease lease = Lease();
        return (Output ?? throw new InvalidOperationException("These vectors have no output side.")).Row(row).ToArray();
    }

    /// <summary>Whether an item has no events although others have: its vectors come from its metadata or its content.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="row"/> is not in [0, <see cref="Count"/>).</exception>
    public bool IsCold(int row) => Vocabulary.TotalCount > 0 && Vocabulary.CountOf(row) == 0;

    /// <summary>The number of items without events, if others have events.</summary>
    public int ColdItems => Vocabulary.CountUnseen();

    /// <summary>The same vectors with other attributes; both share the memory, and disposing one disposes both.</summary>
    /// <exception cref="ArgumentException">A column has another number of rows.</exception>
    public ItemVectors With(ItemAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        if (attributes.Columns.Any(column => column.Count != Count)) throw new ArgumentException($"Columns must have {Count} rows.", nameof(attributes));
        return new ItemVectors(Vocabulary, Input, Output, attributes, training, cooccurrences, inverseNorms, File) { Companions = Companions };
    }

    /// <summary>The same vectors with co-occurrences, which are disposed with them; both share the memory, and disposing one disposes both.</summary>
    /// <exception cref="ArgumentException">The co-occurrences have more items.</exception>
    public ItemVectors With(CooccurrenceTable pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        if (pairs.Items > Count) throw new ArgumentException($"The pairs are of {pairs.Items} items, there are {Count}.", nameof(pairs));
        return new ItemVectors(Vocabulary, Input, Output, Attributes, training, new Lazy<CooccurrenceTable?>(pairs), inverseNorms, File) { Companions = Companions };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Input.Dispose();
        Output?.Dispose();
        Companions.Dispose();
        if (cooccurrences.IsValueCreated) cooccurrences.Value?.Dispose();
    }

    /// <summary>Keeps the memory of the vectors from being freed while a caller works with rows.</summary>
    /// <exception cref="ObjectDisposedException">The vectors have been disposed.</exception>
    internal MemoryLease Lease() => new(this, Input.Data.Memory, Output?.Data.Memory);

    private static TrainingSummary? ReadTraining(SectionFile file)
    {
        if (!file.Has(SectionKind.Training)) return null;
        using MemoryLease lease = new(file, file.Memory);
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
