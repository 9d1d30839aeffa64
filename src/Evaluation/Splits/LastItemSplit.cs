using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Evaluation.Splits;

/// <summary>Holds out the last event of each session with at least two.</summary>
internal sealed class LastItemSplit : CorpusSplit
{
    public override string Name => "last";

    protected override int[] FirstTargets(SessionCorpus corpus, IReadOnlyList<int> order, out int[] kept)
    {
        int[] lengths = [.. Enumerable.Range(0, checked((int)corpus.SessionCount)).Select(session => corpus.SessionLength(session))];
        kept = Array.ConvertAll(lengths, length => length > 1 ? length - 1 : length);
        return Array.ConvertAll(lengths, length => length - 1);
    }
}
