using System.Globalization;
using System.Text;
using Item2Vec.Data.Options;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Data.Sinks;

/// <summary>Errors found while counting, the same for every layout.</summary>
internal static class BadCounts
{
    public static Item2VecException AllRare(string title, int minCount, long items, long maxCount) => new(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{title}: every item is below the minimum count of {minCount}; the most frequent of {items:N0} items occurs {maxCount:N0} times"),
        "give more data, or a smaller MinCount") { Option = nameof(SessionReaderOptions.MinCount) };

    public static Item2VecException NothingToLearn(string title, int minCount, long sessions, TimeSpan? gap) => new(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{title}: none of the {sessions:N0} sessions has two items (after items below the minimum count of {minCount} were dropped)"),
        gap is null
            ? "check which column is the session, or give a smaller MinCount"
            : string.Create(CultureInfo.InvariantCulture,
                $"give a longer SessionGap (it is {gap.Value.TotalSeconds:0.###} s), another UserColumn, or a smaller MinCount"))
        {
            Option = gap is null ? nameof(SessionReaderOptions.MinCount) : nameof(SessionReaderOptions.SessionGap),
        };

    public static Item2VecException TooLong(string where, long bytes, string start)
    {
        StringBuilder shown = new();
        foreach (char c in start) shown.Append(char.IsControl(c) ? '?' : c);
        return new Item2VecException(
            $"{where} has an id of {bytes} bytes ('{shown}...'); an id has at most {Vocabulary.MaxItemBytes} bytes",
            "check that the right column is taken for the item, and that the delimiter is right");
    }
}
