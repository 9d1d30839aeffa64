namespace Item2Vec.Embeddings.Numerics;

/// <summary>How the items of a history weigh: by how far back or how old they are, times a factor of their own.</summary>
/// <param name="Decay">The weight of an item as a share of the one after it, 0 to 1; 0 leaves the last alone.</param>
internal readonly record struct HistoryWeighting(double Decay)
{
    /// <summary>A factor for each item, or empty for 1.</summary>
    public ReadOnlyMemory<double> Factors { get; init; }

    /// <summary>The age of each item in seconds, or empty; has no effect without <see cref="HalfLife"/>.</summary>
    public ReadOnlyMemory<double> Ages { get; init; }

    /// <summary>An item this many seconds older than the newest weighs half as much; 0 uses <see cref="Decay"/> instead.</summary>
    public double HalfLife { get; init; }

    /// <summary>Whether there is only the order of the items, so that weights fall from the last to the first.</summary>
    public bool IsPlain => HalfLife == 0 && Factors.IsEmpty;

    /// <summary>The age of the newest item; 0 where ages have no effect.</summary>
    public double MinAge()
    {
        if (HalfLife == 0 || Ages.IsEmpty) return 0;
        double min = double.PositiveInfinity;
        foreach (double age in Ages.Span) min = Math.Min(min, age);
        return min;
    }

    /// <summary>Whether the order of the items has no effect.</summary>
    public bool IsUnordered => Decay == 1 && HalfLife == 0;
}

/// <summary>The weights of a history. Enumerates the places of a history with their weights, last item first.</summary>
internal struct DecayedWeights
{
    private readonly int last;
    private readonly HistoryWeighting weighting;
    private readonly double first;
    private readonly double above;
    private readonly double newest;
    private int at;
    private double decayed;
    private double weight;

    /// <param name="count">The items of the history.</param>
    /// <param name="weighting">How they weigh.</param>
    /// <param name="first">The weight of the last item, or of the newest, before its factor.</param>
    /// <param name="above">Items whose weight is not above this are left out.</param>
    public DecayedWeights(int count, HistoryWeighting weighting, double first = 1, double above = 0)
    {
        (last, at) = (count - 1, count);
        this.weighting = weighting;
        this.first = first;
        this.above = above;
        newest = weighting.MinAge();
        decayed = first;
    }

    /// <param name="count">The items of the history.</param>
    /// <param name="decay">The weight of an item as a share of the one after it, 0 to 1; 0 leaves the last alone.</param>
    /// <param name="first">The weight of the last item.</param>
    /// <param name="above">Items whose weight is not above this are left out.</param>
    public DecayedWeights(int count, double decay, double first = 1, double above = 0)
        : this(count, new HistoryWeighting(decay), first, above)
    {
    }

    /// <summary>The place of an item in the history, and its weight.</summary>
    public readonly (int At, double Weight) Current => (at, weight);

    /// <summary>The sum of the weights of a history whose last item weighs 1.</summary>
    public static double Total(int count, double decay) => Total(count, new HistoryWeighting(decay));

    /// <summary>The sum of the weights of a history whose last item, or newest, weighs 1 before its factor.</summary>
    public static double Total(int count, HistoryWeighting weighting)
    {
        double total = 0;
        foreach ((_, double weight) in new DecayedWeights(count, weighting)) total += weight;
        return total;
    }

    public readonly DecayedWeights GetEnumerator() => this;

    public bool MoveNext()
    {
        while (true)
        {
            if (at <= last) decayed *= weighting.Decay;
            if (--at < 0) return false;
            weight = weighting.HalfLife > 0 ? first * Math.Pow(0.5, (weighting.Ages.Span[at] - newest) / weighting.HalfLife) : decayed;
            if (!weighting.Factors.IsEmpty) weight *= weighting.Factors.Span[at];
            if (weight > above) return true;
            if (weighting.IsPlain) return false;
        }
    }
}
