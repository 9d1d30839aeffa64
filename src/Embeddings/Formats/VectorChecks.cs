using System.Globalization;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Embeddings.Formats;

/// <summary>Checks of a matrix that every format makes before writing and while reading.</summary>
internal static class VectorChecks
{
    public const int MaxDimensions = 1 << 16;

    /// <summary>The matrix of one side.</summary>
    /// <exception cref="Item2VecException">There are no output vectors, or they are damaged, or a number is not finite.</exception>
    public static EmbeddingMatrix Matrix(ItemVectors vectors, VectorSide side)
    {
        EmbeddingMatrix matrix = side == VectorSide.Input ? vectors.Input : vectors.Output
            ?? throw new Item2VecException("the model has no output vectors", "export the input vectors", ErrorCode.Usage);
        VectorFileCheck.BeforeUse(vectors);
        for (int row = 0; row < matrix.Rows; row++)
        {
            foreach (float number in matrix.Row(row))
            {
                if (float.IsFinite(number)) continue;
                string shown = number.ToString(CultureInfo.InvariantCulture);
                throw new Item2VecException($"the vector of '{vectors.Vocabulary[row]}' (row {row}) holds {shown}");
            }
        }

        return matrix;
    }

    /// <summary>What is wrong with a row that was read if its squared length overflows, or null.</summary>
    public static string? Overflow(ReadOnlySpan<float> row)
    {
        double squares = 0;
        foreach (float number in row) squares += (double)number * number;
        return squares <= float.MaxValue ? null : "the numbers are so large that the square of the vector's length overflows a float32";
    }

    /// <exception cref="Item2VecException">The rows do not fit into memory.</exception>
    public static EmbeddingMatrix Allocate(int rows, int dimensions, string path)
    {
        try
        {
            return new EmbeddingMatrix(rows, dimensions);
        }
        catch (OutOfMemoryException)
        {
            throw new Item2VecException($"{path}: {rows} rows of {dimensions} numbers do not fit into memory");
        }
    }
}
