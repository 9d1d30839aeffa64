using Item2Vec.Maps.Clusters;
using Item2Vec.Maps.Neighbors;
using Item2Vec.Maps.Work;

namespace Item2Vec.Maps.Tests.Clusters;

public class LeidenTests
{
    private static readonly MapWork Work = new(1, null, CancellationToken.None);

    [Fact]
    public void Planted_communities_are_found()
    {
        const int communities = 12;
        using SparseGraph graph = Planted(600, communities, inside: 8, outside: 2);
        int[] found = Leiden.Find(graph, 1, 1, Work);
        int[] planted = [.. Enumerable.Range(0, graph.Count).Select(node => node % communities)];
        Assert.Equal(communities, found.Distinct().Count());
        Assert.Equal(communities, found.Zip(planted).Distinct().Count());
    }

    [Fact]
    public void Modularity_is_that_of_its_definition()
    {
        using SparseGraph graph = Planted(60, 4, 4, 2);
        int[] of = [.. Enumerable.Range(0, 60).Select(node => node / 7)];
        double[] strengths = [.. Enumerable.Range(0, 60).Select(node => (double)graph.WeightsOf(node).ToArray().Sum())];
        double all = strengths.Sum();
        double expected = 0;
        for (int i = 0; i < 60; i++)
            for (int j = 0; j < 60; j++)
            {
                if (of[i] != of[j]) continue;
                int edge = graph.Row(i).IndexOf(j);
                expected += ((edge < 0 ? 0 : graph.WeightsOf(i)[edge]) - (0.8 * strengths[i] * strengths[j] / all)) / all;
            }

        Assert.Equal(expected, new Communities(graph, null, of, 0.8).Modularity(), 1e-9);
    }

    [Fact]
    public void No_move_of_a_node_and_no_merge_gains_modularity()
    {
        using SparseGraph graph = Planted(300, 10, 5, 4);
        int[] found = Leiden.Find(graph, 1, 1, Work);
        double reached = Modularity(graph, found);
        Assert.True(reached > Modularity(graph, [.. Enumerable.Range(0, 300)]));
        Assert.True(reached >= Modularity(graph, [.. Enumerable.Range(0, 300).Select(node => node % 10)]) - 1e-9);
        for (int node = 0; node < 300; node++)
            foreach (int community in found.Distinct())
                Assert.True(Modularity(graph, [.. found.Select((of, other) => other == node ? community : of)]) <= reached + 1e-6);
        foreach (int one in found.Distinct())
            foreach (int other in found.Distinct())
                Assert.True(Modularity(graph, [.. found.Select(of => of == one ? other : of)]) <= reached + 1e-6);
    }

    [Fact]
    public void Communities_are_connected()
    {
        using SparseGraph graph = Planted(800, 20, 2, 2);
        int[] found = Leiden.Find(graph, 1, 3, Work);
        foreach (int community in found.Distinct())
        {
            int[] members = [.. Enumerable.Range(0, 800).Where(node => found[node] == community)];
            HashSet<int> seen = [members[0]];
            Queue<int> next = new(seen);
            while (next.TryDequeue(out int node))
                foreach (int other in graph.Row(node))
                    if (found[other] == found[node] && seen.Add(other)) next.Enqueue(other);
            Assert.Equal(members.Length, seen.Count);
        }
    }

    [Fact]
    public void A_higher_resolution_gives_more_communities()
    {
        using SparseGraph graph = Planted(600, 12, 6, 3);
        int few = Leiden.Find(graph, 0.2, 1, Work).Distinct().Count();
        int some = Leiden.Find(graph, 1, 1, Work).Distinct().Count();
        int many = Leiden.Find(graph, 30, 1, Work).Distinct().Count();
        Assert.True(few < some && some < many, $"{few}, {some}, {many}");
    }

    [Fact]
    public void Nodes_without_edges_are_alone()
    {
        using SparseGraph graph = SparseGraph.Of([0, 1, 2, 2, 2], [1, 0], [1f, 1f]);
        int[] found = Leiden.Find(graph, 1, 1, Work);
        Assert.Equal(found[0], found[1]);
        Assert.Equal(3, found.Distinct().Count());
        using SparseGraph none = SparseGraph.Of([0, 0, 0], [], []);
        Assert.Equal(2, Leiden.Find(none, 1, 1, Work).Distinct().Count());
    }

    private static double Modularity(SparseGraph graph, int[] of) => new Communities(graph, null, of, 1).Modularity();

    /// <summary>Random edges of each node within its community (node modulo their number) and to any node.</summary>
    private static SparseGraph Planted(int nodes, int communities, int inside, int outside)
    {
        Random random = new(7);
        SortedSet<int>[] edges = [.. Enumerable.Range(0, nodes).Select(_ => new SortedSet<int>())];
        for (int node = 0; node < nodes; node++)
            for (int i = 0; i < inside + outside; i++)
            {
                int other = i < inside ? (random.Next(nodes / communities) * communities) + (node % communities) : random.Next(nodes);
                if (other == node) continue;
                edges[node].Add(other);
                edges[other].Add(node);
            }

        long[] starts = [0, .. edges.Select((_, node) => (long)edges.Take(node + 1).Sum(set => set.Count))];
        List<int> columns = [.. edges.SelectMany(set => set)];
        List<float> weights = [.. edges.SelectMany((set, node) => set.Select(other => 1 + ((node ^ other) % 3 * 0.25f)))];
        return SparseGraph.Of(starts, columns, weights);
    }
}
