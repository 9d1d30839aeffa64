using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Cli;

/// <summary>Items as options give them: one value may hold several, parted by commas, unless the whole value is an item itself.</summary>
internal static class ItemList
{
    public static string[] Read(string[]? values, Vocabulary vocabulary)
        => [.. (values ?? []).SelectMany(value => Split(value, vocabulary))];

    private static IEnumerable<string> Split(string value, Vocabulary vocabulary)
    {
        if (!value.Contains(',', StringComparison.Ordinal) || vocabulary.TryGetRow(value, out _)) return [value];
        return value.Split(',').Select(part => vocabulary.TryGetRow(part, out _) ? part : part.Trim()).Where(part => part.Length > 0);
    }

    /// <summary>The items of --item, where '-' alone reads them from standard input, one a line.</summary>
    public static (string[] Items, bool Several) FromOptionOrInput(string[] values, Stream standardInput)
    {
        if (values is not ["-"]) return (values, values.Length > 1);
        using StreamReader input = new(standardInput);
        List<string> items = [];
        while (input.ReadLine() is string line)
            if (line.Length > 0) items.Add(line);
        return ([.. items], true);
    }
}
