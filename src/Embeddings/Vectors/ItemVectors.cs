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
    private readonly Lifetime use;
    private readonly Lease memory;
    private readonly VectorMemory vectors;
    private readonly Lazy<CooccurrenceTable?> cooccurrences;
    private TrainingSummary? training;

    /// <summary>Vectors in memory, which become theirs.</summary>
    internal ItemVectors(
        Vocabulary vocabulary, EmbeddingMatrix input, EmbeddingMatrix? output, ItemAttributes? attributes = null,
        TrainingSummary? training = null)
        : this(vocabulary, new VectorMemory(input, output) { Training = new Lazy<TrainingSummary?>(training) }, attributes)
    {
    }

    /// <summary>Vectors whose memory is freed with them.</summary>
    internal ItemVectors(Vocabulary vocabulary, VectorMemory vectors, ItemAttributes? attributes)
        : this(vocabulary, vectors, attributes, vectors.Cooccurrences, Lease.Of(vectors.Free))
    {
    }

    private ItemVectors(
        Vocabulary vocabulary, VectorMemory vectors, ItemAttributes? attributes, Lazy<CooccurrenceTable?> cooccurrences, Lease memory)
    {
        Vocabulary = vocabulary;
        Attributes = attributes ?? ItemAttributes.None;
        this.vectors = vectors;
        this.cooccurrences = cooccurrences;
        this.memory = memory;
        use = new Lifetime(memory.Dispose);
    }

    /// <summary>The items, row by row.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>The number of items.</summary>
    public int Count => Vocabulary.Count;

    /// <summary>The rows of the matrices: more than there are items where items can join.</summary>
    internal int Capacity => Input.Rows;

    /// <summary>The dimensions of a vector.</summary>
    public int Dimensions => Input.Dimensions;

    /// <summary>Whether there are output vectors: imported models may lack them.</summary>
    public bool HasOutput => Output is not null;

    /// <summary>Titles and other columns of the items.</summary>
    public ItemAttributes Attributes { get; }

    /// <summary>A summary of the training, or null for vectors that were not trained here.</summary>
    /// <exception cref="Item2VecException">The file's summary is damaged.</exception>
    public TrainingSummary? Training => training ?? vectors.Training.Value;

    /// <summary>
    /// The vectors of the users in models that have them: input vectors in the space of the items; the ids are users'. Else null.
    /// </summary>
    /// <exception cref="Item2VecException">The model's file of users is damaged.</exception>
    public ItemVectors? Users => Companion(CompanionVectors.Users);

    /// <summary>
    /// The vectors of the metadata in models that have them: input and output vectors in the space of the items; the ids are values as
    /// <c>column=value</c>, grouped by column. Else null.
    /// </summary>
    /// <exception cref="Item2VecException">The model's file of metadata is damaged.</exception>
    public ItemVectors? Metadata => Companion(CompanionVectors.Metadata);

    /// <summary>Which items stood together in the sessions of the training, where the model keeps that. Else null.</summary>
    /// <exception cref="Item2VecException">The file's pairs are damaged.</exception>
    public CooccurrenceTable? Cooccurrences
    {
        get
        {
            using Lease lease = Acquire();
            return cooccurrences.Value;
        }
    }

    internal CompanionVectors Companions => vectors.Companions;

    /// <summary>The attributes in the file of the vectors, without those set since.</summary>
    internal ItemAttributes FileAttributes => vectors.FileAttributes;

    internal EmbeddingMatrix Input => vectors.Input;

    internal EmbeddingMatrix? Output => vectors.Output;

    /// <summary>The mapped file that the vectors lie in, or null: other sections of it may be of use.</summary>
    internal SectionFile? File => vectors.File;

    /// <summary>
    /// One over the length of each row's input vector, 0 for a zero vector; computed at first use when the file does not hold it.
    /// </summary>
    internal NativeBuffer<float> InverseNorms => vectors.InverseNorms;

    /// <summary>Opens an <c>.i2v</c> file. It is mapped, not read: a million items open in milliseconds.</summary>
    /// <param name="path">The file.</param>
    /// <param name="verify">Whether to read all data and compare it with its checksums; without it the file's structure is checked.</param>
    /// <exception cref="Item2VecException">There is no such file, or it is damaged, or a newer version wrote it.</exception>
    public static ItemVectors Open(string path, bool verify = false) => VectorFile.Read(path, verify);

    /// <summary>
    /// Writes an <c>.i2v</c> file: next to its target, flushed to disk, then renamed into place. The same vectors give the same bytes.
    /// </summary>
    /// <exception cref="Item2VecException">The file cannot be written (<see cref="ErrorCode.CannotWrite"/>).</exception>
    public void Save(string path) => VectorFile.Write(path, this);

    /// <inheritdoc cref="Save"/>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops the writing; a file that was there stays as it is.</param>
    public Task SaveAsync(string path, CancellationToken cancellationToken = default)
        => VectorFile.WriteAsync(path, this, null, cancellationToken);

    /// <summary>A copy of a row's input vector, <see cref="Dimensions"/> numbers.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="row"/> is not in [0, <see cref="Count"/>).</exception>
    /// <exception cref="Item2VecException">A number is not finite: the file is damaged.</exception>
    public float[] Vector(int row) => Copied(Input, row);

    /// <summary>A copy of a row's output vector, <see cref="Dimensions"/> numbers.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="row"/> is not in [0, <see cref="Count"/>).</exception>
    /// <exception cref="InvalidOperationException">There are no output vectors.</exception>
    /// <exception cref="Item2VecException">A number is not finite: the file is damaged.</exception>
    public float[] OutputVector(int row)
        => Copied(Output ?? throw new InvalidOperationException("These vectors have no output side."), row);

    private float[] Copied(EmbeddingMatrix matrix, int row)
    {
        using Lease lease = Acquire();
        return VectorFileCheck.Finite(matrix.Row(row).ToArray(), this, () => $"'{Vocabulary[row]}'");
    }

    /// <summary>Whether an item has no events although others have: its vectors come from its metadata or its content.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="row"/> is not in [0, <see cref="Count"/>).</exception>
    public bool IsCold(int row) => Vocabulary.TotalCount > 0 && Vocabulary.CountOf(row) == 0;

    /// <summary>The number of items without events, if others have events.</summary>
    public int ColdItems => Vocabulary.CountUnseen();

    /// <summary>
    /// The same vectors with other attributes. Both share the memory; each is disposed by itself, and the last one frees it.
    /// </summary>
    /// <exception cref="ArgumentException">A column has another number of rows.</exception>
    public ItemVectors With(ItemAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        if (attributes.Columns.Any(column => column.Count != Capacity))
            throw new ArgumentException($"Columns must have {Capacity} rows.", nameof(attributes));
        using Lease lease = Acquire();
        return new ItemVectors(Vocabulary, vectors, attributes, cooccurrences, memory.Copy()) { training = training };
    }

    /// <summary>The same vectors with co-occurrences, disposed with the result; the memory of both is shared.</summary>
    /// <exception cref="ArgumentException">The co-occurrences have more items, or session vectors of other dimensions.</exception>
    public ItemVectors With(CooccurrenceTable pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        if (pairs.Items > Count) throw new ArgumentException($"The pairs are of {pairs.Items} items, there are {Count}.", nameof(pairs));
        if (pairs.SessionVectors is { } other && other.Dimensions != Dimensions)
            throw new ArgumentException($"The session vectors have {other.Dimensions} dimensions, not {Dimensions}.", nameof(pairs));
        using Lease lease = Acquire();
        Lease share = memory.Copy();
        Lease both = Lease.Of(() =>
        {
            pairs.Dispose();
            share.Dispose();
        });
        return new ItemVectors(Vocabulary, vectors, Attributes, new Lazy<CooccurrenceTable?>(pairs), both) { training = training };
    }

    /// <summary>The same vectors with another summary of the training; the memory of both is shared.</summary>
    public ItemVectors With(TrainingSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        using Lease lease = Acquire();
        return new ItemVectors(Vocabulary, vectors, Attributes, cooccurrences, memory.Copy()) { training = summary };
    }

    /// <summary>
    /// A copy of the vectors in memory of its own, with room for items that join while they are used; what else belongs to these is shared.
    /// </summary>
    internal ItemVectors WithRoom(int room)
    {
        using Lease lease = Acquire();
        Lease share = memory.Copy();
        VectorMemory larger = new(Padded(Input, room), Output is null ? null : Padded(Output, room), File)
        {
            FileAttributes = FileAttributes, Training = new Lazy<TrainingSummary?>(() => Training), Companions = Companions,
        };
        _ = larger.InverseNorms;
        ItemAttributes attributes = Attributes.WithRoom(Count + room);
        return new ItemVectors(Vocabulary.WithRoom(room), larger, attributes, cooccurrences, Lease.Of(() =>
        {
            larger.FreeMatrices();
            share.Dispose();
        }));
    }

    private static EmbeddingMatrix Padded(EmbeddingMatrix matrix, int room)
    {
        EmbeddingMatrix padded = new(matrix.Rows + room, matrix.Dimensions);
        for (int row = 0; row < matrix.Rows; row++) matrix.PaddedRow(row).CopyTo(padded.PaddedRow(row));
        return padded;
    }

    /// <summary>
    /// Checks that every number is finite, without comparing checksums; those of users and metadata when they are first used. For a caller
    /// that reads most of the vectors anyway, and would otherwise answer from damaged ones.
    /// </summary>
    /// <exception cref="Item2VecException">One is not: the file is damaged.</exception>
    public void CheckNumbers()
    {
        using Lease lease = Acquire();
        VectorFileCheck.CheckNumbers(this);
        Companions.CheckNumbers();
    }

    /// <inheritdoc/>
    public void Dispose() => use.Close();

    /// <summary>Verifies these vectors, and those of users and metadata, if they come from files that have not been verified.</summary>
    internal void Verify()
    {
        using Lease lease = Acquire();
        VectorFileCheck.BeforeUse(this);
        foreach (string name in Companions.Names) VectorFileCheck.BeforeUse(Companions[name]!);
    }

    /// <summary>The same vectors once more, for another owner: the memory is freed with the last one.</summary>
    /// <exception cref="ObjectDisposedException">The vectors have been disposed.</exception>
    internal ItemVectors Share()
    {
        using Lease lease = Acquire();
        return new ItemVectors(Vocabulary, vectors, Attributes, cooccurrences, memory.Copy()) { training = training };
    }

    /// <summary>Keeps the memory of the vectors from being freed while a caller works with rows.</summary>
    /// <exception cref="ObjectDisposedException">The vectors have been disposed.</exception>
    internal Lease Acquire() => use.Acquire(this);

    private ItemVectors? Companion(string name)
    {
        using Lease lease = Acquire();
        return Companions[name];
    }
}

/// <summary>
/// Vectors learned together with those of the items, in the same space, by the name of their file: values of metadata, users.
/// </summary>
/// <remarks>Thread-safe. Those of a model on disk are opened on first use.</remarks>
internal sealed class CompanionVectors : IDisposable
{
    public const string Users = "users";

    public const string Metadata = "metadata";

    /// <summary>All possible names; others in a model's description are ignored.</summary>
    public static readonly string[] Known = [Metadata, Users];

    private readonly SortedDictionary<string, Lazy<ItemVectors>> all = new(StringComparer.Ordinal);
    private volatile bool checksNumbers;

    /// <summary>The names that exist, in ordinal order.</summary>
    public IEnumerable<string> Names => all.Keys;

    /// <summary>The vectors by name, or null.</summary>
    /// <exception cref="Item2VecException">Their file is damaged.</exception>
    public ItemVectors? this[string name] => all.TryGetValue(name, out Lazy<ItemVectors>? vectors) ? vectors.Value : null;

    public void Add(string name, Func<ItemVectors> open) => all.Add(name, new Lazy<ItemVectors>(() =>
    {
        ItemVectors opened = open();
        if (name == Users) opened.Vocabulary.Noun = "user";
        if (checksNumbers) VectorFileCheck.CheckNumbers(opened);
        return opened;
    }));

    /// <summary>Adds vectors that become its own.</summary>
    public void Add(string name, ItemVectors vectors)
    {
        if (name == Users) vectors.Vocabulary.Noun = "user";
        all.Add(name, new Lazy<ItemVectors>(vectors));
    }

    /// <summary>Checks the numbers of those that are open, and of others when they are opened.</summary>
    public void CheckNumbers()
    {
        checksNumbers = true;
        foreach (Lazy<ItemVectors> vectors in all.Values)
            if (vectors.IsValueCreated) VectorFileCheck.CheckNumbers(vectors.Value);
    }

    public void Dispose()
    {
        foreach (Lazy<ItemVectors> vectors in all.Values)
            if (vectors.IsValueCreated) vectors.Value.Dispose();
    }
}
