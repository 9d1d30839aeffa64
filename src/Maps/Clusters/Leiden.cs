using Item2Vec.Embeddings.Numerics;
using Item2Vec.Maps.Neighbors;
using Item2Vec.Maps.Work;

namespace Item2Vec.Maps.Clusters;

/// <summary>
/// Communities of a graph by the Leiden algorithm (Traag, Waltman and van Eck 2019): nodes move to better communities, each community is
/// refined into connected parts, and the parts become the nodes of a smaller graph.
/// </summary>
/// <remarks>On one thread: a move depends on those before it. The seed decides the order of the nodes.</remarks>
internal sealed class Leiden
{
    /// <summary>How freely a refinement chooses among gains, as a share of the mean strength; the paper's theta.</summary>
    private const double Freedom = 0.01;

    /// <summary>Moves between looks at the cancellation.</summary>
    private const int CheckedMoves = 1 << 12;

    private const int MaxLevels = 50;

    private readonly double resolution;
    private readonly MapWork work;
    private RandomSource random;

    private Leiden(double resolution, long seed, MapWork work)
    {
        this.resolution = resolution;
        this.work = work;
        random = RandomSource.For(seed, 2, 0);
    }

    /// <summary>The community of each node, numbered from 0 in no order.</summary>
    public static int[] Find(SparseGraph graph, double resolution, long seed, MapWork work)
        => new Leiden(resolution, seed, work).Run(graph);

    private int[] Run(SparseGraph graph)
    {
        int[] nodeOf = [.. Enumerable.Range(0, graph.Count)];
        SparseGraph level = graph;
        double[]? inner = null;
        int[] start = [.. nodeOf];
        try
        {
            for (int number = 0; number < MaxLevels; number++)
            {
                work.Report(number, MaxLevels);
                Communities communities = new(level, inner, start, resolution);
                if (communities.Weight <= 0) return nodeOf;
                Move(communities);
                int[] parts = Refine(communities);
                int partCount = Number(parts);
                bool isDone = partCount == level.Count;
                if (isDone) parts = communities.Of;
                for (int row = 0; row < nodeOf.Length; row++) nodeOf[row] = parts[nodeOf[row]];
                if (isDone) break;

                start = new int[partCount];
                for (int node = 0; node < level.Count; node++) start[parts[node]] = communities.Of[node];
                Number(start);
                (SparseGraph smaller, inner) = Aggregate(communities, parts, partCount);
                if (level != graph) level.Dispose();
                level = smaller;
            }

            work.Report(MaxLevels, MaxLevels);
            return nodeOf;
        }
        finally
        {
            if (level != graph) level.Dispose();
        }
    }

    /// <summary>Moves nodes until none has a better community; a moved node's neighbors are looked at again.</summary>
    private void Move(Communities communities)
    {
        SparseGraph graph = communities.Graph;
        int[] order = Shuffled(graph.Count);
        Queue<int> queue = new(order);
        bool[] queued = new bool[graph.Count];
        Array.Fill(queued, true);
        int[] sizes = new int[graph.Count];
        foreach (int community in communities.Of) sizes[community]++;
        Stack<int> empty = new(Enumerable.Range(0, graph.Count).Where(community => sizes[community] == 0));
        Links links = new(graph.Count);
        int moves = 0;
        while (queue.TryDequeue(out int node))
        {
            if (++moves % CheckedMoves == 0) work.Cancel.ThrowIfCancellationRequested();
            queued[node] = false;
            int own = communities.Of[node];
            links.Count(graph, node, communities.Of, null);
            double stay = links[own] - (resolution * communities.StrengthOf(node)
                * (communities.Totals[own] - communities.StrengthOf(node)) / communities.Weight);
            int best = own;
            double most = Math.Max(stay, 0);
            if (stay < 0 && sizes[own] > 1 && empty.Count > 0) best = empty.Peek();
            foreach (int community in links.Communities)
            {
                if (community == own) continue;
                double gain = communities.Gain(node, community, links[community]);
                if (gain > most + 1e-12) (most, best) = (gain, community);
            }

            links.Clear();
            if (best == own) continue;
            if (sizes[best]++ == 0) empty.Pop();
            if (--sizes[own] == 0) empty.Push(own);
            communities.Move(node, best);
            foreach (int other in graph.Row(node))
            {
                if (communities.Of[other] == best || queued[other]) continue;
                queued[other] = true;
                queue.Enqueue(other);
            }
        }
    }

    /// <summary>Divides communities into parts that are well connected: single nodes merge with parts of their community.</summary>
    private int[] Refine(Communities communities)
    {
        SparseGraph graph = communities.Graph;
        Communities parts = new(graph, communities.Inner, [.. Enumerable.Range(0, graph.Count)], resolution);
        bool[] isSingle = new bool[graph.Count];
        Array.Fill(isSingle, true);

        // The weight from each part to the rest of its community.
        double[] outward = new double[graph.Count];
        for (int node = 0; node < graph.Count; node++)
        {
            ReadOnlySpan<int> others = graph.Row(node);
            ReadOnlySpan<float> weights = graph.WeightsOf(node);
            for (int i = 0; i < others.Length; i++)
                if (communities.Of[others[i]] == communities.Of[node]) outward[node] += weights[i];
        }

        double freedom = Freedom * parts.Weight / Math.Max(1, graph.Count);
        Links links = new(graph.Count);
        List<(int Part, double Sum)> choices = [];
        int visited = 0;
        foreach (int node in Shuffled(graph.Count))
        {
            if (++visited % CheckedMoves == 0) work.Cancel.ThrowIfCancellationRequested();
            double total = communities.Totals[communities.Of[node]];
            if (!isSingle[node] || !IsWellConnected(node, total)) continue;
            links.Count(graph, node, parts.Of, communities.Of);
            choices.Clear();
            double best = 0;
            foreach (int part in links.Communities)
                if (part != node && IsWellConnected(part, total)) best = Math.Max(best, parts.Gain(node, part, links[part]));
            double sum = Math.Exp(-best / freedom);
            choices.Add((node, sum));
            foreach (int part in links.Communities)
            {
                if (part == node || !IsWellConnected(part, total)) continue;
                double gain = parts.Gain(node, part, links[part]);
                if (gain >= 0) choices.Add((part, sum += Math.Exp((gain - best) / freedom)));
            }

            double drawn = random.NextFloat() * sum;
            int chosen = choices[Math.Max(0, choices.FindIndex(choice => drawn < choice.Sum))].Part;
            if (chosen == node)
            {
                links.Clear();
                continue;
            }

            // The edges between the two lay outside of both, and are inside now.
            outward[chosen] += outward[node] - (2 * links[chosen]);
            outward[node] = 0;
            links.Clear();
            parts.Move(node, chosen);
            (isSingle[node], isSingle[chosen]) = (false, false);
        }

        return parts.Of;

        bool IsWellConnected(int part, double total)
            => outward[part] >= resolution * parts.Totals[part] * (total - parts.Totals[part]) / parts.Weight;
    }

    /// <summary>The graph whose nodes are the parts, and the weight inside each.</summary>
    private static (SparseGraph Graph, double[] Inner) Aggregate(Communities communities, int[] parts, int count)
    {
        SparseGraph graph = communities.Graph;
        double[] inner = new double[count];
        int[] starts = new int[count + 1];
        for (int node = 0; node < graph.Count; node++) starts[parts[node] + 1]++;
        for (int part = 0; part < count; part++) starts[part + 1] += starts[part];
        int[] members = new int[graph.Count];
        int[] filled = starts[..count];
        for (int node = 0; node < graph.Count; node++)
        {
            inner[parts[node]] += communities.Inner[node];
            members[filled[parts[node]]++] = node;
        }

        List<long> rows = [0];
        List<int> columns = [];
        List<float> weights = [];
        Links links = new(count);
        for (int part = 0; part < count; part++)
        {
            foreach (int node in members.AsSpan(starts[part]..starts[part + 1])) links.Count(graph, node, parts, null);
            foreach (int other in links.Communities)
            {
                if (other == part) inner[part] += links[other];
                else
                {
                    columns.Add(other);
                    weights.Add((float)links[other]);
                }
            }

            links.Clear();
            rows.Add(columns.Count);
        }

        return (SparseGraph.Of(rows, columns, weights), inner);
    }

    /// <summary>Renumbers from 0, in the order of the first use; returns how many there are.</summary>
    private static int Number(int[] of)
    {
        int[] numbers = new int[of.Length == 0 ? 0 : of.Max() + 1];
        int count = 0;
        foreach (ref int value in of.AsSpan())
        {
            if (numbers[value] == 0) numbers[value] = ++count;
            value = numbers[value] - 1;
        }

        return count;
    }

    private int[] Shuffled(int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        random.Shuffle(order);
        return order;
    }

    /// <summary>The weights of edges to communities.</summary>
    private sealed class Links(int count)
    {
        private readonly double[] weights = new double[count];
        private readonly bool[] isKnown = new bool[count];

        /// <summary>Those with an edge, in the order of the edges.</summary>
        public List<int> Communities { get; } = [];

        public double this[int community] => weights[community];

        /// <summary>Adds the edges of a node; only those within its own of some larger groups, if given.</summary>
        public void Count(SparseGraph graph, int node, int[] of, int[]? within)
        {
            ReadOnlySpan<int> others = graph.Row(node);
            ReadOnlySpan<float> own = graph.WeightsOf(node);
            for (int i = 0; i < others.Length; i++)
            {
                if (others[i] == node || (within is not null && within[others[i]] != within[node])) continue;
                int community = of[others[i]];
                if (!isKnown[community])
                {
                    isKnown[community] = true;
                    Communities.Add(community);
                }

                weights[community] += own[i];
            }
        }

        public void Clear()
        {
            foreach (int community in Communities) (weights[community], isKnown[community]) = (0, false);
            Communities.Clear();
        }
    }
}
