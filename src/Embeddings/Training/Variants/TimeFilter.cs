using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Options;

namespace Item2Vec.Embeddings.Training.Variants;

/// <summary>Which context is near enough in time: at most the longest gap away, and with probability <c>exp(-t / decay)</c>.</summary>
/// <remarks>A chance instead of a weight: right on average, nothing to compute, and less to train. The decay is prod2vec's (Grbovic et al. 2015).</remarks>
internal sealed class TimeFilter(TrainingOptions options)
{
    private readonly double maxGap = options.MaxGap?.TotalSeconds ?? double.PositiveInfinity;
    private readonly double decay = options.Decay?.TotalSeconds ?? double.PositiveInfinity;

    /// <summary>Whether any context could be left out.</summary>
    public bool IsActive => !double.IsPositiveInfinity(maxGap) || !double.IsPositiveInfinity(decay);

    /// <summary>Whether events this many seconds apart may be context of each other at all.</summary>
    public bool IsNear(double apart) => Math.Abs(apart) <= maxGap;

    /// <summary>Whether these two are, this time.</summary>
    public bool Keeps(double apart, ref RandomSource random)
        => IsNear(apart) && (double.IsPositiveInfinity(decay) || random.NextFloat() < Math.Exp(-Math.Abs(apart) / decay));
}
