using System.Globalization;
using System.Text;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Indexing.Filters;

/// <summary>
/// A condition on a column of the items: <c>category=books</c>, <c>category=books|films</c>, <c>brand!=acme</c>, <c>price=10..20</c>,
/// <c>price&gt;=10</c>.
/// </summary>
/// <remarks>
/// An item may have several values, separated by <c>|</c> (a list in its table): a condition holds if it holds for one of them, and
/// <c>!=</c> if none of them is named. Texts are compared ordinally. A range holds for values that parse as numbers, both ends inclusive,
/// either may be missing; so do <c>&lt;</c>, <c>&lt;=</c>, <c>&gt;</c> and <c>&gt;=</c>. An item without a value passes only <c>!=</c>.
/// </remarks>
internal sealed class ItemCondition : IItemRule
{
    private static readonly string[] Operators = ["!=", ">=", "<=", "=", ">", "<"];
    private const int MaxNamed = 10;
    private const int MaxShown = 40;
    private readonly string text;
    private readonly string column;
    private readonly bool negated;
    private readonly HashSet<byte[]> values;
    private readonly (double Low, double High)? range;

    private ItemCondition(string text, string column, bool negated, string value, (double Low, double High)? range)
    {
        this.text = text;
        this.column = column;
        this.negated = negated;
        this.range = range;
        values = new HashSet<byte[]>(value.Split('|').Select(Encoding.UTF8.GetBytes), Utf8Comparer.Instance);
    }

    /// <summary>Parses a condition.</summary>
    /// <exception cref="Item2VecException">The text is not a condition (<see cref="ErrorCode.Usage"/>).</exception>
    public static ItemCondition Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int at = text.AsSpan().IndexOfAny("=<>!");
        string? sign = at <= 0 ? null : Operators.FirstOrDefault(known => string.CompareOrdinal(text, at, known, 0, known.Length) == 0);
        if (sign is null) throw Wrong(text);
        (string column, string value) = (text[..at].Trim(), text[(at + sign.Length)..].Trim());
        switch (sign)
        {
            case "=" when value.Contains("..", StringComparison.Ordinal) && NumbersOf(value) is (double, double) range:
                return new ItemCondition(text, column, false, value, range);
            case "=" when IsHalfRange(value): throw Wrong(text);
            case "=" or "!=":
                return new ItemCondition(text, column, sign == "!=", value, null);
            default:
                if (!Number(value, out double bound)) throw Wrong(text);
                return new ItemCondition(text, column, false, value, sign switch
                {
                    ">" => (Math.BitIncrement(bound), double.PositiveInfinity),
                    ">=" => (bound, double.PositiveInfinity),
                    "<" => (double.NegativeInfinity, Math.BitDecrement(bound)),
                    _ => (double.NegativeInfinity, bound),
                });
        }
    }

    /// <summary>Checks that there is such a column.</summary>
    /// <exception cref="Item2VecException">There is none (<see cref="ErrorCode.Usage"/>).</exception>
    public void Check(ItemVectors vectors) => _ = ColumnOf(vectors.Attributes);

    /// <summary>The rows that match the condition.</summary>
    /// <exception cref="Item2VecException">There is no such column (<see cref="ErrorCode.Usage"/>).</exception>
    public RowSet RowsOf(ItemVectors vectors)
    {
        RowSet rows = new(vectors.Capacity);
        StringColumn texts = ColumnOf(vectors.Attributes);
        using Lease lease = texts.Blob.Memory.Acquire(texts);
        if (range is (double low, double high))
        {
            double[] numbers = texts.Numbers;
            for (int row = 0; row < vectors.Count; row++)
            {
                bool isWithin = double.IsNaN(numbers[row])
                    ? IsOneWithin(texts.Utf8(row), low, high)
                    : numbers[row] >= low && numbers[row] <= high;
                if (isWithin) rows.Add(row);
            }

            return rows;
        }

        HashSet<byte[]>.AlternateLookup<ReadOnlySpan<byte>> named = values.GetAlternateLookup<ReadOnlySpan<byte>>();
        for (int row = 0; row < vectors.Count; row++)
            if (IsOneOf(texts.Utf8(row), named) != negated) rows.Add(row);
        return rows;
    }

    /// <summary>Which of some rows match the condition.</summary>
    /// <exception cref="Item2VecException">There is no such column (<see cref="ErrorCode.Usage"/>).</exception>
    public bool[] HoldsFor(ItemAttributes attributes, ReadOnlySpan<int> rows)
    {
        StringColumn texts = ColumnOf(attributes);
        using Lease lease = texts.Blob.Memory.Acquire(texts);
        bool[] holds = new bool[rows.Length];
        for (int i = 0; i < holds.Length; i++) holds[i] = Holds(texts.Utf8(rows[i]));
        return holds;
    }

    /// <inheritdoc/>
    public bool Passes(ItemVectors vectors, string item)
    {
        if (!vectors.Vocabulary.TryGetRow(item, out int row)) return Holds([]);
        StringColumn texts = ColumnOf(vectors.Attributes);
        using Lease lease = texts.Blob.Memory.Acquire(texts);
        return Holds(texts.Utf8(row));
    }

    /// <inheritdoc/>
    public string Name => text;

    /// <inheritdoc/>
    public string WhyNone(ItemVectors vectors)
    {
        ColumnSummary values = vectors.Attributes.Summarize(column, MaxNamed);
        if (values.Items == 0) return $"no item has {text}; no item has a value of {column}";
        if (range is not null)
        {
            return values.Min is double min && values.Max is double max
                ? string.Create(CultureInfo.InvariantCulture, $"no item has {text}; values are from {min} to {max}")
                : $"no item has {text}; the values of {column} are not numbers";
        }

        string named = string.Join(", ", values.Frequent.Select(value => Shown(value.Value)));
        int others = values.Values - values.Frequent.Count;
        return others == 0
            ? $"no item has {text}; values are {named}"
            : string.Create(CultureInfo.InvariantCulture,
                $"no item has {text}; values are {named} and {others:N0}{(values.HasMore ? " or more" : string.Empty)} others");
    }

    private static string Shown(string value) => value.Length <= MaxShown ? value : $"{value.AsSpan(0, MaxShown)}...";

    private StringColumn ColumnOf(ItemAttributes attributes)
    {
        for (int at = 0; at < attributes.Names.Count; at++)
            if (attributes.Names[at] == column) return attributes.Columns[at];
        throw new Item2VecException(
            $"'{text}': the items have no column '{column}'",
            attributes.Names.Count == 0 ? "ItemTable.Read adds columns" : $"columns: {string.Join(", ", attributes.Names)}",
            ErrorCode.Usage);
    }

    private bool Holds(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty) return negated;
        if (range is (double low, double high)) return IsWithin(value, low, high) || IsOneWithin(value, low, high);
        return IsOneOf(value, values.GetAlternateLookup<ReadOnlySpan<byte>>()) != negated;
    }

    /// <summary>Whether an item has one of the listed values among its own; an item without a value has none.</summary>
    private static bool IsOneOf(ReadOnlySpan<byte> value, HashSet<byte[]>.AlternateLookup<ReadOnlySpan<byte>> named)
    {
        if (value.IsEmpty) return false;
        if (named.Contains(value)) return true;
        if (!value.Contains((byte)'|')) return false;
        foreach (Range one in value.Split((byte)'|'))
            if (value[one].Trim((byte)' ') is { IsEmpty: false } part && named.Contains(part)) return true;
        return false;
    }

    /// <summary>Whether one of several values is a number in a range.</summary>
    private static bool IsOneWithin(ReadOnlySpan<byte> value, double low, double high)
    {
        if (!value.Contains((byte)'|')) return false;
        foreach (Range one in value.Split((byte)'|'))
            if (IsWithin(value[one], low, high)) return true;
        return false;
    }

    private static bool IsWithin(ReadOnlySpan<byte> value, double low, double high)
        => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number >= low && number <= high;

    /// <summary>Whether one end could be that of a range, and the other could not: <c>abc..</c>, <c>10..abc</c>.</summary>
    private static bool IsHalfRange(string value)
    {
        string[] ends = value.Split("..");
        return ends.Length == 2 && value.Length > 2 && ends.Any(end => end.Length == 0 || Number(end, out _));
    }

    private static (double Low, double High)? NumbersOf(string value)
    {
        string[] ends = value.Split("..");
        if (ends.Length != 2 || (ends[0].Length == 0 && ends[1].Length == 0)) return null;
        double low = double.NegativeInfinity;
        double high = double.PositiveInfinity;
        return (ends[0].Length == 0 || Number(ends[0], out low)) && (ends[1].Length == 0 || Number(ends[1], out high)) ? (low, high) : null;
    }

    private static bool Number(string text, out double number)
        => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && !double.IsNaN(number);

    private static Item2VecException Wrong(string text) => new(
        $"'{text}' is not a condition",
        "conditions look like category=books, category=books|films, brand!=acme, price=10..20 or price>=10",
        ErrorCode.Usage);
}
