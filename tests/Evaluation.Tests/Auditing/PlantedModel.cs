using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Evaluation.Tests.Auditing;

/// <summary>Models of a few items whose lists can be told by hand: items i0, i1, ... with given counts and vectors.</summary>
internal static class PlantedModel
{
    public static ItemVectors Of(long[] counts, float[][] input, float[][]? output = null)
    {
        VocabularyBuilder builder = new();
        for (int row = 0; row < counts.Length; row++) builder.Add($"i{row}", counts[row]);
        return new ItemVectors(builder.Build(), Matrix(input), output is null ? null : Matrix(output));
    }

    /// <summary>A model with text columns of its items.</summary>
    public static ItemVectors With(this ItemVectors vectors, string column, params string?[] values)
        => vectors.With(new ItemAttributes([column], [StringColumn.Of(values)]));

    /// <summary>
    /// Ten items, of which i0 and i1 lead every list by the next score (i2 fills the lists of these two): their output vectors are the
    /// longest.
    /// </summary>
    public static ItemVectors HeadOnly() => Of(
        [50, 40, 10, 9, 8, 7, 6, 5, 4, 1],
        [.. Enumerable.Range(0, 10).Select(_ => new float[] { 1, 0 })],
        [.. Enumerable.Range(0, 10).Select(row => new float[] { 10 - row, 0 })]);

    /// <summary>Pairs of items with the same vector, each pair at right angles to all others.</summary>
    public static ItemVectors Pairs(int pairs) => Of(
        [.. Enumerable.Repeat(5L, 2 * pairs)],
        [.. Enumerable.Range(0, 2 * pairs).Select(row => Enumerable.Range(0, pairs).Select(i => i == row / 2 ? 1f : 0).ToArray())]);

    private static EmbeddingMatrix Matrix(float[][] rows)
    {
        EmbeddingMatrix matrix = new(rows.Length, rows[0].Length);
        for (int row = 0; row < rows.Length; row++) rows[row].CopyTo(matrix.Row(row));
        return matrix;
    }
}
