using Item2Vec.Embeddings.Numerics;
using Item2Vec.Maps.Kernels;
using Item2Vec.Maps.Work;

namespace Item2Vec.Maps.Tsne;

/// <summary>
/// The repulsion of all points by all others, <c>sum of q^2 (y_i - y_j)</c>, and the sum of all q: Barnes and Hut's quadtree, walked once
/// for a group of nearby points (Barnes 1990) and not for every point.
/// </summary>
/// <remarks>
/// A walk collects the bodies that act on a group: points nearby, and squares far away as one body in their center of mass. The distance is
/// that of the nearest point the group could have, so that no point's error exceeds that of a walk of its own; and what is
/// collected is summed eight points at a time.
/// </remarks>
internal sealed class RepulsionTree
{
    /// <summary>Points of a leaf, and of a group.</summary>
    private const int LeafSize = 8, GroupSize = 32;

    /// <summary>Groups per chunk.</summary>
    private const int ChunkGroups = 32;

    private const int ChunkRows = 8192;

    private readonly int count;
    private readonly MortonOrder order;
    private readonly float[] x;
    private readonly float[] y;
    private readonly List<(int From, int To)> groups = [];
    private Node[] nodes = new Node[256];
    private int nodeCount;

    public RepulsionTree(int count)
    {
        this.count = count;
        order = new MortonOrder(count);
        x = new float[count];
        y = new float[count];
    }

    /// <summary>The order of the points in the last tree.</summary>
    public MortonOrder Order => order;

    /// <summary>Computes the forces.</summary>
    /// <param name="places">x and y of each point in turn.</param>
    /// <param name="theta">
    /// A square is one body if its side is at most this share of its distance; 0 computes the exact sum.
    /// </param>
    /// <param name="forces">Receives x and y of each point's force in turn.</param>
    /// <param name="work">Threads and cancellation.</param>
    /// <returns>The sum of q over all ordered pairs of different points.</returns>
    public double Compute(NativeBuffer<float> places, float theta, NativeBuffer<float> forces, MapWork work)
    {
        Build(places, theta, work);
        double[] sums = new double[MapWork.Chunks(groups.Count, ChunkGroups)];
        work.Each(groups.Count, ChunkGroups, (chunk, from, to) =>
        {
            GroupWalk walk = new();
            double sum = 0;
            for (int group = from; group < to; group++) sum += Repel(walk, groups[group].From, groups[group].To, forces);
            sums[chunk] = sum;
        });
        double total = -count;
        foreach (double sum in sums) total += sum;
        return Math.Max(total, double.Epsilon);
    }

    private void Build(NativeBuffer<float> places, float theta, MapWork work)
    {
        order.Sort(places, work);
        work.Each(count, ChunkRows, (_, from, to) =>
        {
            ReadOnlySpan<ulong> sorted = order.Sorted;
            for (int i = from; i < to; i++)
            {
                long point = (uint)sorted[i];
                (x[i], y[i]) = (places[2 * point], places[(2 * point) + 1]);
            }
        });
        nodeCount = 0;
        groups.Clear();
        float side = theta > 0 ? order.Side / theta : float.PositiveInfinity;
        if (count > 0) AddNode(0, count, 0, side, grouped: false);
    }

    /// <summary>Adds the square of some points and its parts, depth first; returns the center of mass, not yet divided.</summary>
    private (double X, double Y) AddNode(int from, int to, int level, float side, bool grouped)
    {
        if (nodeCount == nodes.Length) Array.Resize(ref nodes, nodes.Length * 2);
        int number = nodeCount++;
        if (!grouped && to - from <= GroupSize)
        {
            groups.Add((from, to));
            grouped = true;
        }

        (double X, double Y) sum = (0, 0);
        bool isLeaf = to - from <= LeafSize || level == MortonOrder.Levels;
        if (isLeaf)
        {
            for (int i = from; i < to; i++) sum = (sum.X + x[i], sum.Y + y[i]);

            // Points that no level can separate: pieces of them.
            if (!grouped)
                for (int piece = from; piece < to; piece += GroupSize) groups.Add((piece, Math.Min(to, piece + GroupSize)));
        }
        else
        {
            // A square with all its points in one quarter is that quarter.
            int shift = 32 + (2 * (MortonOrder.Levels - 1 - level));
            ReadOnlySpan<ulong> sorted = order.Sorted;
            while (level < MortonOrder.Levels - 1 && ((sorted[from] ^ sorted[to - 1]) >> shift) == 0)
            {
                level++;
                shift -= 2;
                side /= 2;
            }

            ulong prefix = sorted[from] >> (shift + 2) << 2;
            int start = from;
            for (uint quarter = 0; quarter < 4 && start < to; quarter++)
            {
                int end = quarter == 3 ? to : LowerBound(sorted, start, to, (prefix + quarter + 1) << shift);
                if (end == start) continue;
                (double X, double Y) part = AddNode(start, end, level + 1, side / 2, grouped);
                sum = (sum.X + part.X, sum.Y + part.Y);
                start = end;
            }
        }

        int mass = to - from;
        nodes[number] = new Node(
            (float)(sum.X / mass), (float)(sum.Y / mass), side * side, from, mass, nodeCount, isLeaf && mass <= LeafSize, isLeaf);
        return sum;
    }

    private static int LowerBound(ReadOnlySpan<ulong> sorted, int from, int to, ulong bound)
    {
        while (from < to)
        {
            int middle = (from + to) / 2;
            if (sorted[middle] < bound) from = middle + 1;
            else to = middle;
        }

        return from;
    }

    private double Repel(GroupWalk walk, int from, int to, NativeBuffer<float> forces)
    {
        walk.Collect(nodes.AsSpan(0, nodeCount), x, y, from, to);
        int size = to - from;
        int padded = (size + ForceKernel.Lanes - 1) / ForceKernel.Lanes * ForceKernel.Lanes;
        Span<float> buffer = walk.Buffer;
        Span<float> px = buffer[..padded];
        Span<float> py = buffer.Slice(GroupSize, padded);
        px.Fill(x[from]);
        py.Fill(y[from]);
        x.AsSpan(from, size).CopyTo(px);
        y.AsSpan(from, size).CopyTo(py);
        Span<float> fx = buffer.Slice(2 * GroupSize, padded);
        Span<float> fy = buffer.Slice(3 * GroupSize, padded);
        Span<float> z = buffer.Slice(4 * GroupSize, padded);
        ForceKernel.Repel(px, py, walk.Bodies, fx, fy, z);
        double sum = 0;
        for (int i = 0; i < size; i++)
        {
            long point = (uint)order.Sorted[from + i];
            forces[2 * point] = fx[i];
            forces[(2 * point) + 1] = fy[i];
            sum += z[i];
        }

        return sum;
    }

    /// <summary>A square of the quadtree.</summary>
    /// <param name="X">The center of mass.</param>
    /// <param name="Y">As <paramref name="X"/>.</param>
    /// <param name="ReachSquare">The squared distance from which on it is one body.</param>
    /// <param name="From">Its first point.</param>
    /// <param name="Mass">The number of its points.</param>
    /// <param name="Next">The node after its parts.</param>
    /// <param name="IsOpen">Whether it is a leaf whose points count one by one when it is near.</param>
    /// <param name="IsLeaf">Whether it is a leaf. One that is not open has points so close that they are one body to any other.</param>
    private readonly record struct Node(float X, float Y, float ReachSquare, int From, int Mass, int Next, bool IsOpen, bool IsLeaf);

    /// <summary>The working memory of a walk.</summary>
    private sealed class GroupWalk
    {
        private float[] bodies = new float[3 * 1024];
        private int length;

        public float[] Buffer { get; } = new float[5 * GroupSize];

        public ReadOnlySpan<float> Bodies => bodies.AsSpan(0, length);

        /// <summary>The bodies that act on the points of a group.</summary>
        public void Collect(ReadOnlySpan<Node> nodes, float[] x, float[] y, int from, int to)
        {
            (float left, float right, float bottom, float top) = (x[from], x[from], y[from], y[from]);
            for (int i = from + 1; i < to; i++)
            {
                (left, right) = (Math.Min(left, x[i]), Math.Max(right, x[i]));
                (bottom, top) = (Math.Min(bottom, y[i]), Math.Max(top, y[i]));
            }

            length = 0;
            for (int at = 0; at < nodes.Length;)
            {
                ref readonly Node node = ref nodes[at];
                float dx = Math.Max(0, Math.Max(left - node.X, node.X - right));
                float dy = Math.Max(0, Math.Max(bottom - node.Y, node.Y - top));
                if ((dx * dx) + (dy * dy) > node.ReachSquare || (node.IsLeaf && !node.IsOpen))
                {
                    Add(node.X, node.Y, node.Mass);
                    at = node.Next;
                }
                else if (node.IsOpen)
                {
                    for (int i = node.From; i < node.From + node.Mass; i++) Add(x[i], y[i], 1);
                    at = node.Next;
                }
                else at++;
            }
        }

        private void Add(float bodyX, float bodyY, float mass)
        {
            if (length + 3 > bodies.Length) Array.Resize(ref bodies, bodies.Length * 2);
            bodies[length] = bodyX;
            bodies[length + 1] = bodyY;
            bodies[length + 2] = mass;
            length += 3;
        }
    }
}
