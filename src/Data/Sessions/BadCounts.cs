using System.Globalization;
using System.Text;
using Item2Vec.Embeddings;

namespace Item2Vec.Data;

/// <summary>The errors that counting finds, the same for every layout.</summary>
internal static class BadCounts
{
    public static Item2VecException AllRare(string title, int minCount, long items, long largest) => new(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{title}: every item is below the minimum count of {minCount}; the most frequent of {items:N0} items occurs {largest:N0} times."),
        "Give more data, or a smaller --min-count.");

    public static Item2VecException NothingToLearn(string title, int minCount, long sessions) => new(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{title}: none of the {sessions:N0} sessions has two items (after items below the minimum count of {minCount} were dropped)."),
        "Check which column is the session, or give a smaller --min-count.");

    public static Item2VecException TooLong(string where, long bytes, string start)
    {
        StringBuilder shown = new();
        foreach (char c in start) shown.Append(char.IsControl(c) ? '?' : c);
        return new Item2VecException(
            $"{where} has an id of {bytes} bytes ('{shown}...'); an id has at most {Vocabulary.MaxItemBytes} bytes.",
            "Check that the right column is taken for the item, and that the delimiter is right.");
    }
}
