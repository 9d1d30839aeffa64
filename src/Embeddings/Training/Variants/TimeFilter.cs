using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Options;

namespace Item2Vec.Embeddings.Training.Variants;

/// <summary>Selects context by time: at most the longest gap away, and with probability <c>exp(-t / decay)</c>.</summary>
/// <remarks>A probability instead of a weight: correct on average, with less to compute and to train. The decay is prod2vec's (Grbovic et al. 2015).</remarks>
internal sealed class TimeFilter(TrainingOptions options)
{
    private readonly double maxGap = options.MaxGap?.TotalSeconds ?? double.PositiveInfinity;
    private readonly double decay = options.Decay?.TotalSeconds ?? double.PositiveInfinity;

    /// <summary>Whether any context could be excluded.</summary>
    public bool IsActive => !double.IsPositiveInfinity(maxGap) || !double.IsPositiveInfinity(decay);

    /// <summary>Whether events this many seconds apart may be context of each other.</summary>
    public bool IsNear(double apart) => Math.Abs(apart) <= maxGap;

    /// <summary>Draws whether these two are.</summary>
    public bool Keeps(double apart, ref RandomSource random)
        => IsNear(apart) && (double.IsPositiveInfinity(decay) || random.NextFloat() < Math.Exp(-Math.Abs(apart) / decay));
}
