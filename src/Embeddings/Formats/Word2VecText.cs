using System.Buffers;
using System.Globalization;

namespace Item2Vec.Embeddings.Formats;

/// <summary>The text format of word2vec.c, gensim and fastText (.vec): one line per item.</summary>
internal sealed class Word2VecText : Word2VecFormat
{
    /// <inheritdoc/>
    public override string Name => "word2vec";

    /// <inheritdoc/>
    public override string Description
        => "word2vec's text, as gensim and fastText (.vec) read it; loses counts, attributes, "
            + "the training and one of the two vectors of an item";

    private protected override string RowName => "line";

    private protected override long MinRowBytes(int dimensions) => 1 + (2L * dimensions);

    private protected override void WriteNumbers(ReadOnlySpan<float> numbers, IBufferWriter<byte> output)
    {
        // The shortest text that reads back as the same number: at most 15 characters.
        const int maxNumberBytes = 24;
        for (int i = 0; i < numbers.Length; i++)
        {
            Span<byte> target = output.GetSpan(maxNumberBytes);
            numbers[i].TryFormat(target, out int written, default, CultureInfo.InvariantCulture);
            target[written] = i == numbers.Length - 1 ? (byte)'\n' : (byte)' ';
            output.Advance(written + 1);
        }
    }

    private protected override void ReadRow(
        ByteReader reader, int maxItemBytes, Span<float> numbers, RowErrors errors, Action<ReadOnlySpan<byte>> addItem)
    {
        const int maxNumberBytes = 64;
        if (reader.AtEnd) throw errors.Here("the file ends here, before the rows that its first line promises", "the file is truncated");
        int limit = maxItemBytes + (numbers.Length * maxNumberBytes);
        if (!reader.ReadUntil((byte)'\n', limit, out ReadOnlySpan<byte> line) && line.Length == limit)
            throw errors.Here($"the line is longer than {limit} bytes");
        line = line.TrimEnd(" \t\r"u8);
        int blank = line.IndexOfAny(" \t"u8);
        if (line.IsEmpty) throw errors.Here("the line is empty");
        if (blank < 0) throw errors.Here($"there is no number, {numbers.Length} were expected");
        ReadNumbers(line[(blank + 1)..], numbers, errors);
        addItem(line[..blank]);
    }

    private protected override void ReadEnd(ByteReader reader, RowErrors errors)
    {
        while (!reader.AtEnd)
        {
            reader.ReadUntil((byte)'\n', 1 << 16, out ReadOnlySpan<byte> line);
            if (!line.Trim(" \t\r"u8).IsEmpty) throw errors.Here("there are more rows than the first line promises");
        }
    }

    private static void ReadNumbers(ReadOnlySpan<byte> text, Span<float> numbers, RowErrors errors)
    {
        int count = 0;
        foreach (Range range in text.SplitAny(" \t"u8))
        {
            ReadOnlySpan<byte> field = text[range];
            if (field.IsEmpty) continue;
            if (count < numbers.Length && !float.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[count]))
                throw errors.Here(
                    $"'{System.Text.Encoding.UTF8.GetString(field[..Math.Min(field.Length, 40)])}' is not a number",
                    field.Contains((byte)',') ? "write numbers with a decimal point" : "an id must not hold blanks");
            count++;
        }

        if (count != numbers.Length)
            throw errors.Here($"there are {count} numbers, {numbers.Length} were expected", "an id must not hold blanks");
    }
}
