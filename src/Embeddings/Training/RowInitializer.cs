using System.Runtime.CompilerServices;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Training.Sampling;
using Item2Vec.Embeddings.Training.Schedule;

namespace Item2Vec.Embeddings.Training;

/// <summary>Initializes input rows: uniform random numbers in [-1/d, 1/d), seeded by the random seed and the row's id.</summary>
/// <remarks>
/// The range is gensim's; word2vec.c starts with half of it and catches up only after some 20 epochs. Because the id and not the row number is the seed,
/// an item starts with the same vector when the vocabulary around it changes. Output rows start at zero.
/// </remarks>
internal static class RowInitializer
{
    /// <summary>The id of the end token. Never an item's, since it is not UTF-8.</summary>
    private static ReadOnlySpan<byte> EndToken => [0xFF];

    public static void Fill(TrainingRun run)
    {
        RowLayout rows = run.Layout;
        ulong seed = IdHash.Mix((ulong)run.Options.Seed);
        Fill(run.Input, 0, run.Corpus.Vocabulary, seed);
        if (rows.EndRow >= 0) Fill(run.Input.Row(rows.EndRow), seed ^ IdHash.Of(EndToken));
        if (rows.Metadata is ItemMetadata metadata) Fill(run.Input, rows.FirstMetadata, metadata.Values, IdHash.Mix(seed + 2));
        if (rows.Users > 0) Fill(run.Input, rows.FirstUser, run.Corpus.Users!, IdHash.Mix(seed + 1));
    }

    private static void Fill(EmbeddingMatrix matrix, int first, Vocabulary ids, ulong seed)
        => Parallel.For(0, ids.Count, i => Fill(matrix.Row(first + i), seed ^ IdHash.Of(ids.Utf8(i))));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Fill(Span<float> row, ulong seed)
    {
        float range = 2f / row.Length;
        RandomSource random = new(seed);
        foreach (ref float value in row) value = (random.NextFloat() - 0.5f) * range;
    }
}
