using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation.Baselines;

/// <summary>The linear model that best rebuilds each session from its other items: <c>B = I - P diag(1 / diag P)</c>, <c>P = (X^T X + lambda I)^-1</c>.</summary>
/// <remarks>EASE of Steck 2019; X is sessions x items, 1 where a session has the item. Memory 8 x items^2 bytes, 2 x items^3 operations.</remarks>
internal sealed class EaseBaseline : IBaseline
{
    /// <summary>The inverse takes 2 x 900 MB and a few minutes.</summary>
    private const int MaxItems = 15_000;

    private const float Regularization = 1000;

    public string Name => "ease";

    public string? Unsupported(SessionCorpus training)
        => training.Vocabulary.Count <= MaxItems
            ? null
            : FormattableString.Invariant($"it inverts a matrix of items x items, and {training.Vocabulary.Count:N0} items are more than ")
                + FormattableString.Invariant($"{MaxItems:N0}: ") + "a higher MinCount leaves fewer";

    public IScorer Fit(BaselineData data, CancellationToken cancellationToken)
    {
        CorpusIndex index = data.Index;
        int size = SymmetricInverse.PaddedSize(index.Items);
        EmbeddingMatrix matrix = new(size, size);
        int[][] sessions = index.SessionsOfItems();
        Parallel.For(0, index.Items, data.Parallel(cancellationToken), () => new RowSums(index.Items), (item, _, sums) =>
        {
            foreach (int session in sessions[item]) sums.AddSet(index.Session(session));
            (int[] others, float[] together) = sums.Take(index.Items);
            Span<float> row = matrix.Row(item);
            for (int i = 0; i < others.Length; i++) row[others[i]] = together[i];
            return sums;
        }, _ => { });
        for (int row = 0; row < size; row++) matrix.Row(row)[row] += row < index.Items ? Regularization : 1;
        SymmetricInverse.Invert(matrix, data.Threads, cancellationToken);
        ToWeights(matrix, index.Items);
        return new Scorer(matrix, data.Decay);
    }

    /// <summary>Row i of B: <c>-P_ij / P_jj</c>, and 0 for j = i.</summary>
    private static void ToWeights(EmbeddingMatrix matrix, int items)
    {
        float[] factors = new float[items];
        for (int item = 0; item < items; item++) factors[item] = -1 / matrix.Row(item)[item];
        for (int item = 0; item < items; item++)
        {
            Span<float> row = matrix.Row(item);
            for (int other = 0; other < items; other++) row[other] *= factors[other];
            row[item] = 0;
        }
    }

    private sealed class Scorer(EmbeddingMatrix weights, double decay) : IScorer
    {
        public void Score(ReadOnlySpan<int> history, Span<float> scores)
        {
            scores.Clear();
            foreach ((int at, double weight) in new DecayedWeights(history.Length, decay))
                VectorOperations.AddScaled((float)weight, weights.Row(history[at])[..scores.Length], scores);
        }
    }
}
