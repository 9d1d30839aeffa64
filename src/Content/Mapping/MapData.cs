using Item2Vec.Embeddings.Common;

namespace Item2Vec.Content.Mapping;

/// <summary>What a map is learned from: features and unit vector of each item, and how much it counts.</summary>
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

    /// <summary>Holds a tenth of the items out, drawn by the seed, and at least one; none where there are too few to spare one.</summary>
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
