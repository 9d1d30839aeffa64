using System.Globalization;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Indexing.Rules;

/// <summary>
/// At most so many items of an answer have the same value of an attribute. An item with several values (separated by <c>|</c>) counts for
/// each of them; items without a value are not limited.
/// </summary>
public sealed record AttributeLimit
{
    /// <param name="attribute">The name of the column.</param>
    /// <param name="max">Maximum number of items, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="max"/> is less than 1.</exception>
    public AttributeLimit(string attribute, int max)
    {
        ArgumentException.ThrowIfNullOrEmpty(attribute);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        Attribute = attribute;
        Max = max;
    }

    /// <summary>The name of the column.</summary>
    public string Attribute { get; }

    /// <summary>Maximum number of items with the same value.</summary>
    public int Max { get; }

    /// <summary>Parses <c>artist=2</c>.</summary>
    /// <exception cref="Item2VecException">The text is something else (<see cref="ErrorCode.Usage"/>).</exception>
    public static AttributeLimit Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int at = text.LastIndexOf('=');
        string attribute = at > 0 ? text[..at].Trim() : string.Empty;
        if (attribute.Length > 0 && int.TryParse(text.AsSpan(at + 1).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int max)
            && max > 0)
            return new AttributeLimit(attribute, max);
        throw new Item2VecException(
            $"'{text}' is not a limit", "limits look like artist=2: at most two items of the same artist", ErrorCode.Usage)
        {
            Option = nameof(RankingRules.MaxPer),
        };
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Attribute}={Max}");
}
