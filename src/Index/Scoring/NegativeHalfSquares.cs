using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Indexing.Scoring;

/// <summary><c>-|x|^2 / 2</c> for each row: with it <c>q . x - |x|^2 / 2 = (|q|^2 - |q - x|^2) / 2</c>, so that distances are searched like dot products.</summary>
internal static class NegativeHalfSquares
{
    /// <summary>From the inverse lengths in a file: no vector is read.</summary>
    public static NativeBuffer<float> Of(ItemVectors vectors)
    {
        NativeBuffer<float> inverse = vectors.InverseNorms;
        NativeBuffer<float> squares = NativeBuffer<float>.Allocate(inverse.Length);
        for (long row = 0; row < inverse.Length; row++)
        {
            double length = inverse[row] > 0 ? 1 / (double)inverse[row] : 0;
            squares[row] = (float)(-0.5 * length * length);
        }

        return squares;
    }
}
