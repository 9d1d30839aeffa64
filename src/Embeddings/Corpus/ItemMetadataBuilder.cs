using System.Text;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Embeddings.Corpus;

/// <summary>Parses the values of the items, orders them, and rejects columns from which nothing could be learned.</summary>
internal sealed class ItemMetadataBuilder(Vocabulary items, ItemAttributes attributes, string? separator)
{
    /// <summary>If items share values with so few others, the column separates items instead of relating them.</summary>
    public double MinItemsOfValue { get; init; } = 1.1;

    private readonly VocabularyBuilder values = new(inFallingOrder: false);

    public ItemMetadata Build(IReadOnlyList<string> columnNames)
    {
        if (columnNames.Count == 0)
            throw new Item2VecException("no column of metadata is named", "give one or more: ItemMetadata.Of", ErrorCode.Usage);
        MetadataColumn[] columns = [.. columnNames.Select(Find).Select(Column)];
        if (columns.Select(column => column.Name).Distinct(StringComparer.Ordinal).Count() < columns.Length)
            throw new Item2VecException(
                $"a column of metadata is named twice: {string.Join(", ", columns.Select(column => column.Name))}",
                "name each once",
                ErrorCode.Usage);
        int[] kept = [.. Enumerable.Range(0, items.Count)
            .Where(item => items.CountOf(item) > 0 || Array.Exists(columns, column => column.ValuesOf(item).Length > 0))];
        return kept.Length == items.Count
            ? new ItemMetadata(items, attributes, values.Build(), columns)
            : new ItemMetadata(
                items.Take(kept), attributes.Take(kept), values.Build(), Array.ConvertAll(columns, column => column.Take(kept)));
    }

    private int Find(string name)
    {
        int at = attributes.IndexOf(name);
        if (at < 0)
        {
            throw new Item2VecException(
                $"there is no column '{name}' to take metadata from",
                attributes.Names.Count == 0 ? "ItemTable.Read gives a table of the items"
                    : $"the items have {string.Join(", ", attributes.Names)}",
                ErrorCode.Usage);
        }

        if (!attributes.Names[at].Contains(MetadataToken.Separator, StringComparison.Ordinal)) return at;
        throw new Item2VecException(
            $"the column '{attributes.Names[at]}' has a '{MetadataToken.Separator}' in its name, which ends the name of a "
                + "column in 'column=value'",
            "rename it");
    }

    private MetadataColumn Column(int at)
    {
        string name = attributes.Names[at];
        (List<string> texts, int[] offsets, List<int> codes) = Read(attributes.Columns[at]);

        long[] counts = new long[texts.Count];
        int[] describedBy = new int[texts.Count];
        for (int item = 0; item < items.Count; item++)
        {
            long count = items.CountOf(item);
            foreach (int code in codes[offsets[item]..offsets[item + 1]])
            {
                counts[code] += count;
                if (count > 0) describedBy[code]++;
            }
        }

        int[] order = [.. Enumerable.Range(0, texts.Count).Where(code => describedBy[code] > 0)
            .OrderByDescending(code => counts[code]).ThenBy(code => texts[code], StringComparer.Ordinal)];
        Check(name, [.. order.Select(code => texts[code])], describedBy.Sum(number => (long)number));
        int first = values.Count;
        int[] rowOf = new int[texts.Count];
        Array.Fill(rowOf, -1);
        foreach (int code in order)
        {
            rowOf[code] = values.Count;
            values.Add(MetadataToken.Of(name, texts[code]), counts[code]);
        }

        return Known(name, first, order.Length, offsets, codes, rowOf);
    }

    /// <summary>The distinct texts, and for each item the numbers of those it has.</summary>
    private (List<string> Texts, int[] Offsets, List<int> Codes) Read(StringColumn column)
    {
        Dictionary<string, int> codeOf = new(StringComparer.Ordinal);
        List<string> texts = [];
        List<int> codes = [];
        int[] offsets = new int[items.Count + 1];
        using Lease lease = column.Blob.Memory.Acquire(column);
        for (int item = 0; item < items.Count; item++)
        {
            string text = Encoding.UTF8.GetString(column.Utf8(item));
            string[] parts = separator is null ? [text] : text.Split(separator);
            foreach (string part in parts.Select(part => part.Trim()).Where(part => part.Length > 0).Distinct(StringComparer.Ordinal))
            {
                if (!codeOf.TryGetValue(part, out int code))
                {
                    codeOf.Add(part, code = texts.Count);
                    texts.Add(part);
                }

                codes.Add(code);
            }

            offsets[item + 1] = codes.Count;
        }

        return (texts, offsets, codes);
    }

    /// <summary>The column without the values that have no row.</summary>
    private static MetadataColumn Known(string name, int first, int count, int[] offsets, List<int> codes, int[] rowOf)
    {
        List<int> rows = new(codes.Count);
        int[] ends = new int[offsets.Length];
        for (int item = 0; item + 1 < offsets.Length; item++)
        {
            for (int i = offsets[item]; i < offsets[item + 1]; i++)
                if (rowOf[codes[i]] >= 0) rows.Add(rowOf[codes[i]]);
            ends[item + 1] = rows.Count;
        }

        return new MetadataColumn(name, first, count, ends, [.. rows]);
    }

    /// <param name="name">The column.</param>
    /// <param name="texts">Its values, most frequent first.</param>
    /// <param name="pairs">The number of pairs of an item and a value.</param>
    private void Check(string name, string[] texts, long pairs)
    {
        string? problem = texts.Length switch
        {
            0 => "is empty for every item of the sessions",
            1 => $"has one value only, '{texts[0]}', which tells nothing apart",
            _ when pairs < MinItemsOfValue * texts.Length =>
                FormattableString.Invariant(
                    $"has {texts.Length} values that items have {pairs} times in all: ")
                        + "hardly two items share one, so nothing is learned from it",
            _ => null,
        };
        if (problem is null) return;
        throw new Item2VecException(
            $"metadata: the column '{name}' {problem}",
            "leave it out of ItemMetadata.Of, or name another: metadata is what several items have in common");
    }
}
