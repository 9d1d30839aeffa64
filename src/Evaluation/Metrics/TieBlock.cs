using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Evaluation.Metrics;

/// <summary>Equally scored items with targets among them: they share the positions from <paramref name="Above"/> (0 the top), in random order.</summary>
/// <param name="Above">The number of better items.</param>
/// <param name="Targets">The number of targets among them, at least 1.</param>
/// <param name="Others">The number of other items among them.</param>
internal readonly record struct TieBlock(int Above, int Targets, int Others)
{
    /// <summary>The number of shared positions.</summary>
    public int Places => Targets + Others;

    /// <summary>Finds the positions of a case's targets.</summary>
    /// <param name="scores">A score per row; negative infinity for rows that are not candidates.</param>
    /// <param name="targets">Distinct candidates.</param>
    /// <param name="blocks">Receives the blocks, best first; as long as the targets.</param>
    /// <returns>The number of blocks, which is the number of distinct scores of targets.</returns>
    public static int Find(ReadOnlySpan<float> scores, ReadOnlySpan<int> targets, Span<TieBlock> blocks)
    {
        Span<float> sorted = targets.Length <= 256 ? stackalloc float[targets.Length] : new float[targets.Length];
        for (int i = 0; i < targets.Length; i++) sorted[i] = scores[targets[i]];
        sorted.Sort((a, b) => b.CompareTo(a));
        int found = 0;
        for (int from = 0, to; from < sorted.Length; from = to)
        {
            to = from + 1;
            while (to < sorted.Length && sorted[to] == sorted[from]) to++;
            (int above, int equal) = ScoreRanks.Count(scores, sorted[from]);
            blocks[found++] = new TieBlock(above, to - from, equal - (to - from));
        }

        return found;
    }

    /// <summary>How many of the positions are among the first <paramref name="cutoff"/>.</summary>
    public int PlacesWithin(int cutoff) => Math.Clamp(cutoff - Above, 0, Places);
}
