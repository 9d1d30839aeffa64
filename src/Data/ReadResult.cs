using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Data;

/// <summary>A corpus and the report of how it was read.</summary>
/// <param name="Corpus">The sessions; the caller disposes it.</param>
/// <param name="Report">What was read, chosen and left out.</param>
public sealed record ReadResult(SessionCorpus Corpus, ReadReport Report)
{
    /// <summary>
    /// The sessions in the order in which they began, by the time of their first event, or by the files where there is no time in every row.
    /// Null unless <see cref="SessionReaderOptions.SessionOrder"/> asks for it, and where the corpus has them in the files' order as they are.
    /// </summary>
    public IReadOnlyList<int>? SessionOrder { get; init; }
}
