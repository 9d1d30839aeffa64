namespace Item2Vec.Embeddings.Vectors.Cooccurrences;

/// <summary>What sessions say of an item and another one that stood within reach of it.</summary>
/// <param name="Other">The other item's row.</param>
/// <param name="Sessions">The sessions in which they stood within reach.</param>
/// <param name="Nearest">The fewest events from one to the other: 1 for neighbors.</param>
/// <param name="After">The sum over all such places of one over their distance, where the other came after.</param>
/// <param name="Before">The same where it came before.</param>
/// <param name="CloselyAfter">The sum of <c>e^(-distance / 2.05) / sqrt(events of the session)</c>, where the other came after: the vote of a neighbor of VSTAN (Ludewig et al. 2021).</param>
/// <param name="CloselyBefore">The same where it came before.</param>
public readonly record struct Cooccurrence(int Other, int Sessions, int Nearest, float After, float Before, float CloselyAfter, float CloselyBefore)
{
    /// <summary>By which pairs are kept.</summary>
    internal float Strength => CloselyAfter + CloselyBefore;
}
