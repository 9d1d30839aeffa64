namespace Item2Vec.Embeddings.Numerics;

/// <summary>A matrix of rows x dimensions float32. Rows are aligned to 64 bytes and zero-padded, so that kernels have no tails.</summary>
internal sealed unsafe class EmbeddingMatrix : IDisposable
{
    /// <summary>Floats in 64 bytes: the length of every row is a multiple of this.</summary>
    public const int Lanes = 16;

    private readonly NativeBuffer<float> data;

    public EmbeddingMatrix(int rows, int dimensions)
        : this(NativeBuffer<float>.Allocate((long)rows * StrideOf(dimensions)), rows, dimensions)
    {
    }

    /// <summary>
    /// A matrix over existing memory, <paramref name="rows"/> x <see cref="StrideOf"/>(<paramref name="dimensions"/>) floats.
    /// </summary>
    public EmbeddingMatrix(NativeBuffer<float> data, int rows, int dimensions)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(data.Length, (long)rows * StrideOf(dimensions), nameof(data));
        this.data = data;
        Rows = rows;
        Dimensions = dimensions;
        Stride = StrideOf(dimensions);
    }

    public int Rows { get; }

    /// <summary>The length of a row without padding.</summary>
    public int Dimensions { get; }

    /// <summary>The floats from one row to the next: <see cref="Dimensions"/> rounded up to a multiple of <see cref="Lanes"/>.</summary>
    public int Stride { get; }

    public NativeBuffer<float> Data => data;

    /// <summary>The address of row 0; row r is at <c>Pointer + (nint)r * Stride</c>.</summary>
    public float* Pointer => data.Pointer;

    public static int StrideOf(int dimensions) => (dimensions + Lanes - 1) / Lanes * Lanes;

    /// <summary>The <see cref="Dimensions"/> numbers of a row.</summary>
    public Span<float> Row(int row) => data.Slice((long)row * Stride, Dimensions);

    /// <summary>A row with its padding.</summary>
    public Span<float> PaddedRow(int row) => data.Slice((long)row * Stride, Stride);

    /// <summary>Some rows of this matrix as a matrix over the same memory, which stays this one's.</summary>
    public EmbeddingMatrix Slice(int first, int rows)
        => new(NativeBuffer<float>.View(data.Memory, (long)first * Stride * sizeof(float), (long)rows * Stride), rows, Dimensions);

    public void Dispose() => data.Dispose();
}
