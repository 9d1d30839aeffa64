using System.Globalization;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors.Files;

namespace Item2Vec.Embeddings.Vectors;

/// <summary>The full verification of an <c>.i2v</c> file: checksums and consistency. Reads everything once.</summary>
internal static class VectorFileCheck
{
    public static void Run(SectionFile file, ItemVectors vectors)
    {
        file.Verify();
        file.CheckNumbers();
        Vocabulary items = vectors.Vocabulary;
        CheckOffsets(file, items.Offsets);
        foreach (StringColumn column in vectors.Attributes.Columns) CheckOffsets(file, column.Offsets);
        CheckCounts(file, items);
        for (int row = 0; row < items.Count; row++)
        {
            if (!items.TryGetRow(items.Utf8(row), out int found) || found != row)
                throw file.Damaged($"its hash does not find the id of row {row}");
        }

        file.IsVerified = true;
    }

    /// <summary>
    /// Verifies vectors that are learned from or written again: a damaged file would otherwise get a copy whose checksums are right.
    /// </summary>
    /// <exception cref="Item2VecException">They are damaged, or a number is not finite.</exception>
    public static void BeforeUse(ItemVectors vectors)
    {
        if (vectors.File is not SectionFile file) CheckNumbers(vectors);
        else if (!file.IsVerified) Run(file, vectors);
    }

    /// <summary>Checks that every number is finite, without reading anything else.</summary>
    /// <exception cref="Item2VecException">One is not.</exception>
    public static void CheckNumbers(ItemVectors vectors)
    {
        vectors.File?.CheckNumbers();
        if (vectors.File is not null) return;
        foreach (EmbeddingMatrix? matrix in new[] { vectors.Input, vectors.Output })
        {
            if (matrix is null || FiniteNumbers.IndexOfOther(matrix.Data) is not (>= 0 and long found)) continue;
            throw new Item2VecException(
                $"the vector of '{vectors.Vocabulary[(int)(found / matrix.Stride)]}' holds {Shown(matrix.Data[found])}",
                "look for what made it in the data, or train with a lower learning rate");
        }
    }

    /// <summary>A vector that was read, if its numbers are finite.</summary>
    /// <exception cref="Item2VecException">One is not: the file is damaged.</exception>
    public static float[] Finite(float[] vector, ItemVectors vectors, Func<string> name)
    {
        if (FiniteNumbers.IndexOfOther(vector) is not (>= 0 and int found)) return vector;
        throw new Item2VecException(
            $"{(vectors.File is null ? string.Empty : $"{vectors.File.Path}: ")}the vector of {name()} holds {Shown(vector[found])}",
            "copy the model again, or train it again");
    }

    private static string Shown(float number) => number.ToString(CultureInfo.InvariantCulture);

    private static void CheckOffsets(SectionFile file, NativeBuffer<long> offsets)
    {
        for (long i = 1; i < offsets.Length; i++)
            if (offsets[i] < offsets[i - 1]) throw file.Damaged($"the texts of row {i - 1} have a negative length");
    }

    private static void CheckCounts(SectionFile file, Vocabulary items)
    {
        long total = 0;
        long last = long.MaxValue;
        for (int row = 0; row < items.Count; row++)
        {
            long count = items.Counts[row];
            if (count < 0 || (count > last && !BeginsColumn(items, row)))
                throw file.Damaged($"the count of row {row} is higher than the one before, or negative");
            total = unchecked(total + count);
            last = count;
        }

        if (total != items.TotalCount) throw file.Damaged("the counts do not add up to their total");
    }

    /// <summary>The values of a metadata column must be in the order of their counts, after those of another column.</summary>
    private static bool BeginsColumn(Vocabulary items, int row)
        => !MetadataToken.Column(items.Utf8(row)).SequenceEqual(MetadataToken.Column(items.Utf8(row - 1)))
            && items.Utf8(row).Contains((byte)MetadataToken.Separator);
}
