using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Indexing.Scoring;

/// <summary>How popular items are now: what a visitor of whom nothing is known gets.</summary>
internal static class CurrentPopularity
{
    /// <summary>
    /// The share of each item of the events of the latest sessions, whose weight falls to 1/e over a tenth of them; of all events in a
    /// model without sessions; null if counts are unknown, as in imported models.
    /// </summary>
    public static float[]? Of(ItemVectors vectors)
    {
        Vocabulary items = vectors.Vocabulary;
        if (items.TotalCount <= 0) return null;
        if (vectors.Cooccurrences?.Recent is { Count: > 0 } recent) return Shares(recent.LateCounts(vectors.Count));
        return Shares([.. Enumerable.Range(0, vectors.Count).Select(row => (double)items.CountOf(row))]);
    }

    private static float[] Shares(double[] counts)
    {
        double total = counts.Sum();
        return Array.ConvertAll(counts, count => (float)(count / total));
    }
}
