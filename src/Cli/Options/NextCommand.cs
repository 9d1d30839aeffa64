using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Cli.Options;

/// <summary>Suggests the next command, ready to paste.</summary>
internal static class NextCommand
{
    /// <summary>Queries the most frequent item.</summary>
    public static string Similar(Vocabulary vocabulary, string directory)
        => $"item2vec similar --item {Quote(vocabulary[0])}"
            + (directory == ModelOption.Default ? string.Empty : $" --model {Quote(directory)}");

    /// <summary>Quotes a word for a POSIX shell.</summary>
    public static string Quote(string word)
        => word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "_-./:@%+=,".Contains(c, StringComparison.Ordinal))
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
