using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Content.Mapping;

/// <summary>What a residual unit is trained for.</summary>
internal interface IMapObjective
{
    /// <summary>The items of an epoch, in a new order each time: where to predict from, and what the objective needs to know of it.</summary>
    IEnumerable<(int Item, int Case)> Epoch(RandomSource random);

    /// <summary>Writes the derivative of the loss of a case by its prediction.</summary>
    void Slope(int @case, ReadOnlySpan<float> y, Span<float> slope, ref RandomSource random);
}
