using Item2Vec.Embeddings;

namespace Item2Vec.Data;

/// <summary>A corpus and the report of how it was read.</summary>
/// <param name="Corpus">The sessions; the caller disposes it.</param>
/// <param name="Report">What was read, chosen and left out.</param>
public sealed record ReadResult(SessionCorpus Corpus, ReadReport Report);
