using System.Runtime.CompilerServices;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Training;

/// <summary>Gives each input row its start: even random numbers in [-1/d, 1/d), drawn from the seed and the item's id.</summary>
/// <remarks>
/// The range is gensim's; word2vec.c starts at half of it and is level only after some 20 epochs. Because the id and not the row number is the seed,
/// an item starts at the same place when the vocabulary around it changes. Output rows start at zero.
/// </remarks>
internal static class RowInitializer
{
    /// <summary>What stands for the id of the row behind the items. No item's, since it is not UTF-8.</summary>
    private static ReadOnlySpan<byte> EndToken => [0xFF];

    public static void Fill(EmbeddingMatrix matrix, Vocabulary vocabulary, long seed)
    {
        float range = 2f / matrix.Dimensions;
        Parallel.For(0, matrix.Rows, row =>
        {
            ReadOnlySpan<byte> id = row < vocabulary.Count ? vocabulary.Utf8(row) : EndToken;
            Fill(matrix.Row(row), range, IdHash.Mix((ulong)seed) ^ IdHash.Of(id));
        });
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Fill(Span<float> row, float range, ulong seed)
    {
        RandomSource random = new(seed);
        foreach (ref float value in row) value = (random.NextFloat() - 0.5f) * range;
    }
}
