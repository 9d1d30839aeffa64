namespace Item2Vec.Indexing.Rules;

/// <summary>Takes candidates one by one: by value, or by maximal marginal relevance; each unless it breaks a limit. Used once.</summary>
/// <param name="rows">The rows of the candidates, by score.</param>
/// <param name="values">What they are ranked by.</param>
/// <param name="order">The candidates in the order of their values.</param>
/// <param name="limits">The limits.</param>
/// <param name="data">The model.</param>
internal sealed class Selection(int[] rows, double[] values, int[] order, ValueLimits limits, RuleData data)
{
    private readonly bool[] isOut = new bool[rows.Length];
    private readonly float[] cosines = new float[rows.Length];
    private readonly int[] nearest = new int[rows.Length];
    private readonly List<(double Value, int Limit)> leftOut = [];
    private readonly List<Taken> taken = [];
    private int front;
    private double apart;

    /// <summary>Takes candidates.</summary>
    /// <param name="count">Maximum number of them.</param>
    /// <param name="diversity">The weight of the cosine with those taken before.</param>
    /// <param name="scale">The values of so many candidates, the best by score, are scaled to 0 to 1.</param>
    /// <param name="maxDiverse">So many are taken by marginal relevance.</param>
    /// <param name="maxCompared">Among so many candidates.</param>
    public List<Taken> Take(int count, double diversity, int scale, int maxDiverse, int maxCompared)
    {
        Array.Fill(nearest, -1);
        int compared = Math.Min(rows.Length, maxCompared);
        (double low, double factor) = Scale(scale);
        while (taken.Count < count)
        {
            bool isDiverse = diversity > 0 && taken.Count < maxDiverse;
            int next = isDiverse ? MostRelevant(compared, diversity, low, factor) : First();

            // Of those compared all are taken or left out; others may follow.
            if (next < 0 && isDiverse) next = First();
            if (next < 0) break;
            Add(next);
            if (isDiverse && taken.Count < Math.Min(count, maxDiverse)) Compare(next, compared);
        }

        return taken;
    }

    private void Add(int candidate)
    {
        isOut[candidate] = true;
        limits.Take(candidate);
        int[] passed = leftOut.Count == 0 ? [] : new int[limits.Count];
        foreach ((double value, int limit) in leftOut)
            if (value >= values[candidate]) passed[limit]++;
        taken.Add(new Taken(candidate, nearest[candidate], cosines[candidate], passed));
    }

    /// <summary>The next candidate by value, or -1.</summary>
    private int First()
    {
        for (; front < order.Length; front++)
            if (IsFree(order[front])) return order[front];
        return -1;
    }

    /// <summary>The candidate of the highest marginal relevance, of equal ones the first by value; or -1.</summary>
    private int MostRelevant(int compared, double diversity, double low, double factor)
    {
        int best = -1;
        double highest = double.NegativeInfinity;
        for (int place = 0; place < compared; place++)
        {
            int candidate = order[place];
            if (!IsFree(candidate)) continue;
            double relevance = (values[candidate] - low) * factor;
            double marginal = ((1 - diversity) * relevance) - (nearest[candidate] < 0 ? 0 : diversity * apart * cosines[candidate]);
            if (best >= 0 && marginal <= highest) continue;
            (best, highest) = (candidate, marginal);
        }

        return best;
    }

    /// <summary>Whether a candidate may be taken; one that breaks a limit is left out for good.</summary>
    private bool IsFree(int candidate)
    {
        if (isOut[candidate]) return false;
        int limit = limits.Broken(candidate);
        if (limit < 0) return true;
        isOut[candidate] = true;
        leftOut.Add((values[candidate], limit));
        return false;
    }

    /// <summary>Compares the candidates with one that was taken; the first decides how far apart cosines are.</summary>
    private void Compare(int other, int compared)
    {
        bool isFirst = taken.Count == 1;
        (float low, float high) = (float.PositiveInfinity, float.NegativeInfinity);
        for (int place = 0; place < compared; place++)
        {
            int candidate = order[place];
            if (isOut[candidate]) continue;
            float cosine = data.Cosine(rows[candidate], rows[other]);
            (low, high) = (Math.Min(low, cosine), Math.Max(high, cosine));
            if (nearest[candidate] >= 0 && cosine <= cosines[candidate]) continue;
            (nearest[candidate], cosines[candidate]) = (other, cosine);
        }

        if (isFirst) apart = high > low ? 1 / (high - low) : 0;
    }

    /// <summary>What makes the best of the first candidates 1 and the last 0.</summary>
    private (double Low, double Factor) Scale(int count)
    {
        ReadOnlySpan<double> first = values.AsSpan(0, Math.Min(count, values.Length));
        if (first.IsEmpty) return (0, 0);
        double low = double.PositiveInfinity;
        double high = double.NegativeInfinity;
        foreach (double value in first) (low, high) = (Math.Min(low, value), Math.Max(high, value));
        return (low, high > low ? 1 / (high - low) : 0);
    }
}

/// <summary>A candidate that was taken.</summary>
/// <param name="Candidate">Its place among the candidates.</param>
/// <param name="Nearest">That of the one taken before that it is most like, or -1.</param>
/// <param name="Cosine">The cosine with that.</param>
/// <param name="Passed">For each limit how many candidates with a value as high were left out before; empty for none.</param>
internal readonly record struct Taken(int Candidate, int Nearest, float Cosine, int[] Passed);
