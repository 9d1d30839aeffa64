namespace Item2Vec.Embeddings.Vectors.Cooccurrences;

/// <summary>The co-occurrence of an item with another one.</summary>
/// <param name="Other">The other item's row.</param>
/// <param name="Sessions">The number of sessions in which they co-occurred within reach.</param>
/// <param name="Nearest">The minimum distance in events: 1 for neighbors.</param>
/// <param name="After">The sum of one over the distance, over all occurrences where the other came after.</param>
/// <param name="Before">The same where it came before.</param>
/// <param name="CloselyAfter">The sum of <c>e^(-distance / 2.05) / sqrt(events of the session)</c>, where the other came after: the vote of a neighbor of VSTAN (Ludewig et al. 2021).</param>
/// <param name="CloselyBefore">The same where it came before.</param>
public readonly record struct Cooccurrence(int Other, int Sessions, int Nearest, float After, float Before, float CloselyAfter, float CloselyBefore)
{
    /// <summary>The strength by which pairs are kept.</summary>
    internal float Strength => CloselyAfter + CloselyBefore;
}
