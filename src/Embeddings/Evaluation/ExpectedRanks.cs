using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Evaluation;

/// <summary>Ranks of targets among all items, fair to ties: where scores are equal, the expected rank if their order were drawn at random.</summary>
internal static class ExpectedRanks
{
    /// <summary>Computes the ranks of some rows.</summary>
    /// <param name="scores">A score for each row; negative infinity for rows that are no candidates.</param>
    /// <param name="targets">Distinct candidates.</param>
    /// <param name="ranks">Receives a rank for each target, best first: 0 is the top. With one target among m equal others below g better ones it is g + m / 2.</param>
    /// <remarks>
    /// Of p targets and m others with equal scores, below g better ones, the j-th target (from 0) is expected at <c>g + (j + 1)(p + m + 1)/(p + 1) - 1</c>.
    /// </remarks>
    public static void Compute(ReadOnlySpan<float> scores, ReadOnlySpan<int> targets, Span<double> ranks)
    {
        Span<float> sorted = targets.Length <= 256 ? stackalloc float[targets.Length] : new float[targets.Length];
        for (int i = 0; i < targets.Length; i++) sorted[i] = scores[targets[i]];
        sorted.Sort((a, b) => b.CompareTo(a));
        for (int from = 0, to; from < sorted.Length; from = to)
        {
            to = from + 1;
            while (to < sorted.Length && sorted[to] == sorted[from]) to++;
            (int above, int equal) = ScoreRanks.Count(scores, sorted[from]);
            double step = (equal + 1.0) / (to - from + 1);
            for (int j = from; j < to; j++) ranks[j] = above + ((j - from + 1) * step) - 1;
        }
    }
}
