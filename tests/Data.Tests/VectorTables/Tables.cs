using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Data.Tests.VectorTables;

/// <summary>Vectors to write.</summary>
internal static class Tables
{
    /// <summary>Odd ids, attributes with gaps, one of which is called like a column of the table, and numbers at float32's ends.</summary>
    public static ItemVectors Sample()
    {
        using ItemVectors plain = Of(
            3, [1.5f, -0f, float.MaxValue, float.Epsilon, 0.1f, -3e-30f, 7, 8, 9, 0, 0, 0],
            ("1", 1L << 40), ("zwei – b c", 7), ("%", 7), ("cold", 0));
        EmbeddingMatrix output = new(4, 3);
        for (int row = 0; row < 4; row++) output.Row(row).Fill(-row - 0.25f);
        ItemAttributes attributes = new(
            ["title", "count"], [StringColumn.Of(["One", null, "Dreiß", ""]), StringColumn.Of([null, null, "x", "y"])]);
        EmbeddingMatrix input = new(4, 3);
        for (int row = 0; row < 4; row++) plain.Vector(row).CopyTo(input.Row(row));
        return new ItemVectors(plain.Vocabulary, input, output, attributes);
    }

    public static ItemVectors Of(int dimensions, float[] numbers, params (string Item, long Count)[] items)
    {
        VocabularyBuilder vocabulary = new();
        EmbeddingMatrix input = new(items.Length, dimensions);
        for (int row = 0; row < items.Length; row++)
        {
            vocabulary.Add(items[row].Item, items[row].Count);
            numbers.AsSpan(row * dimensions, dimensions).CopyTo(input.Row(row));
        }

        return new ItemVectors(vocabulary.Build(), input, null);
    }

    public static ItemVectors Random(int rows, int dimensions)
    {
        Random random = new(1);
        float[] numbers = new float[rows * dimensions];
        for (int i = 0; i < numbers.Length; i++) numbers[i] = random.NextSingle() - 0.5f;
        return Of(dimensions, numbers, [.. Enumerable.Range(0, rows).Select(row => ($"item-{row}", (long)(rows - row)))]);
    }

    /// <summary>As bits, which tell 0 and -0 apart.</summary>
    public static int[] Bits(ReadOnlySpan<float> numbers)
        => System.Runtime.InteropServices.MemoryMarshal.Cast<float, int>(numbers).ToArray();
}
