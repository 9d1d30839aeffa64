using System.Runtime.InteropServices;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Maps.Clusters;

/// <summary>Clusters of items, the largest first, from any numbers or values that items share.</summary>
internal sealed class ItemClusters
{
    private ItemClusters(int[] of, int[] sizes, string[]? names) => (Of, Sizes, Names) = (of, sizes, names);

    /// <summary>The cluster of each item; -1 for one in none.</summary>
    public int[] Of { get; }

    /// <summary>How many items each has.</summary>
    public int[] Sizes { get; }

    /// <summary>What their items share, if that has a name.</summary>
    public string[]? Names { get; }

    /// <summary>No clusters.</summary>
    public static ItemClusters None(int items)
    {
        int[] of = new int[items];
        Array.Fill(of, -1);
        return new ItemClusters(of, [], null);
    }

    /// <summary>Clusters of items with the same number, below the number of items.</summary>
    public static ItemClusters From(int[] numbers, int minSize)
    {
        int[] sizes = new int[numbers.Length];
        foreach (int number in numbers) sizes[number]++;
        return From(numbers, sizes, minSize, null);
    }

    /// <summary>Clusters of items with the same value in a column; without one an item is in none.</summary>
    /// <exception cref="Item2VecException">There is no such column (<see cref="ErrorCode.NotFound"/>).</exception>
    public static ItemClusters From(ItemAttributes attributes, string column, int items, int minSize)
    {
        int found = attributes.IndexOf(column);
        if (found < 0)
        {
            string known = attributes.Names.Count > 0 ? $"the columns are {string.Join(", ", attributes.Names)}" : "they have none";
            throw new Item2VecException($"the items have no column '{column}'", known, ErrorCode.NotFound) { Option = "ClusterBy" };
        }

        Dictionary<string, int> numbers = [];
        List<int> sizes = [];
        int[] of = new int[items];
        for (int row = 0; row < items; row++)
        {
            of[row] = -1;
            if (attributes.Value(row, attributes.Names[found]) is not string value) continue;
            ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, value, out bool isKnown);
            if (!isKnown)
            {
                number = sizes.Count;
                sizes.Add(0);
            }

            of[row] = number;
            sizes[number]++;
        }

        return From(of, [.. sizes], minSize, [.. numbers.OrderBy(entry => entry.Value).Select(entry => entry.Key)]);
    }

    /// <summary>
    /// The place of each cluster's label: of the item nearest to the medians of the coordinates, so that it is amid items.
    /// </summary>
    public (float X, float Y)[] LabelPlaces(float[] x, float[] y)
    {
        List<int>[] members = [.. Sizes.Select(size => new List<int>(size))];
        for (int row = 0; row < Of.Length; row++)
            if (Of[row] >= 0) members[Of[row]].Add(row);
        return [.. members.Select(rows =>
        {
            float middleX = Median(rows, x);
            float middleY = Median(rows, y);
            int nearest = rows.MinBy(row => (((double)x[row] - middleX) * ((double)x[row] - middleX))
                + (((double)y[row] - middleY) * ((double)y[row] - middleY)));
            return (x[nearest], y[nearest]);
        })];
    }

    private static float Median(List<int> rows, float[] values)
    {
        float[] sorted = [.. rows.Select(row => values[row])];
        Array.Sort(sorted);
        return sorted[sorted.Length / 2];
    }

    private static ItemClusters From(int[] numbers, int[] sizes, int minSize, string[]? names)
    {
        int[] kept = [.. Enumerable.Range(0, sizes.Length).Where(number => sizes[number] >= minSize)
            .OrderByDescending(number => sizes[number]).ThenBy(number => number)];
        int[] rank = new int[sizes.Length];
        Array.Fill(rank, -1);
        for (int i = 0; i < kept.Length; i++) rank[kept[i]] = i;
        return new ItemClusters(
            [.. numbers.Select(number => number < 0 ? -1 : rank[number])], [.. kept.Select(number => sizes[number])],
            names is null ? null : [.. kept.Select(number => names[number])]);
    }
}
