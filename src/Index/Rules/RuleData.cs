using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Indexing.Rules;

/// <summary>What a model knows of its items that rules use. Thread-safe; what takes long is computed once.</summary>
internal sealed class RuleData(ItemVectors vectors)
{
    private readonly Lazy<double> maxLogCount = new(() => Math.Log(1 + MaxCount(vectors.Vocabulary)));

    public ItemVectors Vectors => vectors;

    /// <summary>For a row <c>log(1 + n) / log(1 + N)</c>; see <see cref="ItemBoost.ByCount"/>.</summary>
    /// <exception cref="Item2VecException">Counts are unknown.</exception>
    public Func<int, double> CountShares()
    {
        if (vectors.Vocabulary.TotalCount <= 0)
            throw Missing("the model does not know how often its items were used", "an imported model has no counts: train one");
        double max = maxLogCount.Value;
        return row => Math.Log(1 + vectors.Vocabulary.CountOf(row)) / max;
    }

    /// <summary>For a row <c>(l + 1) / (l + n + 2)</c>; see <see cref="ItemBoost.ByRecency"/>.</summary>
    /// <exception cref="Item2VecException">The model keeps no sessions.</exception>
    public Func<int, double> Recency()
    {
        float[] trend = vectors.Cooccurrences?.Recent is { Count: > 0 } recent && vectors.Vocabulary.TotalCount > 0
            ? recent.Trend(vectors.Vocabulary)
            : throw Missing(
                "the model keeps no sessions, which say what was used lately", "train it anew; it then keeps the latest sessions");

        // The trend is log((l + 1) / (n + 1)).
        return row => row < trend.Length ? 1 / (1 + Math.Exp(-trend[row])) : 0.5;
    }

    /// <summary>The cosine of the input vectors of two rows.</summary>
    public float Cosine(int row, int other)
        => VectorOperations.Dot(vectors.Input.Row(row), vectors.Input.Row(other)) * vectors.InverseNorms[row] * vectors.InverseNorms[other];

    private static long MaxCount(Vocabulary items)
    {
        long max = 1;
        for (int row = 0; row < items.Count; row++) max = Math.Max(max, items.CountOf(row));
        return max;
    }

    private static Item2VecException Missing(string text, string hint) => new(text, hint, ErrorCode.Usage)
    {
        Option = nameof(RankingRules.Boost),
    };
}
