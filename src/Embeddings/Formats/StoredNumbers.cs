using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Formats;

/// <summary>A type of numbers in a file, all little-endian.</summary>
internal enum StoredNumber
{
    Float16,
    BFloat16,
    Float32,
    Float64,
}

/// <summary>Numbers as bytes.</summary>
internal static class StoredNumbers
{
    public static StoredNumber Of(NumberType type) => type == NumberType.Float16 ? StoredNumber.Float16 : StoredNumber.Float32;

    public static int Bytes(StoredNumber type) => type switch
    {
        StoredNumber.Float64 => sizeof(double),
        StoredNumber.Float32 => sizeof(float),
        _ => sizeof(ushort),
    };

    /// <summary>Writes numbers; those too large for a float16 become infinite.</summary>
    public static void Write(ReadOnlySpan<float> numbers, NumberType type, Span<byte> target)
    {
        if (type == NumberType.Float16)
        {
            for (int i = 0; i < numbers.Length; i++)
                BinaryPrimitives.WriteHalfLittleEndian(target[(i * sizeof(ushort))..], (Half)numbers[i]);
        }
        else if (BitConverter.IsLittleEndian)
        {
            MemoryMarshal.AsBytes(numbers).CopyTo(target);
        }
        else
        {
            for (int i = 0; i < numbers.Length; i++)
                BinaryPrimitives.WriteSingleLittleEndian(target[(i * sizeof(float))..], numbers[i]);
        }
    }

    /// <summary>Reads a matrix, row by row, to its end.</summary>
    /// <param name="stream">At its first number; as many bytes as the matrix has follow.</param>
    /// <param name="type">The type of the numbers.</param>
    /// <param name="dimensions">The numbers of a row.</param>
    /// <param name="rowOf">For each row of the file its row in the matrix.</param>
    /// <param name="errors">Before the first row.</param>
    /// <param name="path">The file, for errors.</param>
    /// <param name="options">Whether to reject vectors that are too long.</param>
    /// <exception cref="Item2VecException">A number is not finite, the stream ends, or the matrix does not fit into memory.</exception>
    public static EmbeddingMatrix ReadMatrix(
        Stream stream, StoredNumber type, int dimensions, ReadOnlySpan<int> rowOf, RowErrors errors, string path,
        VectorFormatOptions options)
    {
        EmbeddingMatrix matrix = VectorChecks.Allocate(rowOf.Length, dimensions, path);
        try
        {
            byte[] bytes = new byte[dimensions * Bytes(type)];
            foreach (int row in rowOf)
            {
                errors.Next();
                if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
                    throw errors.Here("the file ends inside a vector", "the file is truncated");
                Read(bytes, type, matrix.Row(row));
                VectorChecks.CheckRow(matrix.Row(row), options, errors);
            }

            return matrix;
        }
        catch
        {
            matrix.Dispose();
            throw;
        }
    }

    private static void Read(ReadOnlySpan<byte> bytes, StoredNumber type, Span<float> numbers)
    {
        for (int i = 0; i < numbers.Length; i++)
        {
            ReadOnlySpan<byte> number = bytes[(i * Bytes(type))..];
            numbers[i] = type switch
            {
                StoredNumber.Float64 => (float)BinaryPrimitives.ReadDoubleLittleEndian(number),
                StoredNumber.Float32 => BinaryPrimitives.ReadSingleLittleEndian(number),
                StoredNumber.Float16 => (float)BinaryPrimitives.ReadHalfLittleEndian(number),
                _ => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(number) << 16),
            };
        }
    }
}
