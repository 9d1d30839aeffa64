using System.Globalization;
using System.Text.Unicode;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
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

    /// <summary>The sides to write, one after another.</summary>
    public static VectorSide[] Sides(VectorSide side) => side == VectorSide.Both ? [VectorSide.Input, VectorSide.Output] : [side];

    /// <summary>Rejects what a format with float32 numbers and one vector an item cannot hold.</summary>
    /// <param name="name">The name of the format.</param>
    /// <param name="options">What was asked for.</param>
    /// <exception cref="Item2VecException">Both vectors, or float16, were asked for.</exception>
    public static void RequireSinglePrecisionSide(string name, VectorFormatOptions options)
    {
        if (options.Side == VectorSide.Both)
            throw new Item2VecException(
                $"{name} holds one vector of an item, both were asked for",
                "export the input vectors or the output vectors, or write a parquet table",
                ErrorCode.Usage);
        if (options.NumberType != NumberType.Float32)
            throw FullPrecisionOnly(name);
    }

    /// <summary>The error of a format that holds float32 alone.</summary>
    public static Item2VecException FullPrecisionOnly(string name)
        => new($"{name} holds float32, float16 was asked for", "leave NumberType out, or write npy or safetensors", ErrorCode.Usage)
        {
            Option = nameof(VectorFormatOptions.NumberType),
        };

    /// <summary>Adds an id that was read.</summary>
    /// <param name="items">Where to.</param>
    /// <param name="item">The id, as it is in the file.</param>
    /// <param name="unescape">Whether it is percent-encoded.</param>
    /// <param name="errors">At its row.</param>
    /// <exception cref="Item2VecException">It is missing, too long or no text.</exception>
    public static void AddItem(VocabularyBuilder items, ReadOnlySpan<byte> item, bool unescape, RowErrors errors)
    {
        ReadOnlySpan<byte> plain = unescape
            ? ItemEscaping.Unescape(item) ?? throw errors.Here(
                "a percent sign in the id is not followed by two hexadecimal digits", "import it without EscapeItems",
                nameof(VectorFormatOptions.EscapeItems))
            : item;
        if (plain.IsEmpty) throw errors.Here("the id is missing");
        if (plain.Length > Vocabulary.MaxItemBytes)
            throw errors.Here($"the id has {plain.Length} bytes, at most {Vocabulary.MaxItemBytes} are possible");
        if (!Utf8.IsValid(plain)) throw errors.Here("the id is not UTF-8 text");

        // No counts: zero means unknown, and the order of rows is kept.
        items.Add(plain, 0);
    }

    /// <summary>The items, if no id is there twice.</summary>
    /// <exception cref="Item2VecException">One is.</exception>
    public static Vocabulary Build(VocabularyBuilder items, string rowName, RowErrors errors)
        => items.TryBuild(out Vocabulary? vocabulary, out int first, out int second)
            ? vocabulary
            : throw errors.At(second, $"the id is the same as that of {rowName} {errors.Number(first)}", "every id must be there once");

    /// <summary>Checks the numbers of a row that was read.</summary>
    /// <exception cref="Item2VecException">One is not finite, or their squares overflow and that was to be rejected.</exception>
    public static void CheckRow(ReadOnlySpan<float> row, VectorFormatOptions options, RowErrors errors)
    {
        if (FiniteNumbers.IndexOfOther(row) is >= 0 and int other)
            throw errors.Here($"a number is {row[other].ToString(CultureInfo.InvariantCulture)}");
        if (options.RejectOverflow && Overflow(row) is { } problem) throw errors.Here(problem, "scale the vectors down");
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
