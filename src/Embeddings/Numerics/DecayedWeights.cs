namespace Item2Vec.Embeddings.Numerics;

/// <summary>
/// The weights of a history: its last item has the first weight, each item before it <c>decay</c> times that of the one after it; 0 leaves
/// the last alone. Enumerates the places of a history with their weights, last item first.
/// </summary>
/// <param name="count">The items of the history.</param>
/// <param name="decay">The weight of an item as a share of the one after it, 0 to 1.</param>
/// <param name="first">The weight of the last item.</param>
/// <param name="above">The first weight that is not above this ends the enumeration.</param>
internal struct DecayedWeights(int count, double decay, double first = 1, double above = 0)
{
    private readonly int last = count - 1;
    private int at = count;
    private double weight = first;

    /// <summary>The place of an item in the history, and its weight.</summary>
    public readonly (int At, double Weight) Current => (at, weight);

    /// <summary>The sum of the weights of a history whose last item weighs 1.</summary>
    public static double Total(int count, double decay)
    {
        double total = 0;
        foreach ((_, double weight) in new DecayedWeights(count, decay)) total += weight;
        return total;
    }

    public readonly DecayedWeights GetEnumerator() => this;

    public bool MoveNext()
    {
        if (at <= last) weight *= decay;
        return --at >= 0 && weight > above;
    }
}
