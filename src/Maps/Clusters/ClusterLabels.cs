using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Maps.Clusters;

/// <summary>
/// Names clusters by the words that tell them from others: c-TF-IDF (Grootendorst 2022), <c>tf / words of the cluster * ln(1 + A / f)</c>,
/// where f is how often a word is used in all clusters and A how many words a cluster has on average.
/// </summary>
internal static class ClusterLabels
{
    /// <summary>Words of a label.</summary>
    private const int Words = 3;

    /// <summary>A word that fewer items have says nothing of a cluster.</summary>
    private const int MinItems = 2;

    /// <summary>A longer value is a description, not a word for a cluster.</summary>
    private const int MaxValueLength = 40;

    private const string Separator = ", ";
    private static readonly char[] ValueSeparators = ['|', ',', ';'];

    /// <summary>The label of each cluster.</summary>
    /// <param name="vocabulary">The ids, which name clusters whose items have no words.</param>
    /// <param name="attributes">Titles count by word, other columns by value.</param>
    /// <param name="clusterOf">The cluster of each item, or -1.</param>
    /// <param name="count">How many clusters there are.</param>
    public static string[] Of(Vocabulary vocabulary, ItemAttributes attributes, int[] clusterOf, int count)
    {
        Dictionary<string, int>[] frequencies = [.. Enumerable.Range(0, count).Select(_ => new Dictionary<string, int>())];
        List<int>[] examples = [.. Enumerable.Range(0, count).Select(_ => new List<int>())];
        HashSet<string> words = [];
        for (int row = 0; row < clusterOf.Length; row++)
        {
            if (clusterOf[row] < 0) continue;
            if (examples[clusterOf[row]] is { Count: < Words } some) some.Add(row);
            words.Clear();
            AddWords(attributes, row, words);
            foreach (string word in words)
                frequencies[clusterOf[row]][word] = frequencies[clusterOf[row]].GetValueOrDefault(word) + 1;
        }

        Dictionary<string, int> all = [];
        foreach ((string word, int frequency) in frequencies.SelectMany(one => one)) all[word] = all.GetValueOrDefault(word) + frequency;
        double average = frequencies.Sum(one => (double)one.Values.Sum()) / Math.Max(1, count);
        return [.. frequencies.Select((own, cluster) => own.Any(word => word.Value >= MinItems)
            ? string.Join(Separator, Best(own, all, average))
            : string.Join(Separator, examples[cluster].Select(row => attributes.Title(row) ?? vocabulary[row])))];
    }

    /// <summary>The words of an item, lowercase, each once.</summary>
    internal static void AddWords(ItemAttributes attributes, int row, HashSet<string> words)
    {
        foreach (string column in attributes.Names)
        {
            if (attributes.Value(row, column) is not string value) continue;
            if (column == attributes.TitleColumn) AddTitle(value, words);
            else if (!value.Contains("://", StringComparison.Ordinal))
                foreach (string part in value.Split(ValueSeparators, StringSplitOptions.TrimEntries))
                    if (part.Length <= MaxValueLength && part.Any(char.IsLetter)) words.Add(part.ToLowerInvariant());
        }
    }

    private static IEnumerable<string> Best(Dictionary<string, int> own, Dictionary<string, int> all, double average) => own
        .Where(word => word.Value >= MinItems)
        .OrderByDescending(word => word.Value * Math.Log(1 + (average / all[word.Key])))
        .ThenBy(word => word.Key, StringComparer.Ordinal)
        .Select(word => word.Key)
        .Take(Words);

    /// <summary>Runs of letters, marks and inner apostrophes; single letters and numbers tell nothing.</summary>
    private static void AddTitle(string title, HashSet<string> words)
    {
        for (int at = 0; at < title.Length;)
        {
            int end = at;
            while (end < title.Length && IsInner(title, at, end)) end++;
            if (end - at > 1) words.Add(title[at..end].ToLowerInvariant());
            at = Math.Max(end, at + 1);
        }
    }

    private static bool IsInner(string title, int start, int at)
        => char.IsLetter(title[at]) || char.IsSurrogate(title[at])
            || char.GetUnicodeCategory(title[at]) is System.Globalization.UnicodeCategory.NonSpacingMark
            || (title[at] is '\'' or '’' or '-' && at > start && at + 1 < title.Length && char.IsLetter(title[at + 1]));
}
