using System.Runtime.InteropServices;

namespace Item2Vec.Maps.Pages;

/// <summary>The places of a map as a page holds them: from 0 to 65535, from left to right and from top to bottom.</summary>
internal sealed class MapLayout
{
    /// <summary>The cluster of an item in none.</summary>
    public const ushort NoCluster = ushort.MaxValue;

    private const float Steps = ushort.MaxValue;

    /// <summary>The horizontal places, then the vertical ones.</summary>
    public required ushort[] Positions { get; init; }

    /// <summary>The cluster of each item; empty if there are no clusters.</summary>
    public required ushort[] ClusterOf { get; init; }

    /// <summary>The clusters, with places from 0 to 1.</summary>
    public required IReadOnlyList<MapCluster> Clusters { get; init; }

    public required MapMethod Method { get; init; }

    /// <summary>The number of items that have a place.</summary>
    public int Count => Positions.Length / 2;

    /// <summary>The method as people write it.</summary>
    public static string NameOf(MapMethod method) => method switch
    {
        MapMethod.Pca => "PCA",
        MapMethod.Tsne => "t-SNE",
        _ => "UMAP",
    };

    /// <summary>The first items of a map, which keep the proportions of both directions.</summary>
    /// <param name="map">The map.</param>
    /// <param name="count">How many items.</param>
    public static MapLayout Of(ItemMap map, int count)
    {
        ReadOnlySpan<float> x = map.X[..count];
        ReadOnlySpan<float> y = map.Y[..count];
        Frame frame = Frame.Around(x, y);
        ushort[] positions = new ushort[2 * count];
        for (int row = 0; row < count; row++)
        {
            positions[row] = (ushort)MathF.Round(frame.X(x[row]) * Steps);
            positions[count + row] = (ushort)MathF.Round(frame.Y(y[row]) * Steps);
        }

        // More clusters than a number of 16 bits holds are no clusters to look at.
        int named = Math.Min(map.Clusters.Count, NoCluster);
        int[] members = new int[named];
        ushort[] clusterOf = named == 0 ? [] : new ushort[count];
        for (int row = 0; row < clusterOf.Length; row++)
        {
            int cluster = map.ClusterOf[row];
            bool isNamed = cluster >= 0 && cluster < named;
            clusterOf[row] = isNamed ? (ushort)cluster : NoCluster;
            if (isNamed) members[cluster]++;
        }

        return new MapLayout
        {
            Positions = positions,
            ClusterOf = clusterOf,
            Clusters = [.. map.Clusters.Take(named).Select((cluster, i) => cluster with
            {
                Count = members[i],
                X = Math.Clamp(frame.X(cluster.X), 0, 1),
                Y = Math.Clamp(frame.Y(cluster.Y), 0, 1),
            })],
            Method = map.Method,
        };
    }

    /// <summary>A square around all places, a little larger, in which each has a position from 0 to 1.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Frame(float CenterX, float CenterY, float Side)
    {
        public static Frame Around(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
        {
            (float left, float right) = Range(x);
            (float bottom, float top) = Range(y);
            float side = Math.Max(right - left, top - bottom);
            return new Frame((left + right) / 2, (bottom + top) / 2, side > 0 ? side : 1);
        }

        public float X(float x) => Math.Clamp(((x - CenterX) / Side) + 0.5f, 0, 1);

        /// <summary>Screens count from the top.</summary>
        public float Y(float y) => Math.Clamp(0.5f - ((y - CenterY) / Side), 0, 1);

        private static (float Low, float High) Range(ReadOnlySpan<float> values)
        {
            if (values.Length == 0) return (0, 0);
            float low = values[0];
            float high = values[0];
            foreach (float value in values) (low, high) = (Math.Min(low, value), Math.Max(high, value));
            return (low, high);
        }
    }
}
