using Item2Vec.Data.Options;
using Item2Vec.Data.Reports;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Data.Tests;

internal static class Corpora
{
    /// <summary>Every item counts.</summary>
    public static readonly SessionReaderOptions All = new() { MinCount = 1 };

    public static ReadResult Read(string path, SessionReaderOptions? options = null)
        => SessionReader.ReadWithReport([path], options ?? All);

    /// <summary>The sessions as texts such as "a b c", sorted.</summary>
    public static string[] Sessions(SessionCorpus corpus) => [.. InOrder(corpus).Order(StringComparer.Ordinal)];

    /// <summary>The sessions as texts, in corpus order.</summary>
    public static IEnumerable<string> InOrder(SessionCorpus corpus)
    {
        for (long s = 0; s < corpus.SessionCount; s++)
            yield return string.Join(' ', corpus.Session(s).Select(row => corpus.Vocabulary[row]));
    }

    public static string[] Sessions(string path, SessionReaderOptions? options = null)
    {
        using SessionCorpus corpus = Read(path, options).Corpus;
        return Sessions(corpus);
    }

    /// <summary>Each session with its user, sorted.</summary>
    public static string[] WithUsers(SessionCorpus corpus)
        => [.. InOrder(corpus).Select((session, s) => $"{(corpus.UserOf(s) < 0 ? "-" : corpus.Users![corpus.UserOf(s)])}: {session}")
            .Order(StringComparer.Ordinal)];

    public static Item2VecException Refused(string path, SessionReaderOptions? options = null)
        => Assert.Throws<Item2VecException>(() => SessionReader.Read(path, options ?? All));
}
