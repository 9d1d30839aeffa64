using System.Buffers;
using System.Globalization;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Embeddings.Formats;

/// <summary>The rows of one matrix as they are written: as they are or with length 1, one at a time.</summary>
internal sealed class VectorRows
{
    private readonly ItemVectors vectors;
    private readonly EmbeddingMatrix matrix;
    private readonly NumberType type;
    private readonly float[]? unit;

    /// <param name="vectors">The vectors, on which the caller holds a lease.</param>
    /// <param name="side">One of the two matrices.</param>
    /// <param name="options">Whether to normalize, and the type of the numbers.</param>
    /// <exception cref="Item2VecException">There is no such matrix, or a number in it is not finite.</exception>
    public VectorRows(ItemVectors vectors, VectorSide side, VectorFormatOptions options)
    {
        this.vectors = vectors;
        matrix = VectorChecks.Matrix(vectors, side);
        type = options.NumberType;
        unit = options.Normalize ? new float[matrix.Dimensions] : null;
    }

    public int Count => matrix.Rows;

    public int Dimensions => matrix.Dimensions;

    private int RowBytes => Dimensions * StoredNumbers.Bytes(StoredNumbers.Of(type));

    /// <summary>The numbers of a row, valid until the next one.</summary>
    public ReadOnlySpan<float> this[int row]
    {
        get
        {
            ReadOnlySpan<float> numbers = matrix.Row(row);
            if (unit is null) return numbers;
            double squares = 0;
            foreach (float number in numbers) squares += (double)number * number;
            if (squares == 0) return numbers;
            double scale = 1 / Math.Sqrt(squares);
            for (int i = 0; i < unit.Length; i++) unit[i] = (float)(numbers[i] * scale);
            return unit;
        }
    }

    /// <summary>Writes the numbers of all rows, one after another, in the type that was asked for.</summary>
    /// <exception cref="Item2VecException">A number is too large for a float16.</exception>
    public void WriteTo(Stream stream)
    {
        const int flushAt = 1 << 16;
        ArrayBufferWriter<byte> output = new(flushAt + RowBytes);
        for (int row = 0; row < Count; row++)
        {
            ReadOnlySpan<float> numbers = this[row];
            if (type == NumberType.Float16) CheckRange(numbers, row);
            StoredNumbers.Write(numbers, type, output.GetSpan(RowBytes));
            output.Advance(RowBytes);
            if (output.WrittenCount < flushAt && row < Count - 1) continue;
            stream.Write(output.WrittenSpan);
            output.ResetWrittenCount();
        }
    }

    /// <exception cref="Item2VecException">A number is too large for a float16.</exception>
    private void CheckRange(ReadOnlySpan<float> numbers, int row)
    {
        foreach (float number in numbers)
        {
            if (Half.IsFinite((Half)number)) continue;
            throw new Item2VecException(
                $"the vector of '{vectors.Vocabulary[row]}' (row {row}) holds {number.ToString(CultureInfo.InvariantCulture)}, "
                    + "a float16 at most 65504",
                "leave NumberType out, or let the vectors have length 1: Normalize")
            {
                Option = nameof(VectorFormatOptions.NumberType),
            };
        }
    }
}
