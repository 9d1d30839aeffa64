using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Content.Tests;

/// <summary>Items with short texts.</summary>
internal static class Catalog
{
    public static Vocabulary Items(int count)
    {
        VocabularyBuilder items = new();
        for (int i = 0; i < count; i++) items.Add($"i{i}", 0);
        return items.Build();
    }

    /// <summary>Texts of three topics, of different lengths.</summary>
    public static string[] Texts(int count)
        => [.. Enumerable.Range(0, count).Select(i => string.Join(' ', Enumerable.Repeat(new[] { "wooden garden chair", "silver tea spoon", "paper lantern" }[i % 3], 1 + (i % 4))) + $" number {i}")];
}
