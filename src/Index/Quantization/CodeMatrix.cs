using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Indexing.Quantization;

/// <summary>Rows of int8 codes, -127 to 127: vectors in a quarter of the memory. Rows are aligned to 64 bytes and zero-padded.</summary>
/// <remarks>
/// A code c stands for <c>c * Step</c>; the dot product of two rows is then exact integer arithmetic, the same on every machine.
/// </remarks>
internal sealed class CodeMatrix
{
    /// <summary>The length of every row is a multiple of this.</summary>
    public const int Lanes = 64;

    /// <summary>The largest code; the negative of -128 could not be represented.</summary>
    public const int MaxCode = 127;

    /// <summary>Codes in existing memory.</summary>
    /// <param name="data">The rows, <paramref name="stride"/> bytes each.</param>
    /// <param name="rows">Their number.</param>
    /// <param name="stride">The bytes from a row to the next, a multiple of <see cref="Lanes"/>.</param>
    /// <param name="step">The value of a code of 1.</param>
    public CodeMatrix(NativeBuffer<sbyte> data, int rows, int stride, float step)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(stride % Lanes, 0, nameof(stride));
        ArgumentOutOfRangeException.ThrowIfNotEqual(data.Length, (long)rows * stride, nameof(data));
        Data = data;
        Rows = rows;
        Stride = stride;
        Step = step;
    }

    public NativeBuffer<sbyte> Data { get; }

    public int Rows { get; }

    /// <summary>The bytes from a row to the next.</summary>
    public int Stride { get; }

    /// <summary>The value of a code of 1.</summary>
    public float Step { get; }

    public static int StrideOf(int dimensions) => (dimensions + Lanes - 1) / Lanes * Lanes;

    /// <summary>A row with its padding.</summary>
    public ReadOnlySpan<sbyte> Row(int row) => Data.Slice((long)row * Stride, Stride);
}
