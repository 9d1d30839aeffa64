using Item2Vec.Embeddings.Common;

namespace Item2Vec.Content.Mapping;

/// <summary>The training data of a map: features, unit vector and weight of each item.</summary>
internal sealed record MapData(float[][] X, float[][] Y, double[] Weights)
{
    private const int HeldOutShare = 10;

    /// <summary>The row of each item in the model; by default its number here.</summary>
    public int[] Rows { get; init; } = [.. Enumerable.Range(0, X.Length)];

    /// <summary>Some of the items.</summary>
    public MapData Part(int[] items)
        => new([.. items.Select(i => X[i])], [.. items.Select(i => Y[i])], [.. items.Select(i => Weights[i])])
        {
            Rows = [.. items.Select(i => Rows[i])],
        };

    /// <summary>Holds out a seeded random tenth of the items, at least one; none if there are too few.</summary>
    public (int[] Learned, int[] HeldOut) Split(long seed)
    {
        if (X.Length < HeldOutShare) return ([.. Enumerable.Range(0, X.Length)], []);
        ulong[] drawn = [.. Enumerable.Range(0, X.Length).Select(item => IdHash.Mix((ulong)item ^ IdHash.Mix((ulong)seed)))];
        int first = Array.IndexOf(drawn, drawn.Min());
        bool any = drawn.Any(number => number % HeldOutShare == 0);
        ILookup<bool, int> parts = Enumerable.Range(0, X.Length).ToLookup(item => any ? drawn[item] % HeldOutShare == 0 : item == first);
        return ([.. parts[false]], [.. parts[true]]);
    }
}
