using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Embeddings.Training.Sampling;

/// <summary>
/// Scales an event's weight, in any unit (seconds watched, pieces bought), to a factor of the step: divided by the mean of all
/// weights, at most <see cref="Max"/>; weights of zero and below train nothing.
/// </summary>
/// <remarks>
/// Scaled to mean 1 so that a learning rate means the same with and without weights; capped because one step far above the rest would
/// distort vectors.
/// </remarks>
internal sealed class WeightScale
{
    /// <summary>Maximum factor of an event.</summary>
    public const float Max = 10;

    private readonly float perWeight = 1;

    public WeightScale(SessionCorpus corpus)
    {
        if (!corpus.HasWeights) return;
        double sum = 0;
        for (long session = 0; session < corpus.SessionCount; session++)
            foreach (float weight in corpus.Weights(session)) sum += Math.Max(0, weight);
        if (sum <= 0)
        {
            throw new Item2VecException(
                $"none of the {corpus.TokenCount} events has a weight above zero", "give another weight column, or train without weights");
        }

        perWeight = (float)(corpus.TokenCount / sum);
        IsWeighted = true;
    }

    private bool IsWeighted { get; }

    public float Scale(float weight) => IsWeighted ? Math.Clamp(weight * perWeight, 0, Max) : weight;
}
