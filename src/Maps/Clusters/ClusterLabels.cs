using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Maps.Clusters;

/// <summary>
/// Names clusters by the words that tell them from others: <c>p ln(p / q)</c>, where p is the share of a cluster's items with a word and q
/// that of all items.
/// </summary>
/// <remarks>
/// The terms of the Kullback-Leibler divergence between the two. As in c-TF-IDF (Grootendorst 2022) a word counts the more the more often
/// the cluster has it and the less others do; but articles and prepositions, which are as frequent everywhere, come to nothing
/// in any language, where the logarithm of c-TF-IDF only lowers them.
/// </remarks>
internal static class ClusterLabels
{
    /// <summary>Words of a label.</summary>
    private const int Words = 3;

    /// <summary>A word that fewer items have says nothing of a cluster.</summary>
    private const int MinItems = 2;

    /// <summary>Shares are computed as if there were so many more items like all of them: few items prove little.</summary>
    private const double PriorItems = 10;

    /// <summary>A word that is hardly more frequent than in the other clusters names nothing.</summary>
    private const double MinLift = 2;

    /// <summary>A word so much less telling than the first stays out of the label.</summary>
    private const double MinScore = 0.08;

    /// <summary>A word of titles in more of the clusters is what titles are made of: articles, prepositions, set, pack.</summary>
    private const double MaxSpread = 0.5;

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
        HashSet<string> values = [];
        for (int row = 0; row < clusterOf.Length; row++)
        {
            if (clusterOf[row] < 0) continue;
            if (examples[clusterOf[row]] is { Count: < Words } some) some.Add(row);
            words.Clear();
            AddWords(attributes, row, words, values);
            foreach (string word in words)
                frequencies[clusterOf[row]][word] = frequencies[clusterOf[row]].GetValueOrDefault(word) + 1;
        }

        Dictionary<string, int> all = [];
        foreach ((string word, int frequency) in frequencies.SelectMany(one => one)) all[word] = all.GetValueOrDefault(word) + frequency;
        int[] sizes = new int[count];
        foreach (int cluster in clusterOf)
            if (cluster >= 0) sizes[cluster]++;
        HashSet<string> common = [.. frequencies.SelectMany(one => one).Where(word => word.Value >= MinItems && !values.Contains(word.Key))
            .CountBy(word => word.Key).Where(with => with.Value > Math.Max(MinItems, MaxSpread * count)).Select(with => with.Key)];
        return [.. frequencies.Select((own, cluster) => own.Any(word => word.Value >= MinItems)
            ? string.Join(Separator, Best(own, all, sizes[cluster], sizes.Sum(), common))
            : string.Join(Separator, examples[cluster].Select(row => attributes.Title(row) ?? vocabulary[row])))];
    }

    /// <summary>Adds the words of an item, lowercase, each once; those that are values of other columns also to the values.</summary>
    internal static void AddWords(ItemAttributes attributes, int row, HashSet<string> words, HashSet<string> values)
    {
        foreach (string column in attributes.Names)
        {
            if (attributes.Value(row, column) is not string value) continue;
            if (column == attributes.TitleColumn) AddTitle(value, words);
            else if (!value.Contains("://", StringComparison.Ordinal))
                foreach (string part in value.Split(ValueSeparators, StringSplitOptions.TrimEntries))
                    if (part.Length <= MaxValueLength && part.Any(char.IsLetter) && words.Add(part.ToLowerInvariant()))
                        values.Add(part.ToLowerInvariant());
        }
    }

    /// <summary>The most telling words of a cluster, at least one.</summary>
    private static string[] Best(
        Dictionary<string, int> own, Dictionary<string, int> all, int size, int items, HashSet<string> common)
    {
        (string Word, double Score, double Lift)[] words = [.. own.Where(word => word.Value >= MinItems)
            .Select(word =>
            {
                double prior = PriorItems * all[word.Key] / items;
                double share = (word.Value + prior) / (size + PriorItems);
                double lift = share * (items - size + PriorItems) / (all[word.Key] - word.Value + prior);
                return (word.Key, share * Math.Log(share * items / all[word.Key]), lift);
            })
            .OrderByDescending(word => word.Item2).ThenBy(word => word.Key, StringComparer.Ordinal).Take(Words)];

        // The places of words that all titles are made of stay empty: what follows tells less than they do.
        string[] telling = [.. words.Where(word => !common.Contains(word.Word))
            .Where((word, place) => place == 0 || (word.Lift >= MinLift && word.Score >= MinScore * words[0].Score))
            .Select(word => word.Word)];
        return telling.Length > 0 ? [.. telling.Where(word => !telling.Any(other => IsPart(word, other)))] : [words[0].Word];
    }

    /// <summary>Whether a value of several words has a word: beside "roman history", "history" says nothing.</summary>
    private static bool IsPart(string word, string other)
        => word.Length < other.Length && $" {other} ".Contains($" {word} ", StringComparison.Ordinal);

    /// <summary>
    /// Runs of letters, marks and inner apostrophes; single letters and what has digits, as sizes and numbers have, tell nothing.
    /// </summary>
    private static void AddTitle(string title, HashSet<string> words)
    {
        for (int at = 0; at < title.Length;)
        {
            int end = at;
            bool hasDigits = false;
            for (; end < title.Length && (char.IsDigit(title[end]) || IsInner(title, at, end)); end++)
                hasDigits |= char.IsDigit(title[end]);
            if (end - at > 1 && !hasDigits) words.Add(title[at..end].ToLowerInvariant());
            at = Math.Max(end, at + 1);
        }
    }

    private static bool IsInner(string title, int start, int at)
        => char.IsLetter(title[at]) || char.IsSurrogate(title[at])
            || char.GetUnicodeCategory(title[at]) is System.Globalization.UnicodeCategory.NonSpacingMark
            || (title[at] is '\'' or '’' or '-' && at > start && at + 1 < title.Length && char.IsLetter(title[at + 1]));
}
