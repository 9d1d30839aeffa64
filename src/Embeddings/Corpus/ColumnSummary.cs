using System.Globalization;
using System.Text;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Embeddings.Corpus;

/// <summary>The values of an attribute column.</summary>
/// <param name="Name">The column.</param>
/// <param name="Items">How many items have a value.</param>
/// <param name="Values">How many different values they have; those of an item with several, separated by <c>|</c>, count one by
/// one.</param>
/// <param name="HasMore">Whether there are more values than were counted: counting ends at 10,000.</param>
/// <param name="Frequent">The most frequent values and how many items have them; ties in ordinal order.</param>
/// <param name="Min">The lowest value if all are numbers, else null.</param>
/// <param name="Max">The highest.</param>
public sealed record ColumnSummary(
    string Name, int Items, int Values, bool HasMore, IReadOnlyList<(string Value, int Items)> Frequent, double? Min, double? Max)
{
    private const int MaxCounted = 10_000;

    /// <summary>Reads a column.</summary>
    internal static ColumnSummary Of(string name, StringColumn column, int maxFrequent)
    {
        using Lease lease = column.Blob.Memory.Acquire(column);
        Dictionary<byte[], int> counts = new(Utf8Comparer.Instance);
        Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> known = counts.GetAlternateLookup<ReadOnlySpan<byte>>();
        int items = 0;
        bool hasMore = false, areNumbers = true;
        (double min, double max) = (double.PositiveInfinity, double.NegativeInfinity);
        for (int row = 0; row < column.Count; row++)
        {
            ReadOnlySpan<byte> text = column.Utf8(row);
            if (text.IsEmpty) continue;
            items++;
            foreach (Range one in text.Split((byte)'|'))
            {
                ReadOnlySpan<byte> value = text[one].Trim((byte)' ');
                if (value.IsEmpty) continue;
                if (areNumbers)
                {
                    areNumbers = double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number);
                    (min, max) = (Math.Min(min, number), Math.Max(max, number));
                }

                bool isKnown = known.TryGetValue(value, out int count);
                if (isKnown || counts.Count < MaxCounted) known[value] = count + 1;
                else hasMore = true;
            }
        }

        (string Value, int Items)[] frequent =
        [
            .. counts.OrderByDescending(entry => entry.Value).Take(maxFrequent)
                .Select(entry => (Encoding.UTF8.GetString(entry.Key), entry.Value))
                .OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Item1, StringComparer.Ordinal),
        ];
        bool isRange = areNumbers && min <= max;
        return new ColumnSummary(name, items, counts.Count, hasMore, frequent, isRange ? min : null, isRange ? max : null);
    }
}
