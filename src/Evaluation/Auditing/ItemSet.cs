using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Evaluation.Auditing;

/// <summary>A named set of items: those with a value in a column, or a list.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rows">Their rows, ascending.</param>
public sealed record ItemSet(string Name, IReadOnlyList<int> Rows)
{
    /// <summary>Parses <c>COLUMN=VALUE</c>, or items separated by commas.</summary>
    /// <param name="vectors">The model.</param>
    /// <param name="text">The text.</param>
    /// <param name="separator">Separates several values of an item, or null.</param>
    /// <exception cref="Item2VecException">There is no such column or value (<see cref="ErrorCode.Usage"/>), or no such item
    /// (<see cref="ErrorCode.NotFound"/>).</exception>
    public static ItemSet Of(ItemVectors vectors, string text, string? separator)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        ArgumentNullException.ThrowIfNull(text);
        int sign = text.IndexOf(MetadataToken.Separator, StringComparison.Ordinal);
        if (sign <= 0 || vectors.Vocabulary.TryGetRow(text, out _) || vectors.Vocabulary.TryGetRow(text.Split(',')[0], out _))
            return OfItems(vectors, text, text.Split(',', StringSplitOptions.RemoveEmptyEntries));
        string column = AttributeGroups.Find(vectors.Attributes, text[..sign]);
        string value = text[(sign + 1)..];
        int[] rows = [.. Enumerable.Range(0, vectors.Count)
            .Where(row => AttributeGroups.ValuesOf(vectors.Attributes, row, column, separator).Contains(value, StringComparer.Ordinal))];
        if (rows.Length > 0) return new ItemSet($"{column}={value}", rows);
        IEnumerable<string> known = Enumerable.Range(0, vectors.Count)
            .SelectMany(row => AttributeGroups.ValuesOf(vectors.Attributes, row, column, separator))
                .GroupBy(one => one, StringComparer.Ordinal).OrderByDescending(group => group.Count())
                .ThenBy(group => group.Key, StringComparer.Ordinal).Select(group => group.Key);
        throw new Item2VecException(
            $"no item has the value '{value}' in the column '{column}'",
            $"the most frequent values are {string.Join(", ", known.Take(8))}",
            ErrorCode.Usage);
    }

    /// <summary>The items of a list.</summary>
    /// <param name="vectors">The model.</param>
    /// <param name="name">The name of the set.</param>
    /// <param name="items">The items.</param>
    /// <exception cref="Item2VecException">One is not in the model (<see cref="ErrorCode.NotFound"/>).</exception>
    public static ItemSet OfItems(ItemVectors vectors, string name, IEnumerable<string> items)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        return new ItemSet(name, [.. items.Select(vectors.Vocabulary.RowOf).Distinct().Order()]);
    }

    /// <summary>The same without some rows.</summary>
    internal ItemSet Without(IEnumerable<int> rows) => this with { Rows = [.. Rows.Except(rows)] };

    /// <summary>Checks the size of the set.</summary>
    internal ItemSet OfMinSize(int min) => Rows.Count >= min ? this : throw new Item2VecException(
        $"'{Name}' has {Rows.Count} items of its own in the model, too few to say anything of: at least {min} are needed",
        "name a larger set; an item that stands in two sets counts in neither");
}
